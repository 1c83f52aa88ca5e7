import { parseDeltaSeconds } from '../../../../shared/protocol/sip/header-grammar.ts';
import {
  firstHeader,
  headerValues,
  type SipMessage,
  type SipRequest,
  type SipResponse,
} from '../../../../shared/protocol/sip/message.ts';
import { parseNameAddr } from '../../../../shared/protocol/sip/name-addr.ts';
import { parameterValue } from '../../../../shared/protocol/sip/parameters.ts';
import { isToken } from '../../../../shared/protocol/sip/characters.ts';
import { parseSipUri } from '../../../../shared/protocol/sip/sip-uri.ts';
import { splitList } from '../../../../shared/protocol/sip/split-list.ts';
import { readCarriedState, type CarriedState } from '../../../../shared/protocol/settings/notification.ts';
import type { SettingsRequest } from '../../../../shared/protocol/settings/requests.ts';
import { withDeadline, type Clock } from '../../clock.ts';
import type { RequestPlace } from './compose-request.ts';

/** Proxies that may stand between; a real path has three at most. */
const MAX_ROUTE = 16;

/** A state as it came, and in which message. */
export interface ArrivedState {
  readonly carried: CarriedState;
  readonly message: SipMessage;
  readonly seq: number;
}

/**
 * One SUBSCRIBE and what comes of it. Its state may come with the answer, after it, or before it (RFC 6665 4.1.2.4); only the first
 * one counts, later ones are changes.
 */
export class Subscription {
  readonly request: SettingsRequest;
  readonly callId: string;
  readonly fromTag: string;
  private readonly event: string;
  private arrived: ArrivedState | null = null;
  private ended: CarriedState | null = null;
  private dialog: Pick<RequestPlace, 'requestUri' | 'toTag' | 'route'> | null = null;
  private wake: () => void = () => undefined;

  constructor(request: SettingsRequest, callId: string, fromTag: string) {
    this.request = request;
    this.callId = callId;
    this.fromTag = fromTag;
    this.event = requestHeader(request, 'Event')?.toLowerCase() ?? '';
  }

  get state(): ArrivedState | null {
    return this.arrived;
  }

  /** Why the server ended it by itself; null: it did not. */
  get endedBecause(): string | null {
    return this.ended === null ? null : (this.ended.subscription?.reason ?? 'no reason given');
  }

  /** Whether a NOTIFY or BENOTIFY with our Call-ID is for us (RFC 6665 4.1.3). */
  takes(request: SipRequest): boolean {
    const carried = readCarriedState(request);
    const tag = parameterValue(parseNameAddr(firstHeader(request, 'To') ?? '')?.parameters ?? [], 'tag');
    return carried !== null && carried.event === this.event && (tag === null || tag === this.fromTag);
  }

  /** A NOTIFY or BENOTIFY that it takes. */
  notify(request: SipRequest, seq: number): void {
    this.arrived ??= this.take(request, seq);
    // One that has nothing to say yet is no reason to stop waiting.
    if (this.arrived !== null || this.ended !== null) this.wake();
  }

  /** The 2xx: with it there is a dialog, unless it was for once only. The state in it is the first, whatever came beside it. */
  accept(response: SipResponse, seq: number): void {
    this.arrived = this.take(response, seq) ?? this.arrived;
    const isOnce =
      requestHeader(this.request, 'Expires') === '0' ||
      parseDeltaSeconds(firstHeader(response, 'Expires') ?? '') === 0;
    if (!isOnce && this.ended === null) this.dialog = dialogOf(response, this.request.target);
  }

  /** Waits for the state; resolves as well when there will be none. */
  async wait(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
    if (this.arrived !== null || this.ended !== null) return;
    await withDeadline(clock, ms, signal, () => new Promise<void>((resolve) => (this.wake = resolve)));
  }

  /** Where the SUBSCRIBE stands that ends it; null: there is nothing to end. */
  ending(): RequestPlace | null {
    const { dialog, callId, fromTag } = this;
    if (dialog === null || this.ended !== null) return null;
    return { ...dialog, method: 'SUBSCRIBE', to: this.request.target, fromTag, callId, cseq: 2 };
  }

  /** The headers of that one, besides those that every request has. */
  endingHeaders(): readonly { readonly name: string; readonly value: string }[] {
    return [
      { name: 'Event', value: requestHeader(this.request, 'Event') ?? '' },
      { name: 'Expires', value: '0' },
    ];
  }

  private take(message: SipMessage, seq: number): ArrivedState | null {
    const carried = readCarriedState(message);
    if (carried?.subscription?.state === 'terminated') this.ended ??= carried;
    // RFC 6665 4.2.1.2: the first NOTIFY may be empty where the state is not known yet.
    return carried === null || message.body.length === 0 ? null : { carried, message, seq };
  }
}

function requestHeader(request: SettingsRequest, name: string): string | null {
  return request.headers.find((header) => header.name === name)?.value ?? null;
}

/** Takes nothing over that could not stand in a request (RFC 3261 12.1.2). */
function dialogOf(
  response: SipResponse,
  target: string,
): Pick<RequestPlace, 'requestUri' | 'toTag' | 'route'> | null {
  const toTag = parameterValue(parseNameAddr(firstHeader(response, 'To') ?? '')?.parameters ?? [], 'tag');
  if (toTag === null || !isToken(toTag)) return null;
  const contact = parseNameAddr(firstHeader(response, 'Contact') ?? '')?.uri ?? '';
  const recorded = headerValues(response, 'Record-Route').flatMap((value) => splitList(value) ?? []);
  return {
    requestUri: parseSipUri(contact) === null ? target : contact,
    toTag,
    route: recorded
      .filter((value) => !/[\r\n]/.test(value) && parseNameAddr(value) !== null)
      .slice(0, MAX_ROUTE)
      .reverse(),
  };
}
