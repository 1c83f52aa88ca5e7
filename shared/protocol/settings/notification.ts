import { firstHeader, headerValues, type SipMessage } from '../sip/message.ts';
import { parameterValue, scanParameters } from '../sip/parameters.ts';
import { TextScanner } from '../sip/text-scanner.ts';
import { clip, readCount } from './read-document.ts';
import { MAX_NAME_LENGTH } from './rejection.ts';

/** State of a subscription that a message carries: an answer to SUBSCRIBE, a NOTIFY or a BENOTIFY. */
export interface CarriedState {
  /** piggyback: in the answer itself; notify: to be answered; benotify: must not be answered ([MS-SIP] 3.4.4). */
  readonly delivery: 'piggyback' | 'notify' | 'benotify';
  /** In lower case, without parameters; null: the header is missing. */
  readonly event: string | null;
  readonly contentType: string | null;
  readonly subscription: SubscriptionState | null;
}

export interface SubscriptionState {
  /** active, pending or terminated, in lower case. */
  readonly state: string;
  readonly expiresSeconds: number | null;
  readonly reason: string | null;
}

/**
 * Says how a message carries state; null: it carries none, so that the state of a SUBSCRIBE answered by it comes
 * separately. Servers mark a piggybacked state by ms-piggyback-cseq; a body with Subscription-State beside it is one as well.
 */
export function readCarriedState(message: SipMessage): CarriedState | null {
  const delivery = deliveryOf(message);
  if (delivery === null) return null;
  return {
    delivery,
    event: firstHeader(message, 'Event')?.split(';')[0]?.trim().toLowerCase() ?? null,
    contentType: firstHeader(message, 'Content-Type'),
    subscription: readSubscriptionState(firstHeader(message, 'Subscription-State')),
  };
}

/** Reads a Subscription-State header: RFC 6665 8.2.3. */
export function readSubscriptionState(value: string | null): SubscriptionState | null {
  if (value === null) return null;
  const scanner = new TextScanner(value.trim());
  const state = scanner.takeToken().toLowerCase();
  const parameters = scanParameters(scanner) ?? [];
  if (state === '') return null;
  const reason = parameterValue(parameters, 'reason');
  return {
    state: clip(state, MAX_NAME_LENGTH),
    expiresSeconds: readCount(parameterValue(parameters, 'expires')),
    reason: reason === null ? null : clip(reason, MAX_NAME_LENGTH),
  };
}

function deliveryOf(message: SipMessage): CarriedState['delivery'] | null {
  if (message.kind === 'request') {
    if (message.method === 'NOTIFY') return 'notify';
    return message.method === 'BENOTIFY' ? 'benotify' : null;
  }
  const isMarked =
    headerValues(message, 'ms-piggyback-cseq').length > 0 ||
    (message.body.length > 0 && headerValues(message, 'Subscription-State').length > 0);
  return isMarked && message.status >= 200 && message.status < 300 ? 'piggyback' : null;
}
