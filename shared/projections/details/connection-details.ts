import { tlsVersion } from '../../lib/tls-version.ts';
import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import {
  TCP_FAILURE_LABELS,
  TCP_FAILURE_MEANINGS,
  TLS_FAILURE_LABELS,
  TLS_FAILURE_MEANINGS,
} from '../describe/connection.ts';
import { hostAndPort } from '../describe/dns.ts';
import { duration } from '../../lib/duration.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { certificateSection } from './certificate-details.ts';
import { field, fields } from './fields.ts';

export function tcpDetails(events: readonly LoggedEvent[]): readonly DetailSection[] {
  const list = events.flatMap((event): readonly DetailField[] => {
    switch (event.kind) {
      case 'tcp.connect.started': {
        const { peer, address, port, redirected } = event.data;
        return [
          field('Server', hostAndPort(peer.host, peer.port)),
          field(
            'Dialled',
            hostAndPort(address, port),
            redirected ? 'In place of the server’s own address, by a connect-to rule of this run.' : null,
          ),
        ];
      }
      case 'tcp.connect.succeeded':
        return [
          field('Result', 'connected', null, 'good'),
          field('From', hostAndPort(event.data.localAddress, event.data.localPort)),
          field('Time', duration(event.data.tookMs)),
        ];
      case 'tcp.connect.failed': {
        const { failure, errno, tookMs } = event.data;
        return [
          field('Result', TCP_FAILURE_LABELS[failure], TCP_FAILURE_MEANINGS[failure], 'bad'),
          ...(errno === null ? [] : [field('System error', errno)]),
          field('Time', duration(tookMs)),
        ];
      }
      default:
        return closing(event);
    }
  });
  return [fields('Connection', list)];
}

export function tlsDetails(events: readonly LoggedEvent[]): readonly DetailSection[] {
  const list = events.flatMap((event): readonly DetailField[] => {
    switch (event.kind) {
      case 'tls.handshake.started':
        return [
          field('Server', hostAndPort(event.data.peer.host, event.data.peer.port)),
          field(
            'Name asked for',
            event.data.serverName ?? 'none',
            event.data.serverName === null
              ? 'The server was called by its address, which has no name.'
              : null,
          ),
          field('Offered', `${tlsVersion(event.data.minVersion)} to ${tlsVersion(event.data.maxVersion)}`),
        ];
      case 'tls.handshake.completed':
        return completedFields(event);
      case 'tls.handshake.failed':
        return failedFields(event);
      default:
        return closing(event);
    }
  });
  const received = events.findLast((event) => event.kind === 'tls.certificates.received');
  const judged = events.findLast((event) => event.kind === 'tls.certificates.judged');
  return [
    fields('Encryption', list),
    ...(received === undefined ? [] : [certificateSection(received.data.chain, judged?.data ?? null)]),
  ];
}

function completedFields({ data }: LoggedEventOf<'tls.handshake.completed'>): readonly DetailField[] {
  return [
    field(
      'Version',
      tlsVersion(data.protocol),
      data.attempt === 'legacy' ? 'Only a second look that allows old versions came through.' : null,
      data.attempt === 'legacy' ? 'warning' : 'good',
    ),
    field('Cipher', data.cipher),
    ...(data.keyExchange === null ? [] : [field('Key exchange', data.keyExchange)]),
    ...(data.alpn === null ? [] : [field('Protocol agreed on', data.alpn)]),
    field('Time', duration(data.tookMs)),
  ];
}

function failedFields({ data }: LoggedEventOf<'tls.handshake.failed'>): readonly DetailField[] {
  return [
    field('Result', TLS_FAILURE_LABELS[data.failure], TLS_FAILURE_MEANINGS[data.failure], 'bad'),
    ...(data.alert === null ? [] : [field('Alert', data.alert)]),
    ...(data.detail === '' ? [] : [field('Detail', data.detail)]),
    ...(data.banner === null ? [] : [field('What came instead', data.banner)]),
    field('Time', duration(data.tookMs)),
  ];
}

export function closing(event: LoggedEvent): readonly DetailField[] {
  if (event.kind !== 'connection.closed') return [];
  const { by, detail } = event.data;
  return [
    field('Closed', `by ${by === 'us' ? 'this PC' : 'the server'}${detail === null ? '' : `: ${detail}`}`),
  ];
}
