import type { CertificateRegister } from '../certificate-register.ts';
import type { Directory } from '../directory.ts';
import type { WebTicketFault } from '../faults.ts';
import { createClientCertificateAuthority, type ClientCertificateAuthority } from './ca-client.ts';
import { answerCertProv } from './cert-prov.ts';
import { SERVICE_PATHS, type WebExchange } from './web-exchange.ts';
import { createTicketAuthority, type TicketAuthority } from './web-ticket-authority.ts';
import { createHttpLogons, type HttpLogons } from './web-ticket-logon.ts';
import { answerWebTicket } from './web-ticket.ts';

/** What the two web sites of a pool share: a ticket of the one is good at the other. */
export interface WebServices {
  readonly directory: Directory;
  readonly register: CertificateRegister;
  readonly fault: WebTicketFault | null;
  /** The servers' clock is ours plus this. */
  readonly clockOffsetMs: number;
  readonly tickets: TicketAuthority;
  readonly certificates: ClientCertificateAuthority;
  readonly logons: HttpLogons;
}

export async function createWebServices(
  pool: Pick<WebServices, 'directory' | 'register' | 'fault' | 'clockOffsetMs'>,
): Promise<WebServices> {
  return {
    ...pool,
    tickets: createTicketAuthority(),
    certificates: await createClientCertificateAuthority(),
    logons: createHttpLogons(pool.directory),
  };
}

/** Answers what is for the web ticket service or the certificate service. Returns null for other paths. */
export function answerWebServices(exchange: WebExchange, services: WebServices): Promise<void> | null {
  if (isAt(SERVICE_PATHS.webTicket, exchange.path)) return answerWebTicket(exchange, services);
  if (isAt(SERVICE_PATHS.certProv, exchange.path)) return answerCertProv(exchange, services);
  return null;
}

function isAt(service: string, path: string): boolean {
  const base = service.toLowerCase();
  return path === base || path.startsWith(`${base}/`);
}
