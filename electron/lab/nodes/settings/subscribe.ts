import { firstHeader, type SipHeader } from '../../../../shared/protocol/sip/message.ts';
import { parseDeltaSeconds } from '../../../../shared/protocol/sip/header-grammar.ts';
import { accepted, documentHeaders, refused, silent } from './answers.ts';
import { EVENT_NAMES, eventNamed, type SettingsEvent } from './events.ts';
import { badEvent, REFUSALS } from './refusals.ts';
import { accepts, addressInTo, eventOf, listed, tagInTo } from './request-terms.ts';
import type { SettingsCall, SettingsDocument } from './settings-call.ts';
import type { SettingsAnswer, SettingsServiceOptions } from './settings-service.ts';
import type { DialogKey, Subscriptions } from './subscriptions.ts';

/** What a client gets that asks for no time, and at most. */
const USUAL_EXPIRES_SEC = 28_800;

export type Delivery = Pick<SettingsServiceOptions, 'delivery' | 'notifyDelayMs'>;

/** Answers a SUBSCRIBE: RFC 6665 4.2.1 with the first state as [MS-SIP] 3.4.4 and the client's offer have it. */
export function subscribe(
  call: SettingsCall,
  subscriptions: Subscriptions,
  delivery: Delivery,
): SettingsAnswer {
  const { request, caller } = call;
  const event = eventNamed(eventOf(request));
  if (event === null) return refused(call, badEvent(EVENT_NAMES), 'unknown event');
  const { name } = event;
  const own = caller.account.address.toLowerCase();
  const dialog: DialogKey = {
    address: own,
    epid: caller.epid,
    event: name,
    callId: firstHeader(request, 'Call-ID') ?? '',
  };
  const isInDialog = tagInTo(request) !== null;
  const asked = parseDeltaSeconds(firstHeader(request, 'Expires') ?? '') ?? USUAL_EXPIRES_SEC;
  const expiresSec = event.isOnce ? 0 : Math.min(asked, USUAL_EXPIRES_SEC);

  if (isInDialog && !subscriptions.has(dialog)) return refused(call, REFUSALS.noSubscription, name);
  if (isInDialog && expiresSec === 0) {
    subscriptions.end(dialog);
    return accepted([...commonHeaders(call, event, 0), stateHeader(0)], null, `${name}: subscription ended`);
  }
  if (event.isOwnOnly && addressInTo(request) !== own) return refused(call, REFUSALS.notFound, name);
  if (!accepts(request, event.type)) return refused(call, REFUSALS.wrongAccept, name);
  const told = event.describe(call);
  if (!told.ok) return told.error === 'silence' ? silent(name) : refused(call, told.error, name);
  // Zero seconds outside of a dialog: the state once (RFC 6665 4.4.3).
  const number = expiresSec === 0 ? 1 : subscriptions.keep(dialog);
  return deliver(call, event, { document: told.value, expiresSec, number }, delivery);
}

interface State {
  readonly document: SettingsDocument;
  readonly expiresSec: number;
  /** Of the states in this dialog. */
  readonly number: number;
}

function deliver(
  call: SettingsCall,
  event: SettingsEvent,
  { document, expiresSec, number }: State,
  { delivery, notifyDelayMs }: Delivery,
): SettingsAnswer {
  const common = commonHeaders(call, event, expiresSec);
  const supported = listed(call.request, 'Supported');
  const size = `${event.name}: ${document.body.length} bytes`;
  if (delivery === 'piggyback' && supported.includes('ms-piggyback-first-notify')) {
    const marks = [stateHeader(expiresSec), { name: 'ms-piggyback-cseq', value: String(number) }];
    return accepted([...common, ...marks], document, `${size} in the answer`);
  }
  // The client must have said so twice: what it supports, and what the proxies have to.
  const understandsBenotify =
    supported.includes('ms-benotify') && listed(call.request, 'Proxy-Require').includes('ms-benotify');
  const method = delivery === 'benotify' && understandsBenotify ? 'BENOTIFY' : 'NOTIFY';
  const notification = {
    afterMs: notifyDelayMs,
    method,
    headers: [{ name: 'Event', value: event.name }, stateHeader(expiresSec), ...documentHeaders(document)],
    body: document.body,
  } as const;
  return accepted(common, null, `${size} by ${method}`, [notification]);
}

function commonHeaders(call: SettingsCall, event: SettingsEvent, expiresSec: number): readonly SipHeader[] {
  const offered = listed(call.request, 'Supported');
  const both = ['ms-benotify', 'ms-piggyback-first-notify'].filter((one) => offered.includes(one));
  return [
    { name: 'Event', value: event.name },
    { name: 'Expires', value: String(expiresSec) },
    ...(both.length === 0 ? [] : [{ name: 'Supported', value: both.join(', ') }]),
  ];
}

function stateHeader(expiresSec: number): SipHeader {
  const state = expiresSec === 0 ? 'terminated' : 'active';
  return { name: 'subscription-state', value: `${state};expires=${expiresSec}` };
}
