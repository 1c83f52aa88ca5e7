import type { Header } from '../events/header.ts';
import { headerKey } from '../protocol/sip/header-names.ts';
import { withholdHttpHeader, withholdSipHeader } from '../protocol/withhold/withhold-header.ts';
import { withholdSipBody } from '../protocol/withhold/withhold-sip-body.ts';
import { withheldText } from '../protocol/withhold/withheld.ts';
import { withholdByForm, withholdSecrets } from './secret-texts.ts';

export type MessageProtocol = 'sip' | 'http';

/** A header without its secrets, also in a log that somebody else has written. */
export function withholdHeader([name, value]: Header, protocol: MessageProtocol): Header {
  return [
    withholdSecrets(name),
    withholdHeaderValue(protocol === 'sip' ? headerKey(name) : name, value, protocol),
  ];
}

function withholdHeaderValue(name: string, value: string, protocol: MessageProtocol): string {
  const lower = name.trim().toLowerCase();
  if (lower.includes('diagnostics')) return withholdByForm(value);
  if (CREDENTIALS.test(lower)) {
    return protocol === 'sip'
      ? withholdByForm(withholdSipHeader(lower, value))
      : withholdHttpHeader(lower, value);
  }
  if (CHALLENGES.test(lower))
    return withholdByForm(withholdHttpHeader(lower, withholdSipHeader(lower, value)));
  if (TICKETS.test(lower)) return withholdHttpHeader(lower, value);
  if (isSecretName(lower)) return withheldText(value);
  return withholdSecrets(protocol === 'http' ? withholdHttpHeader(lower, value) : value);
}

const CREDENTIALS = /^(?:proxy-)?authorization$/;
const CHALLENGES = /^(?:(?:www|proxy)-authenticate|(?:proxy-)?authentication-info)$/;
const TICKETS = /^(?:set-)?cookie2?$|^x-ms-webticket$/;

/** X-Api-Key, X-Auth-Token; not X-MS-WebTicketURL and -Supported, which tell where tickets come from. */
function isSecretName(name: string): boolean {
  return /(?:token|api-?key|secret|password|cookie|ticket)$/.test(name);
}

/** A body without its secrets. What it says of itself decides only what else is looked for, never what is let through. */
export function withholdMessageBody(
  body: string,
  headers: readonly Header[],
  protocol: MessageProtocol,
): string {
  if (protocol === 'http') return withholdSecrets(body);
  const contentType = valueOf(headers, 'content-type');
  return withholdSecrets(
    withholdSipBody(body, { contentType, contentEncoding: valueOf(headers, 'content-encoding') }),
  );
}

/** The first header of this name, in its long form and lower case; null without one. */
export function valueOf(headers: readonly Header[], name: string): string | null {
  return headers.find(([one]) => headerKey(one) === name)?.[1] ?? null;
}
