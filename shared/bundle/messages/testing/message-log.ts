import type { EventData, EventKind, LoggedEvent } from '../../../events/catalogue.ts';
import type { Peer } from '../../../events/connection-events.ts';
import { appendEvent, type Placing } from '../../../events/testing/append-event.ts';

export const STARTED_AT_MS = Date.UTC(2026, 10, 23, 15, 42, 7, 123);

export const registrar: Peer = { role: 'sip', host: 'pool01.contoso.test', port: 5061 };

/** A log that a test writes line by line; what is recorded is a millisecond and a quarter later than the last. */
export interface MessageLog {
  readonly events: LoggedEvent[];
  record<K extends EventKind>(kind: K, data: EventData<K>, placing?: Placing): number;
  /** A connection that stands, in the given flow. */
  connect(flow: string, peer: Peer, address: string, localAddress: string): void;
}

export function messageLog(): MessageLog {
  const events: LoggedEvent[] = [];
  const record: MessageLog['record'] = (kind, data, placing = {}) =>
    appendEvent(events, { t: events.length * 1.25, startedAtMs: STARTED_AT_MS }, kind, data, placing);
  return {
    events,
    record,
    connect(flow, peer, address, localAddress) {
      const data = { peer, address, port: peer.port, localAddress, localPort: 50_112, tookMs: 1 };
      record('tcp.connect.succeeded', data, { flow });
    },
  };
}

export const register: EventData<'sip.request.sent'> = {
  peer: registrar,
  method: 'REGISTER',
  requestUri: 'sip:contoso.test',
  headers: [
    ['From', '<sip:alice@contoso.test>;tag=1'],
    ['Call-ID', '7d0f1c2e'],
    ['CSeq', '1 REGISTER'],
  ],
  body: '',
  sizeBytes: 120,
};

export const unauthorized: EventData<'sip.response.received'> = {
  peer: registrar,
  status: 401,
  reason: 'Unauthorized',
  headers: [
    ['Call-ID', '7d0f1c2e'],
    ['CSeq', '1 REGISTER'],
    ['Content-Length', '0'],
  ],
  body: '',
  sizeBytes: 90,
  tookMs: 3,
};

export const lookup: EventData<'http.request.sent'> = {
  method: 'GET',
  url: 'https://lyncdiscover.contoso.test/?sipuri=alice%40contoso.test',
  headers: [['Host', 'lyncdiscover.contoso.test']],
  proxy: null,
};

export const found: EventData<'http.response.received'> = {
  url: lookup.url,
  status: 200,
  reason: 'OK',
  headers: [
    ['Content-Type', 'text/xml'],
    ['Content-Length', '9'],
  ],
  body: '<é>\r\n</>',
  bodyBytes: 9,
  tookMs: 3,
};
