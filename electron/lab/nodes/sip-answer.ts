import {
  firstHeader,
  headerValues,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from '../../../shared/protocol/sip/message.ts';

/** What a SIP server is, as far as every answer shows it. */
export interface AnsweringServer {
  /** front-end, director: reached inside. edge: a Front End reached through an Edge from outside. */
  readonly role: 'front-end' | 'director' | 'edge';
  /** The server that refuses: `source=` of ms-diagnostics. */
  readonly source: string;
}

/** What an answer needs besides the request. */
export interface Arrival {
  /** The server's clock. */
  readonly now: Date;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Connection id, hexadecimal. */
  readonly connectionId: string;
  readonly toTag: string;
}

export interface Diagnosis {
  readonly id: number;
  readonly why: string;
  /** Further parameters, each with its semicolon. */
  readonly more?: string;
}

export interface Refusal extends Diagnosis {
  readonly status: number;
  readonly reason: string;
  readonly headers?: readonly SipHeader[];
}

/** Answers with a status and what ms-diagnostics says of it. */
export function refusal(
  request: SipRequest,
  server: AnsweringServer,
  arrival: Arrival,
  { status, reason, headers = [], ...told }: Refusal,
): SipResponse {
  return respond(request, server, arrival, status, reason, [...headers, diagnosticsHeader(server, told)]);
}

export function diagnosticsHeader(server: AnsweringServer, { id, why, more = '' }: Diagnosis): SipHeader {
  // Outside, the Edge strips the inner details and leaves the public copy: [MS-OCER] 2.2.1.
  return server.role === 'edge'
    ? { name: 'ms-diagnostics-public', value: `${id};reason="${why}"${more}` }
    : { name: 'ms-diagnostics', value: `${id};reason="${why}"${more};source="${server.source}"` };
}

export function respond(
  request: SipRequest,
  server: AnsweringServer,
  arrival: Arrival,
  status: number,
  reason: string,
  headers: readonly SipHeader[],
): SipResponse {
  const copied = (name: string): SipHeader => ({ name, value: firstHeader(request, name) ?? '' });
  const to = copied('To');
  return {
    kind: 'response',
    status,
    reason,
    headers: [
      ...(server.role === 'edge' ? [{ name: 'ms-user-logon-data', value: 'RemoteUser' }] : []),
      { name: 'Date', value: arrival.now.toUTCString() },
      ...headers,
      copied('From'),
      parameterOf(to.value, 'tag') === null ? { ...to, value: `${to.value};tag=${arrival.toTag}` } : to,
      copied('Call-ID'),
      copied('CSeq'),
      ...viaHeaders(request, arrival),
      { name: 'Server', value: 'RTC/7.0' },
    ],
    body: new Uint8Array(0),
  };
}

/** All Via come back; the topmost says where the request was seen to come from (RFC 3261 18.2.1, [MS-SIPRE] ms-received). */
function viaHeaders(request: SipRequest, arrival: Arrival): readonly SipHeader[] {
  return headerValues(request, 'Via').map((value, index) => {
    if (index > 0) return { name: 'Via', value };
    const [top = '', ...others] = value.split(',');
    const sentBy = /^\S+\s+([^\s;:]+)/.exec(top.trim())?.[1];
    const received = sentBy === arrival.remoteAddress ? '' : `;received=${arrival.remoteAddress}`;
    const seen = `${received};ms-received-port=${arrival.remotePort};ms-received-cid=${arrival.connectionId}`;
    return { name: 'Via', value: [`${top.trimEnd()}${seen}`, ...others].join(',') };
  });
}

/** A parameter of the header itself: what stands in angle brackets or quotes belongs to the address. */
export function parameterOf(value: string, name: string): string | null {
  const parameter = outsideOfAddress(value)
    .split(';')
    .map((part) => part.trim())
    .find((part) => part.toLowerCase().startsWith(`${name}=`));
  return parameter === undefined ? null : parameter.slice(name.length + 1).trim();
}

/** One pass, because a client chose the text: `name "with <" <sip:a@b;x=y>;tag=1` gives `name ;tag=1`. */
function outsideOfAddress(value: string): string {
  let kept = '';
  let closedBy: string | null = null;
  for (const character of value) {
    if (closedBy !== null) {
      if (character === closedBy) closedBy = null;
    } else if (character === '"' || character === '<') {
      closedBy = character === '"' ? '"' : '>';
    } else {
      kept += character;
    }
  }
  return kept;
}
