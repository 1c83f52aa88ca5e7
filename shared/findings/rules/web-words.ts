import { webHostOf } from '../authentication-words.ts';
import type { WebFailure } from '../facts/attempts.ts';
import { command } from '../words.ts';

/** The certificate with which TLS-DSK signs in comes from the web: first a ticket, then with it the certificate. */
export const WHY_A_TICKET =
  'For the certificate with which it signs in, the client first fetches a web ticket (TLS-DSK).';

/** The host of a failed web request, or what stands for it when there is none. */
export function webHost(web: WebFailure | null): string {
  return web === null ? 'the web service' : webHostOf(web);
}

/** A command that asks the same address without credentials. */
export function askAgain(web: WebFailure | null): string | null {
  if (web === null || !/^https?:\/\/[\w.:/%-]+(?:\?[\w=.&-]*)?$/.test(web.url)) return null;
  return command(() => `curl -v ${web.url}`, webHostOf(web));
}
