import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import {
  metadataRequest,
  readMetadata,
  type MetadataPort,
} from '../../../../shared/protocol/web-ticket/mex.ts';
import { ACTION } from '../../../../shared/protocol/web-ticket/names.ts';
import type { HttpResponse } from '../../transport/http-message.ts';
import { randomGuid, secureUrl, type Errand } from './errand.ts';
import { malformed, problem, problemOfAnswer, type Problem } from './problem.ts';

export type MetadataStage = 'certificate-metadata' | 'ticket-metadata';

/**
 * Asks a service how it wants to be asked: a GET for its /mex, and where that is not understood WS-MetadataExchange in SOAP.
 * Records the ports.
 */
export async function readServiceMetadata(
  errand: Errand,
  stage: MetadataStage,
  serviceAddress: string,
): Promise<Result<readonly MetadataPort[], Problem>> {
  const service = secureUrl(serviceAddress);
  if (!service.ok) return service;
  const url = metadataUrl(service.value);
  const { ctx, http } = errand;

  const answer = errand.answerOf(url, await http.get(ctx, url, [['Accept', 'text/xml, application/xml']]));
  if (!answer.ok) return answer;
  const byGet = readPorts(answer.value);
  if (byGet.ok) return record(errand, stage, service.value, byGet.value, answer.value);
  if (!isGetNotUnderstood(byGet.error)) return byGet;

  const body = Buffer.from(metadataRequest(url.href, randomGuid(ctx)), 'utf8');
  const headers = [
    ['Content-Type', `application/soap+xml; charset=utf-8; action="${ACTION.getMetadata}"`],
  ] as const;
  const second = errand.answerOf(url, await http.post(ctx, url, headers, body));
  const byPost = second.ok ? readPorts(second.value) : second;
  // If neither is understood, the answer to the plain question tells more.
  return second.ok && byPost.ok ? record(errand, stage, service.value, byPost.value, second.value) : byGet;
}

/** The port of the certificate service that takes a web ticket; one with a proof signature first. */
export function certificatePort(
  ports: readonly MetadataPort[],
  serviceAddress: string,
): Result<MetadataPort & { readonly ticketIssuer: string }, Problem> {
  const usable = ports.flatMap(({ ticketIssuer, ...port }) =>
    ticketIssuer === null ? [] : [{ ...port, ticketIssuer }],
  );
  const port =
    usable.find(({ name }) => name === 'CertProvisioningServiceWebTicketProof_SHA1') ??
    usable.find(({ needsProof }) => needsProof) ??
    usable[0];
  if (port !== undefined) return success(port);
  return failure(noPort(serviceAddress, 'takes a web ticket', ports));
}

/** The port of the ticket service that takes Windows authentication. */
export function windowsPort(
  ports: readonly MetadataPort[],
  serviceAddress: string,
): Result<MetadataPort, Problem> {
  const port =
    ports.find(({ name }) => name === 'WebTicketServiceWinNegotiate') ??
    ports.find(({ name }) => /WinNegotiate$/i.test(name));
  if (port !== undefined) return success(port);
  const missing = noPort(serviceAddress, 'takes Windows authentication', ports);
  return failure(ports.some(isForForeignTokens) ? { ...missing, failure: 'modern-auth' } : missing);
}

/** A port that takes tokens of another identity provider: who is to sign in there signs in on that one's page first. */
function isForForeignTokens({ name }: MetadataPort): boolean {
  return /wsfed|oauth|bearer/i.test(name);
}

function noPort(address: string, what: string, ports: readonly MetadataPort[]): Problem {
  const names = ports.slice(0, 12).map(({ name }) => name.slice(0, 80));
  return problem(address, 'no-port', `The service names no port that ${what}; it names ${names.join(', ')}.`);
}

function metadataUrl(service: URL): URL {
  const url = new URL(service);
  url.hash = '';
  if (!/\/mex\/?$/i.test(url.pathname)) url.pathname = `${url.pathname.replace(/\/$/, '')}/mex`;
  return url;
}

function readPorts(response: HttpResponse): Result<readonly MetadataPort[], Problem> {
  const found = problemOfAnswer(response);
  if (found !== null) return failure(found);
  const ports = readMetadata(response.body);
  return ports.ok ? ports : failure(malformed(response, ports.error));
}

/** A service that has metadata by SOAP only answers a GET with one of these, or with its help page. */
function isGetNotUnderstood({ failure: kind, status }: Problem): boolean {
  return (
    kind === 'html' ||
    kind === 'malformed' ||
    kind === 'soap-fault' ||
    [400, 405, 406, 411, 415, 500, 501].includes(status ?? 0)
  );
}

function record(
  { ctx }: Errand,
  stage: MetadataStage,
  service: URL,
  ports: readonly MetadataPort[],
  response: HttpResponse,
): Result<readonly MetadataPort[], Problem> {
  const copies = ports.map((port) => ({ ...port }));
  ctx.record('web-service.metadata.read', { stage, url: service.href, ports: copies }, response.seq);
  return success(ports);
}
