import { firstHeader, headerValues, type SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { parseNameAddr } from '../../../../shared/protocol/sip/name-addr.ts';
import { parameterValue } from '../../../../shared/protocol/sip/parameters.ts';
import { parseSipUri, type SipUri } from '../../../../shared/protocol/sip/sip-uri.ts';

/** The elements of a header that is a list (Supported, Require, Accept …) in lower case, from all its lines. */
export function listed(request: SipRequest, name: string): readonly string[] {
  return headerValues(request, name)
    .flatMap((line) => line.split(','))
    .map((item) => item.trim().toLowerCase())
    .filter((item) => item !== '');
}

/** Without Accept, what the event or the service usually sends is acceptable (RFC 6665 3.1.3). */
export function accepts(request: SipRequest, type: string): boolean {
  const accepted = listed(request, 'Accept').map(withoutParameters);
  const [main = ''] = type.split('/');
  return (
    accepted.length === 0 || ['*/*', `${main}/*`, type.toLowerCase()].some((one) => accepted.includes(one))
  );
}

/** In lower case and without parameters; empty where there is none. */
export function contentTypeOf(request: SipRequest): string {
  return withoutParameters((firstHeader(request, 'Content-Type') ?? '').toLowerCase());
}

/** In lower case and without parameters (id); empty where there is none. */
export function eventOf(request: SipRequest): string {
  return withoutParameters((firstHeader(request, 'Event') ?? '').toLowerCase());
}

/** Whom To names, as user@host in lower case; null when that is no SIP address. */
export function addressInTo(request: SipRequest): string | null {
  const to = parseNameAddr(firstHeader(request, 'To') ?? '');
  return to === null ? null : addressOf(parseSipUri(to.uri));
}

/** A tag in To: the request belongs to a dialog, or means to. */
export function tagInTo(request: SipRequest): string | null {
  const to = parseNameAddr(firstHeader(request, 'To') ?? '');
  return to === null ? null : parameterValue(to.parameters, 'tag');
}

export function addressOf(uri: SipUri | null): string | null {
  return uri?.user === null || uri === null ? null : `${uri.user}@${uri.host}`.toLowerCase();
}

/** The address of a SIP URI in text; null when it is none, or is nobody's. */
export function addressInUri(text: string): string | null {
  return addressOf(parseSipUri(text.trim()));
}

function withoutParameters(value: string): string {
  return (value.split(';')[0] ?? '').trim();
}
