import type { EventData } from '../../events/catalogue.ts';
import type { Header } from '../../events/header.ts';
import type { SipHeader } from '../../protocol/sip/message.ts';
import { offeredSchemes, type OfferedScheme } from '../../protocol/sip/offered-schemes.ts';
import { AuthMethod } from '../../run/ids.ts';

/** Headers of the log as the codecs take them. */
export function namedHeaders(headers: readonly Header[]): readonly SipHeader[] {
  return headers.map(([name, value]) => ({ name, value }));
}

/** The sign-in methods that an answer offers, whatever its status. */
export function offersOf({
  status,
  reason,
  headers,
}: EventData<'sip.response.received'>): readonly OfferedScheme[] {
  return offeredSchemes({
    kind: 'response',
    status,
    reason,
    headers: namedHeaders(headers),
    body: new Uint8Array(),
  });
}

/** Those that a Microsoft client knows, each once, as offered. */
export function knownMethods(offers: readonly OfferedScheme[]): readonly AuthMethod[] {
  const methods = offers.flatMap(({ method }) => {
    const known = AuthMethod.safeParse(method);
    return known.success ? [known.data] : [];
  });
  return [...new Set(methods)];
}
