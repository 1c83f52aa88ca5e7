import { isToken } from './characters.ts';
import { headerKey } from './header-names.ts';
import type { SipMessage } from './message.ts';
import { isRequestUri, isStatus } from './start-line.ts';

/**
 * Returns the message as UTF-8 with Content-Length as its last header, whatever the message said about it.
 * Throws when a part would break out of its line or could not be read back: that is a bug of the caller.
 */
export function serializeSipMessage(message: SipMessage): Uint8Array<ArrayBuffer> {
  const lines = [startLine(message)];
  for (const { name, value } of message.headers) {
    if (!isToken(name)) throw new Error(`serializeSipMessage: ${JSON.stringify(name)} is not a header name`);
    if (headerKey(name) === 'content-length') continue;
    lines.push(`${name}: ${oneLine(value, name)}`);
  }
  lines.push(`Content-Length: ${message.body.length}`, '', '');
  const head = new TextEncoder().encode(lines.join('\r\n'));
  const bytes = new Uint8Array(head.length + message.body.length);
  bytes.set(head);
  bytes.set(message.body, head.length);
  return bytes;
}

function startLine(message: SipMessage): string {
  if (message.kind === 'response') {
    if (!isStatus(message.status)) throw new Error(`serializeSipMessage: ${message.status} is not a status`);
    return `SIP/2.0 ${message.status} ${oneLine(message.reason, 'reason phrase')}`;
  }
  if (!isToken(message.method)) {
    throw new Error(`serializeSipMessage: ${JSON.stringify(message.method)} is not a method`);
  }
  if (!isRequestUri(message.requestUri)) {
    throw new Error(`serializeSipMessage: ${JSON.stringify(message.requestUri)} is not a request URI`);
  }
  return `${message.method} ${message.requestUri} SIP/2.0`;
}

function oneLine(text: string, what: string): string {
  if (text.includes('\r') || text.includes('\n')) {
    throw new Error(`serializeSipMessage: line end in ${what}`);
  }
  return text;
}
