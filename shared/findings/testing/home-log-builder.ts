import type { EventData } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import type { RedirectContact } from '../../events/redirection-events.ts';
import type { SettingsRequestKind } from '../../events/settings-events.ts';
import { NetworkLogBuilder } from './network-log-builder.ts';

/** One address of a 3xx in short: a host on the usual port, or the parts that differ. */
export type Contact = string | Partial<RedirectContact>;

/** The part of a log about the way to the home server and the settings there: see LogBuilder. */
export class HomeLogBuilder extends NetworkLogBuilder {
  private hops = 0;

  /** A 3xx that sends the sign-in on; signed unless told otherwise. */
  redirect(
    from: SipEndpoint,
    contacts: readonly Contact[],
    changes: Partial<EventData<'redirection.received'>> = {},
  ): this {
    this.hops += 1;
    if (this.hops === 1) this.add('step.started', { step: 'redirection' }, { step: 'redirection' });
    this.add(
      'redirection.received',
      {
        from,
        hop: this.hops,
        status: 301,
        isSigned: true,
        contacts: contacts.map(toContact),
        expiresSec: 2_592_000,
        ...changes,
      },
      { step: 'redirection' },
    );
    return this;
  }

  /** What became of one address of the last 3xx. */
  target(
    endpoint: SipEndpoint,
    outcome: EventData<'redirection.target.concluded'>['outcome'],
    order = 1,
  ): this {
    this.add(
      'redirection.target.concluded',
      { hop: this.hops, endpoint, order, outcome },
      { step: 'redirection' },
    );
    return this;
  }

  redirectionConcluded(
    outcome: EventData<'redirection.concluded'>['outcome'],
    changes: Partial<EventData<'redirection.concluded'>> = {},
  ): this {
    this.add(
      'redirection.concluded',
      { outcome, hops: this.hops, home: null, isFirstChoice: null, ...changes },
      { step: 'redirection' },
    );
    this.add('step.finished', { step: 'redirection' }, { step: 'redirection' });
    return this;
  }

  /** What the 200 says of the registration; everything in order unless told otherwise. */
  described(changes: Partial<EventData<'registration.described'>> = {}): this {
    this.add('registration.described', {
      allowEvents: ['vnd-microsoft-provisioning-v2', 'vnd-microsoft-roaming-contacts'],
      supported: ['adhoclist', 'msrtc-event-categories'],
      gruu: null,
      keepAlive: { timeoutSec: 300, hopByHop: true },
      isRemote: false,
      registerAction: 'added',
      primaryClusterType: 'central',
      isConnectedToPrimary: true,
      userServices: null,
      ...changes,
    });
    return this;
  }

  settingsBegun(): this {
    this.add('step.started', { step: 'settings' }, { step: 'settings' });
    return this;
  }

  settingsEnded(): this {
    this.add('step.finished', { step: 'settings' }, { step: 'settings' });
    return this;
  }

  /** A request for settings with its answer, and how it ended. Received by a 200 unless told otherwise. */
  settingsConcluded(
    request: SettingsRequestKind,
    server: SipEndpoint,
    changes: Partial<EventData<'settings.request.concluded'>> = {},
    headers: readonly (readonly [string, string])[] = [],
  ): this {
    const { outcome = 'received' } = changes;
    const status = changes.status ?? (outcome === 'received' ? 200 : null);
    const cause = status === null ? undefined : this.settingsAnswer(request, server, status, headers);
    this.add(
      'settings.request.concluded',
      {
        request,
        pool: null,
        outcome,
        detail: null,
        delivery: outcome === 'received' ? 'piggyback' : null,
        bodyBytes: outcome === 'received' ? 1_200 : 0,
        tookMs: 20,
        ...changes,
        status,
      },
      cause === undefined ? { step: 'settings' } : { step: 'settings', cause },
    );
    return this;
  }

  /** A server address of the settings that was tried. */
  serviceProbed(changes: Partial<EventData<'settings.service.probed'>> = {}): this {
    const host = changes.host ?? 'webint.contoso.test';
    this.add(
      'settings.service.probed',
      {
        service: 'address-book',
        label: 'Address book',
        setting: 'absInternalServerUrl',
        url: `https://${host}/abs/handler`,
        side: 'internal',
        port: 443,
        outcome: 'reached',
        tookMs: 20,
        ...changes,
        host,
      },
      { step: 'settings' },
    );
    return this;
  }

  /** The registrar takes the registration back. */
  deregistered(
    event: EventData<'registration.deregistered'>['event'],
    preferredRegistrar: string | null = null,
  ): this {
    this.add('registration.deregistered', { event, preferredRegistrar }, { step: 'settings' });
    return this;
  }

  private settingsAnswer(
    request: SettingsRequestKind,
    server: SipEndpoint,
    status: number,
    headers: readonly (readonly [string, string])[],
  ): number {
    const peer = { role: 'sip', host: server.host, port: server.port } as const;
    const method = request === 'location-profile' ? 'SERVICE' : 'SUBSCRIBE';
    const scope = { step: 'settings', flow: `settings-${request}` } as const;
    const message = { peer, headers: [], body: '', sizeBytes: 700 };
    const requestUri = 'sip:alice@contoso.test';
    const cause = this.add('sip.request.sent', { ...message, method, requestUri }, scope);
    this.wait(20);
    return this.add(
      'sip.response.received',
      {
        ...message,
        headers: headers.map(([name, value]) => [name, value]),
        status,
        reason: REASONS[status] ?? '',
        tookMs: 20,
      },
      { ...scope, cause },
    );
  }
}

const REASONS: Readonly<Partial<Record<number, string>>> = {
  200: 'OK',
  403: 'Forbidden',
  404: 'Not Found',
  489: 'Bad Event',
  503: 'Service Unavailable',
};

function toContact(contact: Contact): RedirectContact {
  const parts = typeof contact === 'string' ? { place: { host: contact, port: 5061 } } : contact;
  const { place = null } = parts;
  return {
    uri: place === null ? '?' : `sip:${place.host}:${place.port};transport=tls`,
    q: 1,
    standing: 'candidate',
    isOutsideDomain: false,
    ...parts,
    place,
  };
}
