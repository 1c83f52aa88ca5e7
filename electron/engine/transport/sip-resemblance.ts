import type { EventData } from '../../../shared/events/catalogue.ts';

export type SipResemblance = EventData<'sip.message.rejected'>['looksLike'];

const LOOKED_AT_BYTES = 256;
/** Text may hold a few bytes of other encodings and still be text. */
const TEXT_SHARE = 0.9;

/** What the beginning of something that is not well-formed SIP resembles, for people to recognise the service by. */
export function resemblanceOf(bytes: Uint8Array): SipResemblance {
  const head = bytes.subarray(0, LOOKED_AT_BYTES);
  const text = new TextDecoder('latin1').decode(head);
  const line = text.split(/[\r\n]/, 1)[0] ?? '';
  if (line.startsWith('SIP/') || line.endsWith(' SIP/2.0')) return 'sip';
  const start = text.trimStart().toLowerCase();
  if (
    start.startsWith('http/') ||
    line.includes(' HTTP/1.') ||
    start.startsWith('<!doctype html') ||
    start.startsWith('<html')
  ) {
    return 'http';
  }
  const readable = head.filter(
    (byte) => (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d,
  );
  return head.length > 0 && readable.length >= head.length * TEXT_SHARE ? 'plain-text' : 'binary';
}
