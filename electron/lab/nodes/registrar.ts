import {
  firstHeader,
  headerValues,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from '../../../shared/protocol/sip/message.ts';
import type { RegistrarFault } from '../faults.ts';
import { instanceOfEpid } from './endpoint-id.ts';

/** What a SIP server is, as far as its answers show it. */
export interface Registrar {
  /** front-end: reached inside. edge: a Front End reached through an Edge from outside. */
  readonly role: 'front-end' | 'edge';
  readonly domain: string;
  /** The Front End that answers: usually not the name that the client dialled. */
  readonly frontEndFqdn: string;
  /** The server that refuses in the fault scenarios: `source=` of ms-diagnostics. */
  readonly source: string;
  readonly stsUrl: string;
  readonly fault: RegistrarFault | null;
}

/** What an answer needs besides the request. */
export interface Arrival {
  readonly now: Date;
  readonly remoteAddress: string;
  readonly remotePort: number;
  /** Connection id, hexadecimal. */
  readonly connectionId: string;
  readonly toTag: string;
}

export interface Verdict {
  /** null: the server keeps silent. */
  readonly response: SipResponse | null;
  readonly ok: boolean;
  /** For the ledger: why it was refused, or what was checked. */
  readonly remark: string;
}

const REALM = 'SIP Communications Service';

const FAULT_ANSWERS = {
  'sip-403': {
    status: 403,
    reason: 'Forbidden',
    headers: [],
    id: 4003,
    why: 'From URI not enabled for remote access',
  },
  'sip-404': {
    status: 404,
    reason: 'Not Found',
    headers: [],
    id: 4005,
    why: 'Destination URI either not enabled for SIP or does not exist',
  },
  'sip-503': {
    status: 503,
    reason: 'Service Unavailable',
    headers: [{ name: 'Retry-After', value: '30' }],
    id: 5000,
    why: 'One or more critical applications are not running',
  },
  'sip-504': {
    status: 504,
    reason: 'Server time-out',
    headers: [],
    id: 1010,
    why: 'Certificate trust with next-hop server could not be established',
  },
} as const;

/** Judges a request and answers it as a Lync or Skype for Business registrar does. */
export function judge(request: SipRequest, registrar: Registrar, arrival: Arrival): Verdict {
  if (request.method === 'ACK') return { response: null, ok: true, remark: 'an ACK is never answered' };
  const missing = REQUIRED_HEADERS.find((name) => firstHeader(request, name) === null);
  if (missing !== undefined)
    return { response: null, ok: false, remark: `no ${missing} header: cannot be answered` };
  if (registrar.fault === 'sip-silent') return { response: null, ok: true, remark: 'left without an answer' };
  if (registrar.fault !== null) {
    const { status, reason, headers, id, why } = FAULT_ANSWERS[registrar.fault];
    const response = refusal(request, registrar, arrival, status, reason, id, why, headers);
    return { response, ok: true, remark: `refused with ${status}` };
  }
  const objection = request.method === 'REGISTER' ? objectionTo(request, registrar) : null;
  if (objection !== null) {
    const { status, reason, id, why } = objection;
    return {
      response: refusal(request, registrar, arrival, status, reason, id, why),
      ok: false,
      remark: why,
    };
  }
  return { response: challenge(request, registrar, arrival), ok: true, remark: 'challenged' };
}

const REQUIRED_HEADERS = ['Via', 'From', 'To', 'Call-ID', 'CSeq'] as const;

interface Objection {
  readonly status: number;
  readonly reason: string;
  readonly id: number;
  readonly why: string;
}

/** The checks that a registrar makes before it asks who is there: [MS-SIPREGE] 3.1.2.5.1. */
function objectionTo(request: SipRequest, registrar: Registrar): Objection | null {
  const from = firstHeader(request, 'From') ?? '';
  const epid = parameterOf(from, 'epid');
  const instance = instanceIn(headerValues(request, 'Contact').join(', '));
  const event = firstHeader(request, 'Event');
  const supported = headerValues(request, 'Supported').join(',').toLowerCase();
  const bad = (id: number, why: string): Objection => ({ status: 400, reason: 'Bad Request', id, why });

  if (request.requestUri.toLowerCase() !== `sip:${registrar.domain}`) {
    return { status: 404, reason: 'Not Found', id: 1005, why: 'Cannot route to destination domain' };
  }
  if (epid === null && instance === null) return bad(4010, 'Neither epid nor +sip.instance is present');
  if (epid === null) return bad(4011, 'The epid parameter of the From header is not present');
  // The server must check that the one was derived from the other ([MS-SIPAE] 3.3.5.2); no id of its own is documented.
  if (instance !== null && instance !== instanceOfEpid(epid)) {
    return bad(4010, 'The +sip.instance parameter does not belong to the epid');
  }
  if (event !== null && event.toLowerCase() !== 'registration') {
    return { status: 489, reason: 'Bad Event', id: 4055, why: 'The Event header has an unknown value' };
  }
  if (supported.includes('msrtc-event-categories') && !supported.includes('gruu-10')) {
    return { status: 421, reason: 'Extension Required', id: 2057, why: 'gruu-10 is required' };
  }
  return null;
}

/** One WWW-Authenticate header for each method that this place offers. Kerberos needs a KDC, which outside has none. */
function challenge(request: SipRequest, registrar: Registrar, arrival: Arrival): SipResponse {
  const { frontEndFqdn, stsUrl, role } = registrar;
  const offer = (scheme: string, targetname: string, more = ''): SipHeader => ({
    name: 'WWW-Authenticate',
    value: `${scheme} realm="${REALM}", targetname="${targetname}", version=4${more}`,
  });
  const headers = [
    offer('NTLM', frontEndFqdn),
    ...(role === 'front-end' ? [offer('Kerberos', `sip/${frontEndFqdn}`)] : []),
    offer('TLS-DSK', frontEndFqdn, `, sts-uri="${stsUrl}"`),
  ];
  return respond(request, registrar, arrival, 401, 'Unauthorized', headers);
}

function refusal(
  request: SipRequest,
  registrar: Registrar,
  arrival: Arrival,
  status: number,
  reason: string,
  id: number,
  why: string,
  headers: readonly SipHeader[] = [],
): SipResponse {
  // Outside, the Edge strips the inner details and leaves the public copy: [MS-OCER] 2.2.1.
  const name = registrar.role === 'edge' ? 'ms-diagnostics-public' : 'ms-diagnostics';
  const source = registrar.role === 'edge' ? '' : `;source="${registrar.source}"`;
  return respond(request, registrar, arrival, status, reason, [
    ...headers,
    { name, value: `${id};reason="${why}"${source}` },
  ]);
}

function respond(
  request: SipRequest,
  registrar: Registrar,
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
      ...(registrar.role === 'edge' ? [{ name: 'ms-user-logon-data', value: 'RemoteUser' }] : []),
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
function parameterOf(value: string, name: string): string | null {
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

function instanceIn(contact: string): string | null {
  return /\+sip\.instance="<urn:uuid:([0-9a-f-]{36})>"/i.exec(contact)?.[1]?.toLowerCase() ?? null;
}
