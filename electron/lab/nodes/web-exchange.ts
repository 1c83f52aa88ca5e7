import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Note } from '../ledger.ts';
import { diagnosticsOf, soapFault, type ServiceFault } from './soap-envelope.ts';

/** One request to a web site with what its answer needs. */
export interface WebExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Lower case; real links mix the spelling. */
  readonly path: string;
  /** IP:port of the client. */
  readonly client: string;
  /** The Front End that answers. */
  readonly frontEndFqdn: string;
  /** Where the web services live, and what their addresses are built on. */
  readonly servicesHost: string;
  /** By the server's clock. */
  readonly nowMs: number;
  readonly note: (entry: Omit<Parameters<Note>[0], 'node' | 'client'>) => void;
}

/** Where the services of [MS-OCAUTHWS] are on each web site, and the ports that do the work. */
export const SERVICE_PATHS = {
  webTicket: '/WebTicket/WebTicketService.svc',
  /** For Windows authentication. */
  windowsPort: '/WebTicket/WebTicketService.svc/Auth',
  certProv: '/CertProv/CertProvisioningService.svc',
  /** For holders of a ticket who prove that it is theirs. */
  proofPort: '/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1',
} as const;

/** More than a certificate request with its ticket has. */
const MAX_BODY_BYTES = 262_144;
const BODY_MS = 10_000;

/** Returns the body, or null when it is too long, comes too slowly, breaks off or is no UTF-8. */
export function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const settle = (body: string | null): void => {
      clearTimeout(patience);
      // Whatever follows is thrown away, so that the answer can still be sent.
      request.removeAllListeners('data').resume();
      resolve(body);
    };
    const patience = setTimeout(() => settle(null), BODY_MS);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > MAX_BODY_BYTES) settle(null);
    });
    request.once('end', () => settle(decodeUtf8(Buffer.concat(chunks))));
    request.once('close', () => settle(null));
  });
}

export function sendXml(response: ServerResponse, status: number, xml: string): void {
  send(response, status, 'text/xml; charset=utf-8', xml);
}

/** A SOAP fault travels with 500 (SOAP 1.1 6.2), a failed authentication with the status of HTTP. */
export function sendFault(
  { response, frontEndFqdn }: WebExchange,
  status: number,
  fault: ServiceFault,
): void {
  const diagnostics = diagnosticsOf(fault, frontEndFqdn);
  if (diagnostics !== null) response.setHeader('X-Ms-diagnostics', diagnostics);
  sendXml(response, status, soapFault(fault));
}

export function sendPage(response: ServerResponse, status: number, title: string): void {
  const html = `<!DOCTYPE html>\r\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\r\n`;
  send(response, status, 'text/html; charset=utf-8', html);
}

function send(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, {
    'Content-Type': contentType,
    'Content-Length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}

function decodeUtf8(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // No SOAP of anybody.
    return null;
  }
}
