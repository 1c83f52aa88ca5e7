import { success, type Result } from '../../lib/result.ts';
import { mediaParameter, parseMediaType } from './media-type.ts';
import { clip, rejected } from './read-document.ts';
import type { SettingsRejection } from './rejection.ts';

/** A body made of several, as the state of many contacts comes: RFC 2046 5.1, RFC 2387. */
export interface Multipart {
  /** Behind the slash: related, mixed. */
  readonly subtype: string;
  /** Content-ID of the part that the others belong to (`start`), without brackets; null: the first. */
  readonly start: string | null;
  readonly parts: readonly BodyPart[];
  /** Parts beyond those that are kept. */
  readonly omitted: number;
  /** false: the closing boundary is missing, so the end of the body may be as well. */
  readonly isComplete: boolean;
}

export interface BodyPart {
  /** As the part has it; null: RFC 2046 makes it text/plain. */
  readonly contentType: string | null;
  /** Without its angle brackets. */
  readonly contentId: string | null;
  readonly body: Uint8Array;
}

/** One part a contact; clients hold some hundred contacts. */
const MAX_PARTS = 2_000;
/** Bytes of the headers of one part. */
const MAX_PART_HEADER_BYTES = 8_192;
/** RFC 2046 5.1.1. */
const MAX_BOUNDARY_LENGTH = 70;
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/**
 * Takes a multipart body apart. Line ends may be CRLF or LF; the one in front of a boundary belongs to the boundary
 * (RFC 2046 5.1.1). What stands in front of the first and behind the last boundary is passed over. Linear.
 */
export function parseMultipart(contentType: string, body: Uint8Array): Result<Multipart, SettingsRejection> {
  const mediaType = parseMediaType(contentType);
  if (!mediaType?.name.startsWith('multipart/')) {
    return rejected('wrong-document', `“${clip(contentType, 60)}” instead of a multipart type`);
  }
  const boundary = mediaParameter(mediaType, 'boundary');
  if (boundary === null || boundary === '' || boundary.length > MAX_BOUNDARY_LENGTH) {
    return rejected('malformed', 'a multipart type without a usable boundary');
  }
  if (body.length === 0) return rejected('empty', 'the body is empty');

  const delimiter = new TextEncoder().encode(`--${boundary}`);
  const parts: BodyPart[] = [];
  let omitted = 0;
  let partStart: number | null = null;
  let isComplete = false;
  for (let line = 0; line < body.length && !isComplete; line = lineBehind(body, line)) {
    const found = delimiterAt(body, line, delimiter);
    if (found === null) continue;
    if (partStart !== null) {
      if (parts.length < MAX_PARTS)
        parts.push(readPart(body.subarray(partStart, withoutLineEnd(body, line))));
      else omitted += 1;
    }
    isComplete = found === 'closing';
    partStart = lineBehind(body, line);
  }
  if (partStart === null) return rejected('malformed', 'its boundary does not occur in it');
  if (!isComplete && partStart < body.length) {
    if (parts.length < MAX_PARTS) parts.push(readPart(body.subarray(partStart)));
    else omitted += 1;
  }
  const start = mediaParameter(mediaType, 'start');
  return success({
    subtype: mediaType.name.slice('multipart/'.length),
    start: start === null ? null : withoutBrackets(start),
    parts,
    omitted,
    isComplete,
  });
}

/** Writes a body as the servers do. There is a blank line in front of each boundary, since one client needs it there. */
export function buildMultipart(parts: readonly BodyPart[], boundary: string): Uint8Array {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  for (const { contentType, contentId, body } of parts) {
    const headers = [
      `--${boundary}`,
      'Content-Transfer-Encoding: binary',
      ...(contentId === null ? [] : [`Content-ID: <${contentId}>`]),
      ...(contentType === null ? [] : [`Content-Type: ${contentType}`]),
    ];
    pieces.push(encoder.encode(`${headers.join('\r\n')}\r\n\r\n`), body, encoder.encode('\r\n'));
  }
  pieces.push(encoder.encode(`--${boundary}--\r\n`));
  const whole = new Uint8Array(pieces.reduce((size, piece) => size + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** Whether a line is the boundary: dashes and name, then nothing but blanks (RFC 2046 5.1.1, transport-padding). */
function delimiterAt(body: Uint8Array, line: number, delimiter: Uint8Array): 'opening' | 'closing' | null {
  for (let index = 0; index < delimiter.length; index += 1) {
    if (body[line + index] !== delimiter[index]) return null;
  }
  const end = line + delimiter.length;
  const isClosing = body[end] === DASH && body[end + 1] === DASH;
  for (let at = isClosing ? end + 2 : end; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === LF) break;
    if (byte !== 0x20 && byte !== 0x09 && byte !== CR) return null;
  }
  return isClosing ? 'closing' : 'opening';
}

function lineBehind(body: Uint8Array, from: number): number {
  const end = body.indexOf(LF, from);
  return end === -1 ? body.length : end + 1;
}

function withoutLineEnd(body: Uint8Array, line: number): number {
  if (body[line - 1] !== LF) return line;
  return body[line - 2] === CR ? line - 2 : line - 1;
}

function readPart(part: Uint8Array): BodyPart {
  let contentType: string | null = null;
  let contentId: string | null = null;
  let at = 0;
  while (at < part.length && at < MAX_PART_HEADER_BYTES) {
    const next = lineBehind(part, at);
    const line = new TextDecoder('utf-8').decode(part.subarray(at, next)).trim();
    at = next;
    if (line === '') break;
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === 'content-type') contentType ??= clip(value, 512);
    if (name === 'content-id') contentId ??= clip(withoutBrackets(value), 512);
  }
  // A copy: the parts outlive the buffer that they came in.
  return { contentType, contentId, body: part.slice(at) };
}

function withoutBrackets(id: string): string {
  return id.trim().replace(/^<(.*)>$/, '$1');
}
