import { headerKey } from './header-names.ts';

/** One header line: name in its long form but spelled as received, value unfolded and trimmed. */
export interface SipHeader {
  readonly name: string;
  readonly value: string;
}

export interface SipRequest {
  readonly kind: 'request';
  readonly method: string;
  readonly requestUri: string;
  /** In wire order; a repeated header stays several entries. */
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
}

export interface SipResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly SipHeader[];
  readonly body: Uint8Array;
}

export type SipMessage = SipRequest | SipResponse;

/** All values of a header in wire order, one per line: a line with several elements is not split at its commas. */
export function headerValues(message: SipMessage, name: string): readonly string[] {
  const key = headerKey(name);
  return message.headers.filter((header) => headerKey(header.name) === key).map((header) => header.value);
}

export function firstHeader(message: SipMessage, name: string): string | null {
  const key = headerKey(name);
  return message.headers.find((header) => headerKey(header.name) === key)?.value ?? null;
}

/** Returns the message with exactly one such header, in the place of the first of that name, else at the end. */
export function withHeader<Message extends SipMessage>(
  message: Message,
  name: string,
  value: string,
): Message {
  const key = headerKey(name);
  const place = message.headers.findIndex((header) => headerKey(header.name) === key);
  const others = message.headers.filter((header) => headerKey(header.name) !== key);
  const at = place === -1 ? others.length : place;
  return { ...message, headers: [...others.slice(0, at), { name, value }, ...others.slice(at)] };
}
