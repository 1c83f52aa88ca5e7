import type { SipHeader } from '../../../../shared/protocol/sip/message.ts';
import type { Refusal } from '../sip-answer.ts';

/** Why a server refuses a request for settings. The ids and their wording are those of [MS-OCER]. */
export const REFUSALS = {
  notFound: {
    status: 404,
    reason: 'Not Found',
    id: 4005,
    why: 'Destination URI either not enabled for SIP or does not exist',
  },
  unknownResource: {
    status: 404,
    reason: 'Not Found',
    id: 4007,
    why: 'Resource is unknown in this deployment',
  },
  malformed: { status: 400, reason: 'Bad Request', id: 4001, why: 'XML parse failure' },
  corruptAddress: { status: 400, reason: 'Bad Request', id: 1018, why: 'Parsing failure' },
  wrongAccept: {
    status: 406,
    reason: 'Not Acceptable',
    id: 4013,
    why: 'Content-type does not match the expected content-type',
  },
  wrongContentType: {
    status: 415,
    reason: 'Unsupported Media Type',
    id: 4013,
    why: 'Content-type does not match the expected content-type',
  },
  ambiguous: { status: 485, reason: 'Ambiguous', id: 5004, why: 'Failed parsing the incoming request' },
  noSubscription: {
    status: 481,
    reason: 'Subscription does not exist',
    id: 1004,
    why: 'Route set is no longer valid',
  },
  versionRefused: { status: 403, reason: 'Forbidden', id: 17_002, why: 'Invalid protocol client version' },
  applicationDown: {
    status: 503,
    reason: 'Service Unavailable',
    headers: [{ name: 'Retry-After', value: '30' }],
    id: 5000,
    why: 'One or more critical applications are not running',
  },
  userServicesDown: {
    status: 503,
    reason: 'Service Unavailable',
    headers: [{ name: 'Retry-After', value: '60' }],
    id: 4000,
    why: 'User services default',
  },
} as const satisfies Record<string, Refusal>;

/** Tells which events there are (RFC 6665 8.3.2). */
export function badEvent(known: readonly string[]): Refusal {
  return {
    status: 489,
    reason: 'Bad Event',
    headers: [{ name: 'Allow-Events', value: known.join(',') }],
    id: 4055,
    why: 'The Event header has an unknown value',
  };
}

/** RFC 3261 8.2.2.3. */
export function badExtension(unknown: readonly string[]): Refusal {
  const unsupported: SipHeader = { name: 'Unsupported', value: unknown.join(', ') };
  return {
    status: 420,
    reason: 'Bad Extension',
    headers: [unsupported],
    id: 5004,
    why: 'Failed parsing the incoming request',
  };
}
