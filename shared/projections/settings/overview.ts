import type { LoggedEvent } from '../../events/catalogue.ts';
import type { SipEndpoint } from '../../events/connection-events.ts';
import { span } from '../../lib/duration.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { visible } from '../../lib/text.ts';
import { foundBy } from '../describe/discovery.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import { field } from '../details/fields.ts';
import type { DetailField } from '../details-model.ts';
import { signInFacts } from '../sign-in-facts.ts';
import { productName } from './product-name.ts';
import { serverSettings } from './provisioning.ts';
import type { SettingsReading } from './read-settings.ts';
import { contactsWords } from './received-sentence.ts';

/** Who is signed in where, and how; what is not known yet is left out. */
export function overview(log: readonly LoggedEvent[], reading: SettingsReading): readonly DetailField[] {
  return [...signInFields(log, reading), ...registrationFields(reading), ...userFields(reading)];
}

function signInFields(log: readonly LoggedEvent[], reading: SettingsReading): readonly DetailField[] {
  const { start, server, authentication } = signInFacts(log);
  const { signIn } = authentication;
  const endpoint = signIn?.endpoint ?? server;
  const registered = signIn?.registered ?? null;
  const product = registered?.server ?? null;
  const expiresSec = registered?.expiresSec ?? null;
  const pool = serverSettings(reading)?.pool ?? null;
  const list = [
    start === null ? null : field('Signed in as', start.data.plan.address),
    pool === null ? null : field('Home pool', pool.fqdn ?? pool.uri),
    endpoint === null
      ? null
      : field(
          'Server',
          signIn?.targetname ?? formatHostAndPort(endpoint),
          serverMeaning(endpoint, signIn?.targetname ?? null),
        ),
    product === null ? null : field('Product', productName(product) ?? product, visible(product, 120)),
    reading.side === 'external'
      ? field('Way in', 'from outside, through an Edge server')
      : field('Way in', 'inside the organisation’s network'),
    signIn === null ? null : field('Method', METHOD_NAMES[signIn.method]),
    expiresSec === null ? null : field('Registration lasts', span(expiresSec * 1_000)),
    registered === null ? null : field('Other endpoints', endpointWords(registered.otherEndpoints)),
  ];
  return list.filter((one) => one !== null);
}

/** The server that signs has a name of its own; what was dialled is told beside it. */
function serverMeaning(endpoint: SipEndpoint, targetname: string | null): string {
  const dialled = visible(formatHostAndPort(endpoint), 270);
  return targetname === null ? foundBy(endpoint.via) : `${dialled}, ${foundBy(endpoint.via)}`;
}

function endpointWords(others: number): string {
  return others === 0
    ? 'none: the user is signed in nowhere else'
    : `${others}, where the user is signed in as well`;
}

function registrationFields({ described }: SettingsReading): readonly DetailField[] {
  if (described === null) return [];
  const { keepAlive, isConnectedToPrimary, userServices } = described.data;
  const list = [
    keepAlive === null
      ? field('Keep-alive', 'none agreed')
      : field(
          'Keep-alive',
          keepAlive.timeoutSec === null ? 'agreed' : `within ${span(keepAlive.timeoutSec * 1_000)}`,
        ),
    isConnectedToPrimary === null
      ? null
      : isConnectedToPrimary
        ? field('Registrar', 'primary')
        : field('Registrar', 'backup', 'Some things do not work until the primary one is back.', 'warning'),
    userServices === null || /^available$/i.test(userServices)
      ? null
      : field('User services', userServices, 'Contacts and presence are limited.', 'warning'),
  ];
  return list.filter((one) => one !== null);
}

function userFields(reading: SettingsReading): readonly DetailField[] {
  const { self } = reading;
  const contacts = contactsWords(reading);
  const list = [
    self === null
      ? null
      : field(
          'Telephone line',
          self.data.lines.join(', ') || 'none',
          telephonyWords(self.data.telephonyMode),
        ),
    self === null || self.data.emailAddresses.length === 0
      ? null
      : field('E-mail', self.data.emailAddresses.join(', ')),
    contacts === null ? null : field('Contacts', contacts),
  ];
  return list.filter((one) => one !== null);
}

function telephonyWords(mode: string | null): string | null {
  return mode === null || mode === '' ? null : `Telephony mode ${visible(mode, 60)}`;
}
