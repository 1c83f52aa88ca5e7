import type { CertificateProblem } from '../../../shared/events/connection-events.ts';
import { missingIssuerProblem } from './trust-missing-issuer.ts';
import { findPaths, type CertificatePath, type PathMember } from './trust-path.ts';
import type { TrustAnchors } from './trust-store.ts';
import type { X509 } from './x509-certificate.ts';
import { certificateCoversHost } from './x509-host.ts';
import { attributeOf } from './x509-names.ts';
import { OID } from './x509-oids.ts';

export interface ChainToJudge {
  /** As sent, the server's own certificate first. */
  readonly sent: readonly X509[];
  /** Certificates that other servers sent earlier in this run. */
  readonly seen: readonly X509[];
  readonly anchors: TrustAnchors;
  /** The name that was asked for. */
  readonly host: string;
  readonly nowMs: number;
  /** What the TLS library's own verifier objects to; null if to nothing. */
  readonly libraryError: string | null;
}

export interface ChainJudgement {
  readonly trusted: boolean;
  /** The user confirmed exactly this certificate for this run: it is trusted in spite of its problems. */
  readonly confirmed?: boolean;
  readonly problems: readonly CertificateProblem[];
  /** Subjects from the server's certificate upwards. */
  readonly path: readonly string[];
  readonly trustAnchor: string | null;
}

const SERVER_USAGES: readonly string[] = [
  OID.serverAuth,
  OID.anyExtendedKeyUsage,
  // Server-gated cryptography of Microsoft and Netscape, which stand for server authentication in old CA certificates.
  '1.3.6.1.4.1.311.10.3.3',
  '2.16.840.1.113730.4.1',
];
const WEAK_HASHES: readonly string[] = ['MD2', 'MD5', 'SHA-1'];
const LEAST_BITS: Readonly<Record<string, number>> = { RSA: 2048, 'RSA-PSS': 2048, DSA: 2048, EC: 256 };
/** Known to be weak or out of our hands, but a client goes on all the same. */
const HARMLESS: readonly CertificateProblem['kind'][] = [
  'weak-key',
  'weak-signature',
  'revocation-unreachable',
];
/** Verifier codes about what is judged here by our own rules and clock. */
const JUDGED_BY_US =
  /^(?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|HOSTNAME_MISMATCH|ERR_TLS_CERT_ALTNAME\w*|\w+_TOO_(?:WEAK|SMALL))$/;
/** Verifier codes that only say that the path ends elsewhere than in a self-signed root. */
const INCOMPLETE =
  /^(?:UNABLE_TO_GET_ISSUER_CERT(?:_LOCALLY)?|UNABLE_TO_VERIFY_LEAF_SIGNATURE|(?:DEPTH_ZERO_)?SELF_SIGNED_CERT(?:_IN_CHAIN)?)$/;

/** Judges a chain by RFC 5280 6.1 and RFC 6125, with every problem named instead of the first one only. */
export function judgeChain(chain: ChainToJudge): ChainJudgement {
  const { sent, anchors } = chain;
  const leaf = sent[0];
  if (leaf === undefined || leaf.fields === null) {
    const detail = leaf === undefined ? 'The server sent no certificate.' : 'The certificate cannot be read.';
    const code = leaf === undefined ? 'NO_CERTIFICATE' : 'UNREADABLE_CERTIFICATE';
    return { trusted: false, problems: [{ kind: 'other', code, detail }], path: [], trustAnchor: null };
  }
  const best = choosePath(findPaths(sent, chain.seen, anchors), chain);
  const problems = [
    ...anchorProblems(best, sent, anchors),
    ...best.members.flatMap((member, at) => memberProblems(member, at, best, chain)),
    ...nameProblems(leaf, chain.host),
  ];
  const isBroken = problems.some((problem) => !HARMLESS.includes(problem.kind));
  if (!isBroken && chain.libraryError !== null && isNews(chain.libraryError, best, sent, problems)) {
    problems.push({
      kind: 'other',
      code: chain.libraryError,
      detail: objectionOf(chain.libraryError, best),
    });
  }
  return {
    trusted: problems.every((problem) => HARMLESS.includes(problem.kind)),
    problems,
    path: best.members.map((member) => member.certificate.fields?.subject.text ?? ''),
    trustAnchor: best.anchor?.fields?.subject.text ?? null,
  };
}

/** Prefers a path that ends in a trusted root, needs nothing that the server did not send, and has fewest faults. */
function choosePath(paths: readonly CertificatePath[], chain: ChainToJudge): CertificatePath {
  const cost = (path: CertificatePath): number =>
    (path.anchor === null ? 10_000 - path.members.length : 0) +
    path.members.filter((member) => member.from === 'seen').length * 100 +
    path.members.flatMap((member, at) => memberProblems(member, at, path, chain)).length;
  const [first, ...others] = paths;
  const nothing: CertificatePath = { members: [], anchor: null };
  return others.reduce((best, path) => (cost(path) < cost(best) ? path : best), first ?? nothing);
}

function anchorProblems(
  path: CertificatePath,
  sent: readonly X509[],
  anchors: TrustAnchors,
): readonly CertificateProblem[] {
  if (path.anchor === null) return [missingIssuerProblem(path, sent, anchors)];
  const unsent = path.members.find((member) => member.from === 'seen')?.certificate.fields;
  if (!unsent) return [];
  // It leads to a trusted root and another server of this run sent it: it exists, and this server leaves it out.
  return [{ kind: 'missing-intermediate', missingIssuer: unsent.subject.text, certain: true }];
}

