import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import {
  certificateOrder,
  readCertificateAnswer,
} from '../../../../shared/protocol/web-ticket/get-and-publish-cert.ts';
import { ACTION } from '../../../../shared/protocol/web-ticket/names.ts';
import type { WebTicket } from '../../../../shared/protocol/web-ticket/rstr.ts';
import type { HttpResponse } from '../../transport/http-message.ts';
import { hostOf } from '../../transport/http-proxy.ts';
import { describeCertificate, pemOfDer } from '../../transport/x509-certificate.ts';
import type { ClientCertificate } from '../client-certificate.ts';
import {
  certificateRequest,
  privateKeyPem,
  publicKeyInfoOf,
  type CertificateKeys,
} from './certificate-request.ts';
import { randomGuid, secureUrl, type Errand } from './errand.ts';
import { certificatesIn, checkIssued, withOursFirst } from './issued-certificate.ts';
import { malformed, problem, problemOfAnswer, type Problem } from './problem.ts';
import type { UsableTicket } from './request-ticket.ts';

export interface CertificateErrand {
  readonly port: string;
  readonly address: string;
  readonly deviceId: string;
  readonly keys: CertificateKeys;
  readonly ticket: UsableTicket;
}

const HEADERS = [
  ['Content-Type', 'text/xml; charset=utf-8'],
  ['SOAPAction', `"${ACTION.getAndPublishCert}"`],
] as const;

/** Has a certificate made out for the address and this device. Records it, also one that is of no use. */
export async function requestCertificate(
  errand: Errand,
  order: CertificateErrand,
): Promise<Result<ClientCertificate, Problem>> {
  const { ctx, http } = errand;
  const secure = secureUrl(order.port);
  if (!secure.ok) return secure;
  const url = secure.value;
  const { ticket, proofKey } = order.ticket;
  const text = certificateOrder({
    url: order.port,
    messageId: randomGuid(ctx),
    requestId: randomGuid(ctx),
    deviceId: order.deviceId,
    address: order.address,
    certificateRequest: certificateRequest(order.address, order.keys),
    ticket: withLifetime(ticket, ctx.ports.clock.wall()),
    proofKey: proofKey?.reveal() ?? null,
  });
  const body = Buffer.from(text, 'utf8');
  const outcome = await http.post(ctx, url, HEADERS, body);
  body.fill(0);
  const answer = errand.answerOf(url, outcome);
  if (!answer.ok) return answer;
  const found = problemOfAnswer(answer.value);
  return found === null ? readIssued(errand, answer.value, order) : failure(found);
}

function readIssued(
  errand: Errand,
  response: HttpResponse,
  { address, deviceId, keys }: CertificateErrand,
): Result<ClientCertificate, Problem> {
  const { ctx } = errand;
  const known = { status: response.status, cause: response.seq };
  const answer = readCertificateAnswer(response.body);
  if (!answer.ok) return failure(malformed(response, answer.error));
  if (answer.value.kind === 'error-info') {
    const { id, text } = answer.value;
    const details = { ...known, diagnosticsId: id, reason: text === '' ? null : text };
    const detail = 'The service answered 200, with an error inside.';
    return failure(problem(response.url, 'error-info', detail, details));
  }
  const bad = (detail: string): Result<ClientCertificate, Problem> =>
    failure(problem(response.url, 'bad-certificate', detail, known));
  const came = certificatesIn(answer.value.der, ctx.plan.limits.certificateCount);
  if (came[0] === undefined) return bad('What came is neither an X.509 certificate nor a PKCS#7 with one.');
  const chain = withOursFirst(came, publicKeyInfoOf(keys)) ?? came;
  const leaf = chain[0] ?? came[0];
  const certificate = describeCertificate(leaf);
  ctx.record('client-certificate.issued', { url: response.url, deviceId, certificate }, response.seq);
  if (leaf.fields?.publicKeyInfo !== publicKeyInfoOf(keys)) {
    return bad('The certificate is for another key than the one that was sent.');
  }
  // The server will judge it by its own clock, not by ours.
  const checked = checkIssued(leaf, address, errand.timeAt(hostOf(new URL(response.url))));
  if (!checked.ok) return bad(checked.error);
  return success({
    certificatePem: chain.map(({ der }) => pemOfDer(der)).join(''),
    privateKeyPem: privateKeyPem(keys),
    ...checked.value,
  });
}

/** How long a timestamp of ours holds, for a ticket that names no time of its own (WSS 1.1, section 10). */
const OWN_LIFETIME_MS = 300_000;

function withLifetime(
  { assertion, assertionId, created, expires }: WebTicket,
  nowMs: number,
): { assertion: string; assertionId: string; created: string; expires: string } {
  const isDated = created !== '' && expires !== '';
  return {
    assertion,
    assertionId,
    created: isDated ? created : new Date(nowMs).toISOString(),
    expires: isDated ? expires : new Date(nowMs + OWN_LIFETIME_MS).toISOString(),
  };
}
