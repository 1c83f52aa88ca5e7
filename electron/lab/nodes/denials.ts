import type { Account } from '../directory.ts';
import type { Claim } from './acceptor.ts';
import type { Diagnosis, Refusal } from './sip-answer.ts';

export const OK = [200, 'OK'] as const;
export const NOT_IMPLEMENTED = [501, 'Not Implemented'] as const;

/** What a registrar without presence and conversations has to say. */
export const OTHER_METHODS: ReadonlyMap<string, readonly [number, string]> = new Map([
  ['INVITE', [480, 'Temporarily Unavailable']],
  ['MESSAGE', [480, 'Temporarily Unavailable']],
  ['SUBSCRIBE', [404, 'Not Found']],
  ['SERVICE', [404, 'Not Found']],
  ['BYE', [481, 'Call Leg/Transaction Does Not Exist']],
  ['CANCEL', [481, 'Call Leg/Transaction Does Not Exist']],
]);

export const TIME_SKEW: Diagnosis = { id: 1013, why: 'Significant time skew detected during authentication' };

export const UNAVAILABLE: Refusal = {
  status: 503,
  reason: 'Service Unavailable',
  headers: [{ name: 'Retry-After', value: '30' }],
  id: 5000,
  why: 'One or more critical applications are not running',
};

export const TIMED_OUT: Refusal = {
  status: 504,
  reason: 'Server time-out',
  id: 1010,
  why: 'Certificate trust with next-hop server could not be established',
};

/** Authenticated as somebody is not yet allowed as this address. Source: [MS-OCER] 4004, 4005. */
export function denialOf(account: Account, claim: Claim): Refusal | null {
  if (account.address.toLowerCase() !== claim.address.toLowerCase()) {
    const why = 'Credentials provided are not authorized to act as specified from URI';
    return { status: 403, reason: 'Forbidden', id: 4004, why };
  }
  if (account.fate === 'not-sip-enabled') {
    const why = 'Destination URI either not enabled for SIP or does not exist';
    return { status: 404, reason: 'Not Found', id: 4005, why };
  }
  return null;
}
