import { conferencingRequest } from '../../../../shared/protocol/settings/conferencing.ts';
import { mediaRelayRequest, type MediaRelay } from '../../../../shared/protocol/settings/media-relay.ts';
import type { Provisioning } from '../../../../shared/protocol/settings/provisioning.ts';
import {
  contactsRequest,
  EVENT,
  locationProfileRequest,
  provisioningRequest,
  selfRequest,
  type SettingsRequest,
} from '../../../../shared/protocol/settings/requests.ts';
import {
  serverConfiguration,
  type ServerConfiguration,
  type ServerUri,
} from '../../../../shared/protocol/settings/server-configuration.ts';
import type { Result } from '../../../../shared/lib/result.ts';
import type { Network } from '../../../../shared/run/ids.ts';
import type { Registration } from '../../auth/registration.ts';
import type { ProbeContext } from '../../context.ts';
import type { NameResolver } from '../../transport/dns.ts';
import type { Trust } from '../../transport/tls.ts';
import { ask, notAsked, type Reader } from './ask.ts';
import { askPresence } from './ask-presence.ts';
import type { RegistrationDescription } from '../../../../shared/protocol/sip/registration-description.ts';
import { endSubscriptions } from './end-subscriptions.ts';
import { keepAlive } from './keep-alive.ts';
import { isOffered } from './offered.ts';
import { ServiceProbes } from './probe-services.ts';
import { readContacts, readLocationProfile, readProvisioning, readSelf } from './read-account.ts';
import { readConferencing, readMediaRelay } from './read-services.ts';
import { relayTargets, webTargets, type ServiceTarget, type Side } from './service-targets.ts';
import { SettingsSession } from './settings-session.ts';

export interface SettingsResources {
  readonly names: NameResolver;
  readonly trust: Trust;
  /** Where this run stands, by discovery's evidence. */
  readonly network: Network;
}

/**
 * Step 5: asks for everything that a client asks for after the sign-in, read-only, and tries the servers that the settings name. What
 * does not depend on another answer goes out at once; one failure hides nothing else. Ends the subscriptions that it made; the
 * registration itself stays. Resolves early, without a word more, when the run is cancelled, and as soon as the connection or the
 * registration is gone. Returns whether the registrar has ended the registration by itself.
 */
export async function loadSettings(
  ctx: ProbeContext,
  registration: Registration,
  description: RegistrationDescription,
  resources: SettingsResources,
): Promise<boolean> {
  if (ctx.signal.aborted) return false;
  const session = new SettingsSession(ctx, registration, description);
  const alive = keepAlive(session.ctx, session.channel, description.keepAlive);
  try {
    const load = new SettingsLoad(ctx, session, resources);
    await load.ask();
    await Promise.all([endSubscriptions(session), load.probed()]);
  } finally {
    session.close();
    await alive;
  }
  return session.isTakenBack;
}

class SettingsLoad {
  private readonly session: SettingsSession;
  private readonly services: ServiceProbes;
  private readonly address: string;
  private readonly side: Side;
  private readonly probing: Promise<void>[] = [];
  private requests = 0;

  constructor(run: ProbeContext, session: SettingsSession, { names, trust, network }: SettingsResources) {
    this.session = session;
    this.services = new ServiceProbes(run, session.ctx, { names, trust });
    this.address = run.plan.address;
    this.side = session.description.isRemote || network === 'external' ? 'external' : 'internal';
  }

  /** Resolves when every request is concluded; servers that the settings name may still be under trial. */
  async ask(): Promise<void> {
    const { address, session } = this;
    const provisioning = this.subscribe(
      EVENT.provisioning,
      provisioningRequest({ address }),
      readProvisioning,
    );
    const contacts = this.subscribe(EVENT.contacts, contactsRequest({ address }), readContacts);
    const self = this.subscribe(EVENT.self, selfRequest({ address }), readSelf);
    const profile = ask(session, { request: locationProfileRequest({ address }), read: readLocationProfile });
    await Promise.all([
      provisioning.then((read) => this.useProvisioning(read)),
      contacts.then((list) => askPresence(session, list)),
      self,
      profile,
    ]);
  }

  async probed(): Promise<void> {
    await Promise.all(this.probing);
  }

  private probe(targets: readonly ServiceTarget[]): void {
    if (this.session.ending !== null) return;
    const probing = this.services.probe(targets);
    // A defect comes out where it is awaited, and must not count as unhandled before.
    probing.catch(() => undefined);
    this.probing.push(probing);
  }

  private async subscribe<T>(event: string, request: SettingsRequest, read: Reader<T>): Promise<T | null> {
    const { session } = this;
    if (isOffered(session.description, event)) return ask(session, { request, read });
    return notAsked(session, request.kind, `The server does not offer ${event} (Allow-Events).`);
  }

  private async useProvisioning(provisioning: Provisioning | null): Promise<void> {
    const configuration = provisioning === null ? null : serverConfiguration(provisioning);
    this.probe(webTargets(configuration, this.side));
    await Promise.all([
      this.askMediaRelay(provisioning, configuration).then((relays) =>
        this.probe(relayTargets(relays, this.side)),
      ),
      this.askConferencing(provisioning, configuration),
    ]);
  }

  private async askMediaRelay(
    provisioning: Provisioning | null,
    configuration: ServerConfiguration | null,
  ): Promise<readonly MediaRelay[]> {
    const uri = configuration?.mediaRelay ?? null;
    const build = (mrasUri: string) =>
      mediaRelayRequest({
        address: this.address,
        mrasUri,
        isOutside: this.side === 'external',
        requestId: (this.requests += 1),
      });
    return (await this.askService('media-relay', 'mrasUri', provisioning, uri, build, readMediaRelay)) ?? [];
  }

  private async askConferencing(
    provisioning: Provisioning | null,
    configuration: ServerConfiguration | null,
  ): Promise<void> {
    const uri = configuration?.focusFactory ?? null;
    const build = (focusFactoryUri: string) =>
      conferencingRequest({ address: this.address, focusFactoryUri, requestId: (this.requests += 1) });
    await this.askService('conferencing', 'focusFactoryUri', provisioning, uri, build, readConferencing);
  }

  /** Asks a service whose address provisioning names. */
  private async askService<T>(
    kind: 'media-relay' | 'conferencing',
    setting: string,
    provisioning: Provisioning | null,
    uri: ServerUri | null,
    build: (uri: string) => Result<SettingsRequest, 'not-a-sip-uri'>,
    read: Reader<T>,
  ): Promise<T | null> {
    const { session } = this;
    if (provisioning === null)
      return notAsked(session, kind, 'The settings that name its address did not come.');
    if (uri === null) return notAsked(session, kind, `The server names no address for it (${setting}).`);
    const request = build(uri.uri);
    if (!request.ok) return notAsked(session, kind, `Its address (${setting}) is no SIP address.`);
    return ask(session, { request: request.value, read });
  }
}
