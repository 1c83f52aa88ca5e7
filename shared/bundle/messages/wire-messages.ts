import type { LoggedEvent } from '../../events/catalogue.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import type { StepId } from '../../run/ids.ts';
import { momentsOf } from './moments.ts';
import { placeOfUrl, WireEndpoints, type WireEndpoint } from './wire-endpoints.ts';
import {
  httpRequestText,
  httpResponseText,
  sipRequestText,
  sipResponseText,
  type WireText,
} from './wire-text.ts';

/** A SIP or HTTP message of a run, as it went over the wire but for its secrets. */
export interface WireMessage {
  /** Of the observation that holds it. */
  readonly seq: number;
  /** Epoch ms, with a fraction. */
  readonly atMs: number;
  readonly protocol: 'sip' | 'http';
  readonly direction: 'sent' | 'received';
  readonly source: WireEndpoint;
  readonly destination: WireEndpoint;
  /** Start line, headers, an empty line, body; lines of the head end with CRLF. */
  readonly text: string;
  readonly step: StepId | null;
  /** What it was for, in our words. */
  readonly probe: string | null;
  readonly flow: string | null;
  /** What of it is not as it was on the wire, a sentence each. */
  readonly notes: readonly string[];
}

type MessageEvent = Extract<
  LoggedEvent,
  {
    readonly kind:
      | 'sip.request.sent'
      | 'sip.request.received'
      | 'sip.response.sent'
      | 'sip.response.received'
      | 'http.request.sent'
      | 'http.response.received';
  }
>;

/** Every message of a log, both directions, in its order. An empty line that keeps a connection alive is none. */
export function wireMessages(log: readonly LoggedEvent[]): readonly WireMessage[] {
  const endpoints = new WireEndpoints();
  const momentOf = momentsOf(log);
  const messages: WireMessage[] = [];
  for (const event of log) {
    endpoints.observe(event);
    if (isMessage(event)) messages.push(wireMessage(event, momentOf(event), endpoints));
  }
  return messages;
}

function isMessage(event: LoggedEvent): event is MessageEvent {
  return /^(?:sip|http)\.(?:request|response)\.(?:sent|received)$/.test(event.kind);
}

function wireMessage(event: MessageEvent, atMs: number, endpoints: WireEndpoints): WireMessage {
  const isHttp = event.kind === 'http.request.sent' || event.kind === 'http.response.received';
  const place = isHttp ? placeOfUrl(event.data.url) : event.data.peer;
  const proxy = endpoints.proxyOf(event.flow);
  const isTunnelled = proxy !== null && (!isHttp || event.data.url.startsWith('https:'));
  const { local, remote } = endpoints.ends(event.flow, place, isTunnelled);
  const isSent = event.kind.endsWith('.sent');
  const { text, notes } = textOf(event);
  return {
    seq: event.seq,
    atMs,
    protocol: isHttp ? 'http' : 'sip',
    direction: isSent ? 'sent' : 'received',
    source: isSent ? local : remote,
    destination: isSent ? remote : local,
    text,
    step: event.step,
    probe: event.probe,
    flow: event.flow,
    notes: [
      ...(isTunnelled ? [`It went through the proxy ${formatHostAndPort(proxy)}.`] : []),
      ...placeholderNotes(local, remote),
      ...notes,
    ],
  };
}

function textOf(event: MessageEvent): WireText {
  switch (event.kind) {
    case 'sip.request.sent':
    case 'sip.request.received':
      return sipRequestText(event.data);
    case 'sip.response.sent':
    case 'sip.response.received':
      return sipResponseText(event.data);
    case 'http.request.sent':
      return httpRequestText(event.data);
    case 'http.response.received':
      return httpResponseText(event.data);
  }
}

function placeholderNotes(local: WireEndpoint, remote: WireEndpoint): readonly string[] {
  return [
    ...(local.isPlaceholder
      ? [`The address of this computer is not known; ${local.address} stands for it.`]
      : []),
    ...(remote.isPlaceholder
      ? [`The address of ${remote.name ?? 'the server'} is not known; ${remote.address} stands for it.`]
      : []),
  ];
}