function memberProblems(
  member: PathMember,
  at: number,
  path: CertificatePath,
  chain: ChainToJudge,
): readonly CertificateProblem[] {
  const { fields } = member.certificate;
  if (fields === null) return [];
  const place = chain.sent.findIndex((sent) => sent.sha256 === member.certificate.sha256);
  const index = place === -1 ? Math.max(at, chain.sent.length) : place;
  const isAnchor = path.anchor?.sha256 === member.certificate.sha256;
  const problems: CertificateProblem[] = [];
  if (chain.nowMs > fields.notAfterMs)
    problems.push({ kind: 'expired', index, notAfterMs: fields.notAfterMs });
  if (chain.nowMs < fields.notBeforeMs) {
    problems.push({ kind: 'not-yet-valid', index, notBeforeMs: fields.notBeforeMs });
  }
  const { type: keyType, bits: keyBits } = fields.publicKey;
  if (keyBits !== null && keyBits < (LEAST_BITS[keyType] ?? 0)) {
    problems.push({ kind: 'weak-key', index, keyType, keyBits });
  }
  // A root is trusted by itself, not by its own signature.
  const isRoot = isAnchor || fields.subject.key === fields.issuer.key;
  if (!isRoot && fields.signature.hash !== null && WEAK_HASHES.includes(fields.signature.hash)) {
    problems.push({ kind: 'weak-signature', index, algorithm: fields.signature.name });
  }
  const usages = fields.extensions.extendedKeyUsage;
  if (!isAnchor && usages.length > 0 && !usages.some((usage) => SERVER_USAGES.includes(usage))) {
    problems.push({ kind: 'wrong-usage', index, extendedKeyUsage: [...usages] });
  }
  if (at > 0 && !isAnchor) problems.push(...authorityProblems(member.certificate, at));
  return problems;
}

/** RFC 5280 6.1.4 (k) to (n): only a certificate authority may issue, and only as deep as it may. */
function authorityProblems(certificate: X509, at: number): readonly CertificateProblem[] {
  const { fields } = certificate;
  if (fields === null) return [];
  const { isCa, maySignCertificates, pathLength } = fields.extensions;
  const subject = fields.subject.text;
  if (!isCa || maySignCertificates === false) {
    return [{ kind: 'other', code: 'INVALID_CA', detail: `${subject} may not issue certificates.` }];
  }
  if (pathLength !== null && at - 1 > pathLength) {
    const detail = `${subject} may not stand so far above the server's certificate.`;
    return [{ kind: 'other', code: 'PATH_LENGTH_EXCEEDED', detail }];
  }
  return [];
}

function nameProblems(leaf: X509, host: string): readonly CertificateProblem[] {
  if (leaf.fields === null) return [];
  const { dnsNames, ipAddresses } = leaf.fields.extensions;
  const commonName = attributeOf(leaf.fields.subject, 'CN');
  if (certificateCoversHost(host, { dnsNames, ipAddresses, commonName })) return [];
  const named = [...dnsNames, ...ipAddresses];
  const names = named.length > 0 || commonName === null ? named : [commonName];
  return [{ kind: 'name-mismatch', host, names }];
}

/** false: the library's objection is one that clients do not share, or that is judged here. */
function isNews(
  code: string,
  path: CertificatePath,
  sent: readonly X509[],
  problems: readonly CertificateProblem[],
): boolean {
  if (JUDGED_BY_US.test(code)) return false;
  const isReadInFull = path.members.every(
    ({ certificate }) => certificate.fields?.extensions.hasUnreadCritical === false,
  );
  // Node knows no name for some of OpenSSL's codes, a weak signature among them, which is judged here already.
  const isWeak = problems.some(({ kind }) => kind === 'weak-signature' || kind === 'weak-key');
  if (code === 'UNSPECIFIED' && isWeak) return !isReadInFull;
  // OpenSSL does not take the usage "any" for server authentication; Windows does (RFC 5280 4.2.1.12 leaves it open).
  const usages = sent[0]?.fields?.extensions.extendedKeyUsage ?? [];
  if (code === 'INVALID_PURPOSE' && usages.includes(OID.anyExtendedKeyUsage)) return !isReadInFull;
  // OpenSSL follows the first issuer that was sent and does not turn back where that is a root it does not know, though a
  // cross-signed one was sent too; other clients try every path (RFC 4158 2.4).
  const used = new Set(path.members.map(({ certificate }) => certificate.sha256));
  const strayRoot = sent.some(
    ({ sha256, fields }) => !used.has(sha256) && fields?.subject.key === fields?.issuer.key,
  );
  if (code === 'SELF_SIGNED_CERT_IN_CHAIN' && path.anchor !== null && strayRoot) return !isReadInFull;
  if (!INCOMPLETE.test(code)) return true;
  // The library wants a self-signed root; a certificate that the user trusts by hand may be none.
  const anchor = path.anchor?.fields;
  return anchor?.subject.key === anchor?.issuer.key;
}

function objectionOf(code: string, path: CertificatePath): string {
  if (path.members.some(({ certificate }) => certificate.fields?.extensions.hasUnreadCritical)) {
    return 'A certificate has a critical extension that the TLS library does not understand or that forbids this use.';
  }
  return code === 'INVALID_PURPOSE'
    ? 'By its key usage the certificate is not meant for a server.'
    : 'The TLS library does not accept the certificate chain.';
}
