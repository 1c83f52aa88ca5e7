import type { EventData } from '../../events/catalogue.ts';
import { span } from '../../lib/duration.ts';
import { visible } from '../../lib/text.ts';

type Described = EventData<'registration.described'>;

type Deregistration = EventData<'registration.deregistered'>['event'];

/** As it reads behind "The registrar ends the registration" and a colon. */
export const DEREGISTRATIONS: Readonly<Record<Deregistration, string>> = {
  unregistered: 'another endpoint of the user has taken its place',
  rejected: 'the user was disabled',
  deactivated: 'the user is moved to another server',
  'preferred-registrar-change': 'the user belongs to another registrar now',
  other: 'it does not say why in a known word',
};

/** true: registered, and something that the home pool has to do is not done. Source: [MS-SIPREGE] 2.2.1.4. */
export function isLimited({ isConnectedToPrimary, userServices }: Described): boolean {
  return isConnectedToPrimary === false || hasNoUserServices(userServices);
}

export function hasNoUserServices(userServices: string | null): boolean {
  return userServices !== null && !/^available$/i.test(userServices.trim());
}

/** What the registrar says of the registration, in a line. */
export function registrationText(described: Described): string {
  const { isConnectedToPrimary, userServices, keepAlive, isRemote } = described;
  const parts = [
    isConnectedToPrimary === null
      ? null
      : isConnectedToPrimary
        ? 'connected to the primary registrar'
        : 'on a backup registrar, the primary one is out of reach',
    userServices !== null && hasNoUserServices(userServices)
      ? `user services ${visible(userServices, 60)}`
      : null,
    isRemote ? 'through an Edge server' : null,
    keepAlive === null ? null : `keep-alive ${keepAliveText(keepAlive)}`,
  ].filter((part) => part !== null);
  return parts.length === 0
    ? 'The registrar says nothing more of it'
    : `The registration: ${parts.join(' · ')}`;
}

export function keepAliveText({ timeoutSec }: NonNullable<Described['keepAlive']>): string {
  return timeoutSec === null ? 'agreed' : `within ${span(timeoutSec * 1_000)}`;
}
