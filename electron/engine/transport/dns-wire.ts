import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { Packet } from 'dns2';
import { DNS_CLASS_IN, DNS_TYPE, type DnsMessage } from '../../../shared/protocol/dns/dns-message.ts';
import { canonicalName } from '../../../shared/protocol/dns/dns-name.ts';
import { decodeDnsMessage } from '../../../shared/protocol/dns/decode-dns-message.ts';
import type { DnsType } from '../../../shared/events/dns-events.ts';
import type { Resolver } from '../../../shared/run/plan.ts';
import { errorCode } from './tcp-errors.ts';

export interface DnsQuery {
  readonly id: number;
  readonly name: string;
  readonly type: DnsType;
}

export type DnsWireResult =
  | { readonly kind: 'message'; readonly message: DnsMessage; readonly sizeBytes: number }
  | { readonly kind: 'failed'; readonly outcome: 'malformed' | 'unreachable'; readonly detail: string }
  /** The signal ended it. */
  | { readonly kind: 'abandoned' };

/**
 * Sends one query by UDP and waits for its answer, without a time limit of its own: it ends with the signal.
 * The socket is connected, so that an ICMP error reaches us and datagrams from elsewhere don't. What matches neither id nor
 * question is not our answer and is ignored (RFC 5452 9.1).
 */
export function exchangeUdp(
  resolver: Resolver,
  query: DnsQuery,
  signal: AbortSignal,
): Promise<DnsWireResult> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(resolver.address) ? 'udp6' : 'udp4');
    let isDone = false;
    const finish = (result: DnsWireResult): void => {
      if (isDone) return;
      isDone = true;
      signal.removeEventListener('abort', onAbort);
      socket.close();
      resolve(result);
    };
    const onAbort = (): void => finish({ kind: 'abandoned' });
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (error) => finish(unreachableBy(error)));
    socket.on('message', (bytes) => {
      const result = readAnswer(bytes, query);
      if (result !== null) finish(result);
    });
    socket.once('connect', () => {
      if (!isDone) socket.send(encodeQuery(query), (error) => error !== null && finish(unreachableBy(error)));
    });
    if (signal.aborted) onAbort();
    else socket.connect(resolver.port, resolver.address);
  });
}

/** The same by TCP (RFC 7766), for answers that a datagram does not hold. */
export function exchangeTcp(
  resolver: Resolver,
  query: DnsQuery,
  signal: AbortSignal,
): Promise<DnsWireResult> {
  return new Promise((resolve) => {
    const socket = connect({ host: resolver.address, port: resolver.port });
    let received = Buffer.alloc(0);
    let isDone = false;
    const finish = (result: DnsWireResult): void => {
      if (isDone) return;
      isDone = true;
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
      resolve(result);
    };
    const onAbort = (): void => finish({ kind: 'abandoned' });
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('error', (error) => finish(unreachableBy(error)));
    socket.on('close', () => {
      if (received.length === 0) finish(unreachable('the connection was closed without an answer'));
      else
        finish({
          kind: 'failed',
          outcome: 'malformed',
          detail: 'the connection was closed in the middle of the answer',
        });
    });
    socket.on('data', (chunk: Buffer) => {
      // At most the two octets of the length and 65535 of the message are ever kept.
      received = Buffer.concat([received, chunk]);
      if (received.length < 2) return;
      const size = received.readUInt16BE(0);
      if (received.length < 2 + size) return;
      const detail = 'the answer belongs to another question';
      finish(
        readAnswer(received.subarray(2, 2 + size), query) ?? { kind: 'failed', outcome: 'malformed', detail },
      );
    });
    socket.on('connect', () => {
      const bytes = encodeQuery(query);
      const length = Buffer.alloc(2);
      length.writeUInt16BE(bytes.length);
      socket.write(Buffer.concat([length, bytes]));
    });
    if (signal.aborted) onAbort();
  });
}

/** Recursion desired, no EDNS: as the Windows resolver asks, and what every middlebox lets through. */
export function encodeQuery(query: DnsQuery): Buffer {
  const packet = new Packet(new Packet.Header({ id: query.id, rd: 1 }));
  packet.questions.push(new Packet.Question(query.name, DNS_TYPE[query.type], DNS_CLASS_IN));
  return packet.toBuffer();
}

/** null: not the answer to this query. */
function readAnswer(bytes: Uint8Array, query: DnsQuery): DnsWireResult | null {
  const decoded = decodeDnsMessage(bytes);
  if (!decoded.ok) {
    const id = bytes.length >= 2 ? (bytes[0] ?? 0) * 0x100 + (bytes[1] ?? 0) : null;
    return id === query.id ? { kind: 'failed', outcome: 'malformed', detail: decoded.error } : null;
  }
  const message = decoded.value;
  if (message.id !== query.id || !message.isResponse || message.opcode !== 0) return null;
  const [question] = message.questions;
  // Servers that could not even read the question send an error without it.
  const isOurs =
    question === undefined
      ? message.rcode !== 0
      : message.questions.length === 1 &&
        question.type === DNS_TYPE[query.type] &&
        question.class === DNS_CLASS_IN &&
        canonicalName(question.name) === canonicalName(query.name);
  return isOurs ? { kind: 'message', message, sizeBytes: bytes.length } : null;
}

function unreachableBy(error: Error): DnsWireResult {
  return unreachable(errorCode(error) ?? error.message);
}

function unreachable(detail: string): DnsWireResult {
  return { kind: 'failed', outcome: 'unreachable', detail };
}
