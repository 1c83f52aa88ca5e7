import { randomBytes } from 'node:crypto';
import {
  firstHeader,
  headerValues,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from '../../../shared/protocol/sip/message.ts';
import type { RegistrarFault } from '../faults.ts';
import type { SipServerId } from '../machines.ts';
import { instanceOfEpid } from './endpoint-id.ts';
import {
  parameterOf,
  refusal,
  respond,
  type AnsweringServer,
  type Arrival,
  type Refusal,
} from './sip-answer.ts';

/** How a client can be asked to authenticate; Digest is for phones of others and meetings, no client here speaks it. */
export type Scheme = 'NTLM' | 'Kerberos' | 'TLS-DSK' | 'Digest';

/** Those that end in keys. */
export type KeyedScheme = Exclude<Scheme, 'Digest'>;

export function isKeyed(scheme: Scheme): scheme is KeyedScheme {
  return scheme !== 'Digest';
}

/** Of [MS-SIPAE]: 2 is not announced, 3 brought a longer signature buffer, 4 the signed completing request. */
export type AuthVersion = 2 | 3 | 4;

/** What a SIP server is, as far as its answers show it. */
export interface Registrar extends AnsweringServer {
  readonly id: SipServerId;
  readonly domain: string;
  /** The Front End that answers: usually not the name that the client dialled. */
  readonly frontEndFqdn: string;
  readonly stsUrl: string;
  /** In the order of its challenges. */
  readonly schemes: readonly Scheme[];
  readonly authVersion: AuthVersion;
  readonly fault: RegistrarFault | null;
}

export interface Verdict {
  /** null: the server keeps silent. */
  readonly response: SipResponse | null;
  readonly ok: boolean;
  /** For the ledger: why it was refused, or what was checked. */
  readonly remark: string;
  readonly followUp?: FollowUp;
}

/** What comes after the answer. */
export interface FollowUp {
  /** Requests of the server, in the order in which they are due; `open` gives null when it is too late for one. */
  readonly notifications: readonly { readonly afterMs: number; readonly open: () => SipRequest | null }[];
  /** Empty lines of the server; null: none. */
  readonly keepAliveAfterMs: number | null;
  readonly dropsConnection: boolean;
}

export const REALM = 'SIP Communications Service';

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

/** Judges a request of a stranger and answers it as a Lync or Skype for Business registrar does. */
export function judge(request: SipRequest, registrar: Registrar, arrival: Arrival): Verdict {
  return (
    objection(request, registrar, arrival) ?? {
      response: challenge(request, registrar, arrival),
      ok: true,
      remark: 'challenged',
    }
  );
}

/** What ends a request before anybody asks who is there; null when nothing does. */
export function objection(request: SipRequest, registrar: Registrar, arrival: Arrival): Verdict | null {
  if (request.method === 'ACK') return { response: null, ok: true, remark: 'an ACK is never answered' };
  const missing = REQUIRED_HEADERS.find((name) => firstHeader(request, name) === null);
  if (missing !== undefined)
    return { response: null, ok: false, remark: `no ${missing} header: cannot be answered` };
  if (registrar.fault === 'sip-silent') return { response: null, ok: true, remark: 'left without an answer' };
  if (registrar.fault !== null) {
    const told = FAULT_ANSWERS[registrar.fault];
    const response = refusal(request, registrar, arrival, told);
    return { response, ok: true, remark: `refused with ${told.status}` };
  }
  const defect = request.method === 'REGISTER' ? defectOf(request, registrar) : null;
  return defect === null
    ? null
    : { response: refusal(request, registrar, arrival, defect), ok: false, remark: defect.why };
}

const REQUIRED_HEADERS = ['Via', 'From', 'To', 'Call-ID', 'CSeq'] as const;

/** The checks that a registrar makes before it asks who is there: [MS-SIPREGE] 3.1.2.5.1. */
function defectOf(request: SipRequest, registrar: Registrar): Refusal | null {
  const from = firstHeader(request, 'From') ?? '';
  const epid = parameterOf(from, 'epid');
  const instance = instanceIn(headerValues(request, 'Contact').join(', '));
  const event = firstHeader(request, 'Event');
  const supported = headerValues(request, 'Supported').join(',').toLowerCase();
  const bad = (id: number, why: string): Refusal => ({ status: 400, reason: 'Bad Request', id, why });

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

/** One WWW-Authenticate header for each method that this place offers. */
export function challenge(
  request: SipRequest,
  registrar: Registrar,
  arrival: Arrival,
  more: readonly SipHeader[] = [],
): SipResponse {
  const offers = registrar.schemes.map((scheme): SipHeader => ({
    name: 'WWW-Authenticate',
    value: offerOf(scheme, registrar),
  }));
  return respond(request, registrar, arrival, 401, 'Unauthorized', [...offers, ...more]);
}

/** `targetname` of a method: the SPN for Kerberos, the bare name for the others. */
export function targetnameFor(scheme: Scheme, registrar: Registrar): string {
  return scheme === 'Kerberos' ? `sip/${registrar.frontEndFqdn}` : registrar.frontEndFqdn;
}

function offerOf(scheme: Scheme, registrar: Registrar): string {
  if (scheme === 'Digest') {
    const nonce = randomBytes(16).toString('hex');
    return `Digest realm="${REALM}", nonce="${nonce}", algorithm=MD5, qop="auth"`;
  }
  const { authVersion, stsUrl } = registrar;
  // Version 2 is not announced: [MS-SIPAE] 3.3.5.1.
  const version = authVersion === 2 ? '' : `, version=${authVersion}`;
  const sts = scheme === 'TLS-DSK' ? `, sts-uri="${stsUrl}"` : '';
  return `${scheme} realm="${REALM}", targetname="${targetnameFor(scheme, registrar)}"${version}${sts}`;
}

/** The UUID of +sip.instance, lower case. */
export function instanceIn(contact: string): string | null {
  return /\+sip\.instance="<urn:uuid:([0-9a-f-]{36})>"/i.exec(contact)?.[1]?.toLowerCase() ?? null;
}
