import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';
import type { SipMessage } from './message.ts';
import type { SipParseError } from './parse-error.ts';
import { findHeadEnd, parseHead, type MessageHead } from './parse-head.ts';
import { parseStartLine } from './start-line.ts';

export type SipParseOutcome =
  | {
      readonly ok: true;
      readonly message: SipMessage;
      /** Bytes read, skipped line ends included; what follows was not looked at. */
      readonly sizeBytes: number;
    }
  | { readonly ok: false; readonly error: SipParseError };

/**
 * Reads one message from bytes that are all there: a datagram, a block of a log.
 * Without Content-Length the body reaches to the end; with it, bytes behind the body are left alone (RFC 3261 18.3).
 * For a stream use createSipFramer.
 */
export function parseSipMessage(bytes: Uint8Array, limits: SipLimits = DEFAULT_SIP_LIMITS): SipParseOutcome {
  const start = skipLineEnds(bytes);
  const window = bytes.subarray(start, start + limits.sipHeaderBytes);
  const headSize = findHeadEnd(window, 0);
  if (headSize === -1) {
    const isTooLarge = bytes.length - start > limits.sipHeaderBytes;
    return refuse(isTooLarge ? tooLarge(window, limits) : unfinished(window), start);
  }

  const outcome = parseHead(window.subarray(0, headSize), limits);
  if (!outcome.ok) return refuse(outcome.error, start);

  const bodyStart = start + headSize;
  const available = bytes.length - bodyStart;
  const size = outcome.head.contentLength ?? available;
  if (size > available) {
    const detail = `Content-Length announces ${size} bytes, ${available} came`;
    return refuse({ code: 'bad-content-length', detail, offset: headSize }, start);
  }
  if (size > limits.sipBodyBytes) {
    const detail = `the body is larger than ${limits.sipBodyBytes} bytes`;
    return refuse({ code: 'too-large', detail, offset: headSize }, start);
  }
  return {
    ok: true,
    message: assembleMessage(outcome.head, bytes.slice(bodyStart, bodyStart + size)),
    sizeBytes: bodyStart + size,
  };
}

export function assembleMessage(head: MessageHead, body: Uint8Array): SipMessage {
  return { ...head.startLine, headers: head.headers, body };
}

function skipLineEnds(bytes: Uint8Array): number {
  let start = 0;
  while (bytes[start] === 0x0d || bytes[start] === 0x0a) start += 1;
  return start;
}

/** A first line that is not SIP says more than that the message does not end. */
function unfinished(window: Uint8Array): SipParseError {
  const lineEnd = window.indexOf(0x0a);
  if (lineEnd !== -1) {
    const line = new TextDecoder('utf-8', { ignoreBOM: true }).decode(window.subarray(0, lineEnd));
    const startLine = parseStartLine(line.endsWith('\r') ? line.slice(0, -1) : line);
    if ('code' in startLine) return startLine;
  }
  return { code: 'truncated', detail: 'the headers do not end with a blank line', offset: window.length };
}

function tooLarge(window: Uint8Array, limits: SipLimits): SipParseError {
  return {
    code: 'too-large',
    detail: `the headers are larger than ${limits.sipHeaderBytes} bytes`,
    offset: window.length,
  };
}

function refuse(error: SipParseError, start: number): SipParseOutcome {
  return { ok: false, error: { ...error, offset: error.offset + start } };
}
