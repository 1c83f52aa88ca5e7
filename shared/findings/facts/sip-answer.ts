import type { EventData } from '../../events/catalogue.ts';
import type { Header } from '../../events/header.ts';
import type { SipHeader } from '../../protocol/sip/message.ts';
import { offeredSchemes, type OfferedScheme } from '../../protocol/sip/offered-schemes.ts';
import { AuthMethod } from '../../run/ids.ts';

/** Headers of the log as the codecs take them. */
export function namedHeaders(headers: readonly Header[]): readonly SipHeader[] {
  return headers.map(([name, value]) => ({ name, value }));
}

/** What is observed does not change: of an answer that several derivations look at the offers are read once. */
const memory = new WeakMap<EventData<'sip.response.received'>, readonly OfferedScheme[]>();

const NO_BODY = new Uint8Array();
const NO_OFFERS: readonly OfferedScheme[] = [];

/** The sign-in methods that an answer offers, whatever its status. */
export function offersOf(response: EventData<'sip.response.received'>): readonly OfferedScheme[] {
  const telling = response.headers.filter(([name]) => /authenticate/i.test(name));
  if (telling.length === 0) return NO_OFFERS;
  const known = memory.get(response);
  if (known !== undefined) return known;
  const { status, reason } = response;
  const headers = namedHeaders(telling);
  const offers = offeredSchemes({ kind: 'response', status, reason, headers, body: NO_BODY });
  memory.set(response, offers);
  return offers;
}

/** Those that a Microsoft client knows, each once, as offered. */
export function knownMethods(offers: readonly OfferedScheme[]): readonly AuthMethod[] {
  const offered = new Set<string>(offers.map(({ method }) => method));
  return [...offered].filter(isKnown);
}

const KNOWN: ReadonlySet<string> = new Set(AuthMethod.options);

function isKnown(method: string): method is AuthMethod {
  return KNOWN.has(method);
}
