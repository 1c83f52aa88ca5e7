import { randomBytes } from 'node:crypto';
import {
  firstHeader,
  type SipHeader,
  type SipRequest,
  type SipResponse,
} from '../../../shared/protocol/sip/message.ts';
import { parameterValue } from '../../../shared/protocol/sip/parameters.ts';
import { parseVia } from '../../../shared/protocol/sip/via.ts';
import type { SecurityAssociation } from './security-association.ts';
import { authorizationOf } from './sender.ts';
import { dialogTarget } from './service.ts';
import type { SettingsAnswer } from './settings/settings-service.ts';

type Notification = SettingsAnswer['notifications'][number];

/** What a client's answer to a request of ours is worth. */
export interface Heard {
  readonly method: Notification['method'];
  readonly status: number;
  readonly association: SecurityAssociation;
  /** null: it is not signed, which clients leave out. */
  readonly signature: ReturnType<SecurityAssociation['check']> | null;
}

/** The requests that a server sends over one connection, and who has answered them. Source: RFC 6665 4.2.2, [MS-SIP] 3.4.4. */
export interface ServerRequests {
  /** Returns the next request of the dialog, signed. */
  open(notification: Notification, dialog: Dialog): SipRequest;
  /** Returns null for an answer to nothing that was asked. */
  hear(response: SipResponse): Heard | null;
  /** The requests so far that nobody may answer, and nobody has; each is told once. */
  takeSilent(): readonly SipRequest[];
}

/** Which dialog a notification belongs to, seen from the server. */
export interface Dialog {
  readonly association: SecurityAssociation;
  /** Where the subscriber is reached. */
  readonly target: string;
  readonly frontEndFqdn: string;
  /** To, From and Call-ID of the answer to SUBSCRIBE; the two change places. */
  readonly local: string;
  readonly remote: string;
  readonly callId: string;
}

interface Sent {
  readonly request: SipRequest;
  readonly notification: Notification;
  readonly association: SecurityAssociation;
}

/** A client that subscribes without end and answers nothing. */
const KEPT = 64;

export function createServerRequests(): ServerRequests {
  const sentByBranch = new Map<string, Sent>();
  const lastCseqs = new Map<string, number>();
  let silent: readonly SipRequest[] = [];

  return {
    open(notification, dialog) {
      const { association, callId } = dialog;
      const cseq = (lastCseqs.get(callId) ?? 0) + 1;
      keep(lastCseqs, callId, cseq);
      const branch = `z9hG4bK${randomBytes(8).toString('hex').toUpperCase()}`;
      const request = association.sign(requestOf(notification, dialog, cseq, branch));
      keep(sentByBranch, branch, { request, notification, association });
      if (notification.method === 'BENOTIFY') silent = [...silent, request].slice(-KEPT);
      return request;
    },
    hear(response) {
      const via = parseVia(firstHeader(response, 'Via')?.split(',')[0] ?? '');
      const branch = via === null ? null : parameterValue(via.parameters, 'branch');
      const sent = branch === null ? undefined : sentByBranch.get(branch);
      if (branch === null || sent === undefined || !isAnswerTo(sent.request, response)) return null;
      if (response.status >= 200) sentByBranch.delete(branch);
      silent = silent.filter((request) => request !== sent.request);
      const { association, notification } = sent;
      const authorization = authorizationOf(response);
      const signature = authorization === null ? null : association.check(response, authorization);
      return { method: notification.method, status: response.status, association, signature };
    },
    takeSilent() {
      const taken = silent;
      silent = [];
      return taken;
    },
  };
}

function isAnswerTo(request: SipRequest, response: SipResponse): boolean {
  return ['Call-ID', 'CSeq'].every((name) => firstHeader(request, name) === firstHeader(response, name));
}

function requestOf(
  { method, headers, body }: Notification,
  { target, frontEndFqdn, local, remote, callId }: Dialog,
  cseq: number,
  branch: string,
): SipRequest {
  const header = (name: string, value: string): SipHeader => ({ name, value });
  return {
    kind: 'request',
    method,
    requestUri: target,
    headers: [
      header('Via', `SIP/2.0/TLS ${frontEndFqdn}:5061;branch=${branch}`),
      header('Max-Forwards', '70'),
      header('To', remote),
      header('From', local),
      header('Call-ID', callId),
      header('CSeq', `${cseq} ${method}`),
      dialogTarget(frontEndFqdn),
      ...headers,
    ],
    body,
  };
}

/** A map that forgets its oldest entries. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) map.delete(oldest);
}
