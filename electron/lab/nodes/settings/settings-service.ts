import { firstHeader, type SipHeader, type SipRequest } from '../../../../shared/protocol/sip/message.ts';
import type { Account, Directory } from '../../directory.ts';
import { dropped, refused } from './answers.ts';
import { badExtension } from './refusals.ts';
import { listed } from './request-terms.ts';
import { serve, serviceFor } from './services.ts';
import type { SettingsCall } from './settings-call.ts';
import type { SettingsFault } from './settings-fault.ts';
import { subscribe } from './subscribe.ts';
import { createSubscriptions } from './subscriptions.ts';

/** The names that the settings of a pool speak of. */
export interface SettingsSite {
  readonly poolFqdn: string;
  readonly webInternalHost: string;
  readonly webExternalHost: string;
  readonly avEdgeFqdn: string;
  readonly domain: string;
}

export interface SettingsServiceOptions {
  readonly site: SettingsSite;
  /** How the first state reaches the client. */
  readonly delivery: 'piggyback' | 'notify' | 'benotify';
  readonly notifyDelayMs: number;
  readonly faults: readonly SettingsFault[];
  readonly directory: Directory;
}

/** What depends on the service; Via, From, To, Call-ID, CSeq, the dialog's Contact and the signature are the registrar's. */
export interface SettingsAnswer {
  /** null: silence. */
  readonly response: {
    readonly status: number;
    readonly reason: string;
    readonly headers: readonly SipHeader[];
    readonly body: Uint8Array;
  } | null;
  readonly notifications: readonly {
    readonly afterMs: number;
    readonly method: 'NOTIFY' | 'BENOTIFY';
    readonly headers: readonly SipHeader[];
    readonly body: Uint8Array;
  }[];
  readonly dropsConnection: boolean;
  /** For the ledger. */
  readonly remark: string;
}

export interface LabSubscription {
  readonly address: string;
  readonly epid: string;
  readonly event: string;
}

export interface SettingsCaller {
  readonly account: Account;
  readonly epid: string;
  /** Came through the Edge. */
  readonly isRemote: boolean;
}

export interface SettingsService {
  /** null: none of its requests. */
  answer(request: SipRequest, caller: SettingsCaller): SettingsAnswer | null;
  subscriptions(): readonly LabSubscription[];
  /** The endpoint signed out. */
  forget(address: string, epid: string): void;
}

/** The services of a home server, for all of its users. Keeps the subscriptions; nothing else changes. */
export function createSettingsService(options: SettingsServiceOptions): SettingsService {
  const { site, directory } = options;
  const faults = new Set(options.faults);
  const subscriptions = createSubscriptions();
  /** Requests since the endpoint's connection was dropped last; kept for that fault alone. */
  const taken = new Map<string, number>();

  return {
    answer(request, caller) {
      const service = request.method === 'SERVICE' ? serviceFor(request, site) : null;
      if (request.method !== 'SUBSCRIBE' && service === null) return null;
      const what = service?.name ?? `SUBSCRIBE ${firstHeader(request, 'Event') ?? 'without an event'}`;
      if (faults.has('dropped-mid-settings') && isSecond(caller)) return dropped(what);
      const call: SettingsCall = { request, caller, site, directory, faults };
      const unknown = unknownExtensions(request);
      if (unknown.length > 0) return refused(call, badExtension(unknown), what);
      return service === null ? subscribe(call, subscriptions, options) : serve(service, call);
    },
    subscriptions: () => subscriptions.all(),
    forget(address, epid) {
      subscriptions.endAll(address, epid);
      taken.delete(endpointKey(address, epid));
    },
  };

  function isSecond({ account, epid }: SettingsCaller): boolean {
    const key = endpointKey(account.address, epid);
    const count = (taken.get(key) ?? 0) + 1;
    if (count < 2) taken.set(key, count);
    else taken.delete(key);
    return count === 2;
  }
}

/** What a request may insist on. */
const EXTENSIONS: readonly string[] = ['adhoclist', 'categorylist', 'eventlist', 'ms-benotify'];

function unknownExtensions(request: SipRequest): readonly string[] {
  const insisted = [...listed(request, 'Require'), ...listed(request, 'Proxy-Require')];
  return insisted.filter((extension) => !EXTENSIONS.includes(extension));
}

function endpointKey(address: string, epid: string): string {
  return `${address.toLowerCase()} ${epid}`;
}
