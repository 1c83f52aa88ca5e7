import type { EventData } from '../../events/catalogue.ts';
import type { ExchangeOutcome } from '../../run/document.ts';
import { visible } from '../../lib/text.ts';
import { pathOfUrl } from '../../lib/web-url.ts';
import { STAGE_ERRANDS } from '../describe/web-service.ts';
import type { Draft } from './draft.ts';

/**
 * What a request to a web service of TLS-DSK is for: by what the services' metadata say of the URL, else by its path.
 * null: it is no such request. Source of the paths: the virtual directories of the product's web services.
 */
export function webErrand(draft: Draft, method: string, url: string): string | null {
  const known = draft.errands.get(url);
  if (known !== undefined) return known;
  const path = pathOfUrl(url).toLowerCase();
  const isMetadata = /\/mex(?:$|[/?])/.test(path);
  const isIssuing = method === 'POST';
  if (path.startsWith('/certprov/')) {
    if (isMetadata) return STAGE_ERRANDS['certificate-metadata'];
    return isIssuing ? STAGE_ERRANDS.certificate : null;
  }
  if (path.startsWith('/webticket/')) {
    if (isMetadata) return STAGE_ERRANDS['ticket-metadata'];
    return isIssuing ? STAGE_ERRANDS.ticket : null;
  }
  return null;
}

/** The URLs that metadata name, for the requests that follow. */
export function learnErrands(draft: Draft, { stage, ports }: EventData<'web-service.metadata.read'>): void {
  const errand = stage === 'certificate-metadata' ? STAGE_ERRANDS.certificate : STAGE_ERRANDS.ticket;
  for (const { url, ticketIssuer } of ports) {
    draft.errands.set(url, errand);
    if (ticketIssuer !== null) draft.errands.set(`${ticketIssuer}/mex`, STAGE_ERRANDS['ticket-metadata']);
  }
}

/**
 * What a 401 means within the logon to a web service; null for any other status. Negotiate and NTLM take several requests,
 * each but the last answered 401 (RFC 4559 5).
 */
export function logonAnswer(
  { status, headers }: EventData<'http.response.received'>,
  hasCredentials: boolean,
): { readonly label: string; readonly outcome: ExchangeOutcome } | null {
  if (status !== 401) return null;
  const offers = headers
    .filter(([name]) => name.toLowerCase() === 'www-authenticate')
    .map(([, value]) => {
      const [scheme = '', token = ''] = value.trim().split(/[ \t]+/, 2);
      return { scheme, token, isUsable: /^(?:negotiate|ntlm)$/i.test(scheme) };
    });
  if (offers.some(({ isUsable, token }) => isUsable && token !== '')) {
    return { label: 'challenge', outcome: 'ok' };
  }
  if (hasCredentials) return { label: 'refused', outcome: 'failed' };
  const names = [...new Set(offers.map(({ scheme }) => visible(scheme, 30)))].slice(0, 5).join(', ');
  return {
    label: names === '' ? 'asks for a sign-in' : `asks for ${names}`,
    outcome: offers.some(({ isUsable }) => isUsable) ? 'ok' : 'failed',
  };
}
