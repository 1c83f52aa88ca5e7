import { DEFAULT_SIP_LIMITS, type SipLimits } from './limits.ts';
import type { SipMessage } from './message.ts';
import type { SipParseError } from './parse-error.ts';
import { parseHead, type MessageHead } from './parse-head.ts';
import { assembleMessage } from './parse-message.ts';
import { parseStartLine } from './start-line.ts';

const CR = 0x0d;
const LF = 0x0a;

/** As much of unreadable input as is kept for people to look at. */
const SHOWN_BYTES = 512;

export type FramedItem =
  | { readonly kind: 'message'; readonly message: SipMessage; readonly bytes: Uint8Array }
  /** One line end between messages: the CRLF CRLF ping of [MS-CONMGMT] gives two of these. */
  | { readonly kind: 'keep-alive' }
  /** The last item: what follows on this stream cannot be told apart any more. */
  | { readonly kind: 'error'; readonly error: SipParseError; readonly bytesHead: Uint8Array };

export interface SipFramer {
  /** Returns what the chunk completed, in order; nothing after an error. However the bytes are cut, the items are the same. */
  push(chunk: Uint8Array): readonly FramedItem[];
  /** The first bytes of a message that is not complete yet; empty between messages. For a peer that stops halfway. */
  pending(): Uint8Array;
}

/**
 * Cuts a byte stream into messages by Content-Length (RFC 3261 18.3).
 * Every byte is looked at a fixed number of times, and never more than one message of the allowed size is held.
 * A start line that is not SIP is refused as soon as its line ends, so that a banner of another protocol is known at once.
 */
export function createSipFramer(limits: SipLimits = DEFAULT_SIP_LIMITS): SipFramer {
  type Phase =
    | { readonly kind: 'between'; readonly sawCarriageReturn: boolean }
    | { readonly kind: 'head'; readonly lineStart: number }
    | { readonly kind: 'body'; readonly head: MessageHead; readonly headSize: number; readonly size: number }
    | { readonly kind: 'dead' };
  let phase: Phase = { kind: 'between', sawCarriageReturn: false };
  let collected = new ByteCollector();

  function push(chunk: Uint8Array): readonly FramedItem[] {
    const items: FramedItem[] = [];
    let position = 0;
    while (position < chunk.length && phase.kind !== 'dead') {
      const rest = chunk.subarray(position);
      switch (phase.kind) {
        case 'between':
          position += readBetween(phase.sawCarriageReturn, rest, items);
          break;
        case 'head':
          position += readHead(phase.lineStart, rest, items);
          break;
        case 'body':
          position += readBody(phase, rest, items);
          break;
      }
    }
    return items;
  }

  function readBetween(sawCarriageReturn: boolean, rest: Uint8Array, items: FramedItem[]): number {
    const byte = rest[0];
    if (byte === LF) {
      phase = { kind: 'between', sawCarriageReturn: false };
      items.push({ kind: 'keep-alive' });
      return 1;
    }
    if (sawCarriageReturn) {
      collected.append(Uint8Array.of(CR));
      collected.append(rest.subarray(0, 1));
      fail({ code: 'bad-start-line', detail: 'a carriage return without a line feed', offset: 0 }, items);
      return 1;
    }
    if (byte === CR) {
      phase = { kind: 'between', sawCarriageReturn: true };
      return 1;
    }
    phase = { kind: 'head', lineStart: 0 };
    return 0;
  }

  function readHead(lineStart: number, rest: Uint8Array, items: FramedItem[]): number {
    const lineEnd = rest.indexOf(LF);
    const wanted = lineEnd === -1 ? rest.length : lineEnd + 1;
    const taken = Math.min(wanted, limits.sipHeaderBytes - collected.size);
    collected.append(rest.subarray(0, taken));
    if (lineEnd !== -1 && taken === wanted) finishLine(lineStart, items);
    if (phase.kind === 'head' && collected.size >= limits.sipHeaderBytes) {
      const detail = `the headers are larger than ${limits.sipHeaderBytes} bytes`;
      fail({ code: 'too-large', detail, offset: collected.size }, items);
    }
    return taken;
  }

  function finishLine(lineStart: number, items: FramedItem[]): void {
    const line = withoutLineEnd(collected.view().subarray(lineStart));
    if (line.length === 0) {
      finishHead(items);
      return;
    }
    if (lineStart === 0) {
      const startLine = parseStartLine(new TextDecoder('utf-8', { ignoreBOM: true }).decode(line));
      if ('code' in startLine) {
        fail(startLine, items);
        return;
      }
    }
    phase = { kind: 'head', lineStart: collected.size };
  }

  function finishHead(items: FramedItem[]): void {
    const headSize = collected.size;
    const outcome = parseHead(collected.view(), limits);
    if (!outcome.ok) {
      fail(outcome.error, items);
      return;
    }
    const { head } = outcome;
    if (head.contentLength === null) {
      const detail = 'no Content-Length, which a stream needs to tell where the message ends';
      fail({ code: 'missing-content-length', detail, offset: headSize }, items);
      return;
    }
    const size = headSize + head.contentLength;
    if (size === headSize) finishMessage(head, headSize, items);
    else phase = { kind: 'body', head, headSize, size };
  }

  function readBody(body: Extract<Phase, { kind: 'body' }>, rest: Uint8Array, items: FramedItem[]): number {
    const taken = Math.min(rest.length, body.size - collected.size);
    collected.append(rest.subarray(0, taken));
    if (collected.size === body.size) finishMessage(body.head, body.headSize, items);
    return taken;
  }

  function finishMessage(head: MessageHead, headSize: number, items: FramedItem[]): void {
    const bytes = collected.view().slice();
    items.push({ kind: 'message', message: assembleMessage(head, bytes.slice(headSize)), bytes });
    collected = new ByteCollector();
    phase = { kind: 'between', sawCarriageReturn: false };
  }

  function fail(error: SipParseError, items: FramedItem[]): void {
    items.push({ kind: 'error', error, bytesHead: collected.view().slice(0, SHOWN_BYTES) });
    collected = new ByteCollector();
    phase = { kind: 'dead' };
  }

  return { push, pending: () => collected.view().slice(0, SHOWN_BYTES) };
}

function withoutLineEnd(line: Uint8Array): Uint8Array {
  const hasCarriageReturn = line.length >= 2 && line[line.length - 2] === CR;
  return line.subarray(0, line.length - (hasCarriageReturn ? 2 : 1));
}

/** Bytes that grow by doubling, so that byte-by-byte input costs no more than one large piece. */
class ByteCollector {
  size = 0;
  private buffer = new Uint8Array(0);

  append(bytes: Uint8Array): void {
    const needed = this.size + bytes.length;
    if (needed > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2, 1024));
      grown.set(this.view());
      this.buffer = grown;
    }
    this.buffer.set(bytes, this.size);
    this.size = needed;
  }

  view(): Uint8Array {
    return this.buffer.subarray(0, this.size);
  }
}
