import type { CertificateProblem } from '../../../shared/events/connection-events.ts';
import type { CertificatePath } from './trust-path.ts';
import type { TrustAnchors } from './trust-store.ts';
import { isSelfIssued, type X509 } from './x509-certificate.ts';
import { attributeOf, type DistinguishedName } from './x509-names.ts';

const ROOT_NAME = /\broot\b/i;
const INTERMEDIATE_NAME = /issuing|intermediate|\bsub(?:ordinate)?\b|policy/i;
/** R3, E5, WR2, CA2, Contoso CA 1: authorities are numbered where there are several of them below one root. */
const NUMBERED_NAME = /^[a-z]{1,3} ?\d{1,3}$|\bca[ -]?\d{1,3}$/i;

/**
 * Tells a root that is not trusted from an intermediate that the server did not send, for a path that breaks off.
 * Only the first is the helpdesk's to repair; where the evidence fits both, certain is false.
 */
export function missingIssuerProblem(
  path: CertificatePath,
  sent: readonly X509[],
  anchors: TrustAnchors,
): CertificateProblem {
  const top = path.members.at(-1)?.certificate.fields;
  if (!top) return untrustedRoot('', false, false);
  if (isSelfIssued(top)) return untrustedRoot(top.subject.text, path.members.length === 1, true);
  const issuer = top.issuer;
  const above = top.extensions.authorityCertIssuer;
  if (above !== null && above.key !== issuer.key) {
    // The authority key identifier names who issued the issuer: not itself, so the issuer is no root (RFC 5280 4.2.1.1).
    return missingIntermediate(issuer, anchors.bySubject(above).length > 0);
  }
  const isTold = above !== null || path.members.length > 1;
  const name = attributeOf(issuer, 'CN') ?? issuer.text;
  if (ROOT_NAME.test(name)) return untrustedRoot(issuer.text, false, isTold);
  if (above === null) {
    if (INTERMEDIATE_NAME.test(name) || NUMBERED_NAME.test(name)) return missingIntermediate(issuer, false);
    if (path.members.length === 1 && sent.length === 1 && anchors.hasRelativeOf(issuer)) {
      return missingIntermediate(issuer, false);
    }
  }
  return untrustedRoot(issuer.text, false, isTold);
}

/** selfSigned: the server's own certificate is its own issuer. */
function untrustedRoot(missingIssuer: string, selfSigned: boolean, certain: boolean): CertificateProblem {
  return { kind: 'untrusted-root', missingIssuer, selfSigned, certain };
}

function missingIntermediate(issuer: DistinguishedName, certain: boolean): CertificateProblem {
  return { kind: 'missing-intermediate', missingIssuer: issuer.text, certain };
}
