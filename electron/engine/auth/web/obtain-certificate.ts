import type { WebServiceFailure, WebServiceStage } from '../../../../shared/events/web-service-events.ts';
import { failure, success, type Result } from '../../../../shared/lib/result.ts';
import type { ProbeContext } from '../../context.ts';
import type { HttpClient } from '../../transport/http.ts';
import type { ClientCertificate } from '../client-certificate.ts';
import type { Credentials } from '../credentials.ts';
import { generateKeys } from './certificate-request.ts';
import { createErrand, type Errand } from './errand.ts';
import type { Problem } from './problem.ts';
import { certificatePort, readServiceMetadata, windowsPort } from './read-metadata.ts';
import { requestCertificate } from './request-certificate.ts';
import { requestTicket } from './request-ticket.ts';

export interface CertificateWish {
  /** sts-uri of the TLS-DSK challenge: the certificate service. */
  readonly stsUri: string;
  /** user@domain, without scheme. */
  readonly address: string;
  /** GUID of +sip.instance, without braces. */
  readonly deviceId: string;
  readonly credentials: Credentials;
}

export type CertificateOutcome =
  | { readonly ok: true; readonly certificate: ClientCertificate }
  | { readonly ok: false; readonly failure: WebServiceFailure; readonly stage: WebServiceStage };

/**
 * Gets a client certificate for TLS-DSK ([MS-OCAUTHWS] 1.3): the certificate service says where its tickets come from, the ticket
 * service how one logs on, and with the ticket the certificate is ordered.
 * Every stage is recorded; a failure exactly once, as web-service.failed. Cancels with ctx.signal, then recording nothing more; the
 * outcome means nothing then. The certificate's key is the caller's to wipe.
 */
export async function obtainClientCertificate(
  ctx: ProbeContext,
  http: HttpClient,
  wish: CertificateWish,
): Promise<CertificateOutcome> {
  // Nothing of the way depends on the key, and it takes as long as a round trip.
  const keys = generateKeys();
  // Awaited only if the way leads that far; a rejection comes out there, and must not count as unhandled before.
  keys.catch(() => undefined);
  const errand = createErrand(ctx, http);

  const way = await findWay(errand, wish);
  if (!way.ok) return giveUp(ctx, way.error.stage, way.error.problem);
  const { orderPort, needsProof, logonPort } = way.value;

  const ticket = await requestTicket(errand, {
    port: logonPort,
    audience: orderPort,
    needsProof,
    address: wish.address,
    context: wish.deviceId,
    credentials: wish.credentials,
  });
  if (!ticket.ok) return giveUp(ctx, 'ticket', ticket.error);

  const { address, deviceId } = wish;
  try {
    const order = { port: orderPort, address, deviceId, keys: await keys, ticket: ticket.value };
    const certificate = await requestCertificate(errand, order);
    if (!certificate.ok) return giveUp(ctx, 'certificate', certificate.error);
    return { ok: true, certificate: certificate.value };
  } finally {
    ticket.value.proofKey?.wipe();
  }
}

interface Way {
  readonly orderPort: string;
  readonly needsProof: boolean;
  readonly logonPort: string;
}

/** Stages 1 and 2: the metadata of both services. */
async function findWay(
  errand: Errand,
  { stsUri }: CertificateWish,
): Promise<Result<Way, { readonly stage: WebServiceStage; readonly problem: Problem }>> {
  const at =
    (stage: WebServiceStage) =>
    (found: Problem): Result<Way, { readonly stage: WebServiceStage; readonly problem: Problem }> =>
      failure({ stage, problem: found });
  const inCertificate = at('certificate-metadata');
  const certificatePorts = await readServiceMetadata(errand, 'certificate-metadata', stsUri);
  if (!certificatePorts.ok) return inCertificate(certificatePorts.error);
  const order = certificatePort(certificatePorts.value, stsUri);
  if (!order.ok) return inCertificate(order.error);

  const { url: orderPort, ticketIssuer, needsProof } = order.value;
  const inTicket = at('ticket-metadata');
  const ticketPorts = await readServiceMetadata(errand, 'ticket-metadata', ticketIssuer);
  if (!ticketPorts.ok) return inTicket(ticketPorts.error);
  const logon = windowsPort(ticketPorts.value, ticketIssuer);
  return logon.ok ? success({ orderPort, needsProof, logonPort: logon.value.url }) : inTicket(logon.error);
}

function giveUp(ctx: ProbeContext, stage: WebServiceStage, { cause, ...known }: Problem): CertificateOutcome {
  if (!ctx.signal.aborted) ctx.record('web-service.failed', { stage, ...known }, cause ?? undefined);
  return { ok: false, failure: known.failure, stage };
}
