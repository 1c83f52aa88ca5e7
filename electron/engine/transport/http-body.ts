import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { errorCode } from './tcp-errors.ts';

export interface BodyError {
  readonly failure: 'too-large' | 'malformed';
  readonly detail: string;
}

/** More than one coding is legal and unheard of; this many are enough to unpack by mistake. */
const MAX_CODINGS = 2;

const decoders = {
  gzip: promisify(gunzip),
  br: promisify(brotliDecompress),
  inflate: promisify(inflate),
  inflateRaw: promisify(inflateRaw),
} as const;

/** Undoes Content-Encoding (RFC 9110 8.4). No more than maxBytes come out, however small what went in. */
export async function decodeBody(
  bytes: Buffer,
  contentEncoding: string | null,
  maxBytes: number,
): Promise<Result<Buffer, BodyError>> {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity');
  if (codings.length > MAX_CODINGS) return malformed(`${codings.length} content codings`);
  let decoded = bytes;
  for (const coding of codings.reverse()) {
    if (decoded.length === 0) break;
    try {
      decoded = await decodeOnce(decoded, coding, maxBytes);
    } catch (error) {
      if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') {
        return failure({ failure: 'too-large', detail: `more than ${maxBytes} bytes after decompression` });
      }
      return malformed(`the body is not what Content-Encoding ${coding.slice(0, 40)} says`);
    }
  }
  return success(decoded);
}

async function decodeOnce(bytes: Buffer, coding: string, maxOutputLength: number): Promise<Buffer> {
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return decoders.gzip(bytes, { maxOutputLength });
    case 'br':
      return decoders.br(bytes, { maxOutputLength });
    case 'deflate':
      // RFC 9110 8.4.1.2 means the zlib format; some servers send the bare one. The first byte tells: zlib's is 0x78.
      return ((bytes[0] ?? 0) & 0x0f) === 8
        ? decoders.inflate(bytes, { maxOutputLength })
        : decoders.inflateRaw(bytes, { maxOutputLength });
    default:
      throw new Error('unknown content coding');
  }
}

function malformed(detail: string): { readonly ok: false; readonly error: BodyError } {
  return failure({ failure: 'malformed', detail });
}
