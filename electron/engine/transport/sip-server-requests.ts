import {
  firstHeader,
  headerValues,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from '../../../shared/protocol/sip/message.ts';

/** Requests inside of something that we never began (RFC 3261 12.2.2, RFC 6665 4.1.3). */
const IN_DIALOG: readonly string[] = ['NOTIFY', 'BYE', 'CANCEL', 'INFO', 'UPDATE', 'PRACK'];
/** Requests to a user; nobody is here to take them. */
const TO_A_USER: readonly string[] = ['INVITE', 'MESSAGE', 'REFER', 'SUBSCRIBE'];
/** Requests that are never answered: RFC 3261 17.2.1 and [MS-SIP] 2.2.7 (BENOTIFY). */
const UNANSWERED: readonly string[] = ['ACK', 'BENOTIFY'];

export interface ServerAnswer {
  readonly status: number;
  readonly reason: string;
  /** Of its own; what every answer has is added. */
  readonly headers?: readonly SipHeader[];
}

/**
 * The polite refusal of a request that a server sends us, or null where none is due or none can be made.
 * We are a guest who only asks: no dialogs, no calls, no subscriptions.
 */
export function refusalOf(request: SipRequest, tag: string): SipResponse | null {
  return answerTo(request, refusalFor(request.method), tag);
}

/** An answer as RFC 3261 8.2.6 has it. Null where none is due, and where the request lacks what an answer must say back. */
export function answerTo(request: SipRequest, answer: ServerAnswer, tag: string): SipResponse | null {
  if (UNANSWERED.includes(request.method)) return null;
  const via = headerValues(request, 'Via');
  const [from, to, callId, cseq] = ['From', 'To', 'Call-ID', 'CSeq'].map((name) =>
    firstHeader(request, name),
  );
  if (via.length === 0 || !from || !to || !callId || !cseq) return null;
  const headers: readonly SipHeader[] = [
    ...via.map((value) => ({ name: 'Via', value })),
    { name: 'From', value: from },
    { name: 'To', value: /;\s*tag\s*=/i.test(to) ? to : `${to};tag=${tag}` },
    { name: 'Call-ID', value: callId },
    { name: 'CSeq', value: cseq },
    ...(answer.headers ?? []),
  ];
  // A bare line end inside of a value cannot be sent back; a request like that is not worth an answer.
  if (headers.some(({ value }) => /[\r\n]/.test(value))) return null;
  return {
    kind: 'response',
    status: answer.status,
    reason: answer.reason,
    headers,
    body: new Uint8Array(0),
  };
}

function refusalFor(method: string): ServerAnswer {
  if (IN_DIALOG.includes(method)) return { status: 481, reason: 'Call/Transaction Does Not Exist' };
  if (TO_A_USER.includes(method)) return { status: 480, reason: 'Temporarily Unavailable' };
  // Allow is required in a 405 (RFC 3261 21.4.6); there is nothing that we allow.
  return { status: 405, reason: 'Method Not Allowed', headers: [{ name: 'Allow', value: '' }] };
}
