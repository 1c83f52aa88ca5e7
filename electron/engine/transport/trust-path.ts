import type { TrustAnchors } from './trust-store.ts';
import { isSelfIssued, isSignedBy, type X509 } from './x509-certificate.ts';

/** A certificate in its place on a path from the server's own certificate upwards. */
export interface PathMember {
  readonly certificate: X509;
  /** sent: by this server. seen: by another connection of this run. store: a trusted root. */
  readonly from: 'sent' | 'seen' | 'store';
}

export interface CertificatePath {
  readonly members: readonly PathMember[];
  /** The trusted root that it ends in, or null where it breaks off. */
  readonly anchor: X509 | null;
}

const MAX_DEPTH = 12;
const MAX_PATHS = 8;
/** Signature checks for one chain; a chain of many certificates of one name would else cost without end. */
const MAX_CHECKS = 128;

/**
 * The paths that the certificates allow, complete ones first, otherwise as far as each leads.
 * The first certificate sent is the server's own (RFC 8446 4.4.2); the order of the others does not matter, as for real clients.
 */
export function findPaths(
  sent: readonly X509[],
  seen: readonly X509[],
  anchors: TrustAnchors,
): readonly CertificatePath[] {
  const leaf = sent[0];
  if (leaf === undefined) return [];
  const complete: CertificatePath[] = [];
  const partial: CertificatePath[] = [];
  let checks = 0;

  function extend(members: readonly PathMember[]): void {
    const top = members.at(-1)?.certificate;
    if (top === undefined || complete.length >= MAX_PATHS) return;
    const copies = anchors.matching(top);
    if (copies.length > 0) {
      for (const anchor of copies) complete.push({ members: endingIn(members, anchor), anchor });
      return;
    }
    const next = members.length >= MAX_DEPTH ? [] : issuersOf(top, members);
    if (next.length === 0) partial.push({ members, anchor: null });
    for (const member of next) extend([...members, member]);
  }

  function issuersOf(certificate: X509, members: readonly PathMember[]): readonly PathMember[] {
    const { fields } = certificate;
    if (fields === null || isSelfIssued(fields)) return [];
    const candidates: readonly PathMember[] = [
      ...anchors.bySubject(fields.issuer).map((root): PathMember => ({ certificate: root, from: 'store' })),
      ...sent.map((other): PathMember => ({ certificate: other, from: 'sent' })),
      ...seen.map((other): PathMember => ({ certificate: other, from: 'seen' })),
    ];
    const used = new Set(members.map((member) => member.certificate.sha256));
    return candidates.filter(({ certificate: candidate }) => {
      if (candidate.fields?.subject.key !== fields.issuer.key || used.has(candidate.sha256)) return false;
      used.add(candidate.sha256);
      checks += 1;
      return checks <= MAX_CHECKS && isSignedBy(certificate, candidate);
    });
  }

  extend([{ certificate: leaf, from: 'sent' }]);
  return [...complete, ...partial];
}

/** The same path with the store's own copy at its end, where the server sent the root too or signed with a renewed one. */
function endingIn(members: readonly PathMember[], anchor: X509): readonly PathMember[] {
  return members.map((member, at) =>
    at === members.length - 1 && member.certificate.sha256 !== anchor.sha256
      ? { certificate: anchor, from: 'store' }
      : member,
  );
}
