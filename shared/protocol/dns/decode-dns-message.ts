import type { DnsRecord } from '../../events/dns-events.ts';
import { failure, success, type Result } from '../../lib/result.ts';
import { ByteReader, DnsFormatError } from './byte-reader.ts';
import { DNS_CLASS_IN, DNS_TYPE, type DnsMessage, type DnsQuestion } from './dns-message.ts';

/** Answers that are decoded; a name with more is not one that a client could use. */
export const MAX_ANSWERS = 256;
const MAX_QUESTIONS = 4;

/**
 * Decodes header, questions and answers of a message, RFC 1035 4; authority and additional records are not looked at.
 * Fails with a sentence. In a truncated message (TC) a record cut in half ends the answers without a failure.
 *
 * Ours and not dns2's, because answers are hostile: dns2 3.1.1 follows chains of compression pointers of any length, record by
 * record and bit by bit, so that one TCP message of 64 KiB holds the process for seconds; and it joins labels without
 * escaping, so that a label with a dot in it looks like another name.
 */
export function decodeDnsMessage(bytes: Uint8Array): Result<DnsMessage, string> {
  try {
    return success(decode(new ByteReader(bytes)));
  } catch (error) {
    if (error instanceof DnsFormatError) return failure(error.message);
    throw error;
  }
}

function decode(reader: ByteReader): DnsMessage {
  const id = reader.readUint16();
  const flags = reader.readUint16();
  const questionCount = reader.readUint16();
  const announcedAnswers = reader.readUint16();
  reader.skip(4);
  if (questionCount > MAX_QUESTIONS) throw new DnsFormatError(`${questionCount} questions in one message`);
  const questions: DnsQuestion[] = [];
  for (let index = 0; index < questionCount; index += 1) {
    questions.push({ name: reader.readName(), type: reader.readUint16(), class: reader.readUint16() });
  }
  const truncated = (flags & 0x0200) !== 0;
  return {
    id,
    isResponse: (flags & 0x8000) !== 0,
    opcode: (flags >>> 11) & 0xf,
    authoritative: (flags & 0x0400) !== 0,
    truncated,
    recursionAvailable: (flags & 0x0080) !== 0,
    rcode: flags & 0xf,
    questions,
    answers: decodeAnswers(reader, Math.min(announcedAnswers, MAX_ANSWERS), truncated),
    announcedAnswers,
  };
}

function decodeAnswers(reader: ByteReader, count: number, truncated: boolean): readonly DnsRecord[] {
  const answers: DnsRecord[] = [];
  for (let index = 0; index < count; index += 1) {
    try {
      answers.push(decodeRecord(reader));
    } catch (error) {
      if (truncated && error instanceof DnsFormatError) break;
      throw error;
    }
  }
  return answers;
}

function decodeRecord(reader: ByteReader): DnsRecord {
  const name = reader.readName();
  const rrType = reader.readUint16();
  const rrClass = reader.readUint16();
  // RFC 2181 8: a TTL with the top bit set counts as zero
  const seconds = reader.readUint32();
  const ttl = seconds > 0x7fff_ffff ? 0 : seconds;
  const size = reader.readUint16();
  const end = reader.offset + size;
  if (size > reader.remaining) throw new DnsFormatError('a record reaches past the end of the message');
  const record = rrClass === DNS_CLASS_IN ? decodeKnown(reader, rrType, size, name, ttl) : null;
  if (record !== null && reader.offset !== end)
    throw new DnsFormatError('a record is not as long as it says');
  reader.offset = end;
  return record ?? { type: 'other', name, ttl, rrType };
}

function decodeKnown(
  reader: ByteReader,
  rrType: number,
  size: number,
  name: string,
  ttl: number,
): DnsRecord | null {
  switch (rrType) {
    case DNS_TYPE.A:
      if (size !== 4) throw new DnsFormatError(`an A record of ${size} octets`);
      return { type: 'A', name, ttl, address: Array.from({ length: 4 }, () => reader.readUint8()).join('.') };
    case DNS_TYPE.AAAA:
      if (size !== 16) throw new DnsFormatError(`an AAAA record of ${size} octets`);
      return {
        type: 'AAAA',
        name,
        ttl,
        address: formatIpv6(Array.from({ length: 8 }, () => reader.readUint16())),
      };
    case DNS_TYPE.CNAME:
      return { type: 'CNAME', name, ttl, target: reader.readName() };
    case DNS_TYPE.SRV:
      return {
        type: 'SRV',
        name,
        ttl,
        priority: reader.readUint16(),
        weight: reader.readUint16(),
        port: reader.readUint16(),
        // '.': the service is expressly absent (RFC 2782)
        target: reader.readName() || '.',
      };
    default:
      return null;
  }
}

/** RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as '::'. */
export function formatIpv6(groups: readonly number[]): string {
  let best = { start: -1, length: 1 };
  let start = -1;
  groups.forEach((group, index) => {
    if (group !== 0) start = -1;
    else {
      if (start === -1) start = index;
      if (index - start + 1 > best.length) best = { start, length: index - start + 1 };
    }
  });
  const text = (part: readonly number[]): string => part.map((group) => group.toString(16)).join(':');
  if (best.start === -1) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}
