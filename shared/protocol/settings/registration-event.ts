import { success, type Result } from '../../lib/result.ts';
import { firstHeader, type SipMessage } from '../sip/message.ts';
import { scanParameters } from '../sip/parameters.ts';
import { parseSipUri } from '../sip/sip-uri.ts';
import { TextScanner } from '../sip/text-scanner.ts';
import { parseMediaType } from './media-type.ts';
import { clip, rejected, type Body } from './read-document.ts';
import { MAX_NAME_LENGTH, type SettingsRejection } from './rejection.ts';

export const REGISTRATION_EVENT_TYPE = 'text/registration-event';

/** What a text/registration-event body says. */
export interface RegistrationEvent {
  /** As spelled: `deregistered` in every known message. */
  readonly state: string;
  readonly event: DeregistrationCause | 'other';
  /** As spelled; null: the body gives none. */
  readonly spelledEvent: string | null;
}

/**
 * Why a registrar took a registration back, [MS-SIPREGE] 3.2:
 * unregistered: another endpoint took the place, the user has too many; rejected: the user was disabled;
 * deactivated: the user is moved to another server; preferred-registrar-change: to another registrar.
 */
export const DEREGISTRATION_CAUSES = [
  'unregistered',
  'rejected',
  'deactivated',
  'preferred-registrar-change',
] as const;
export type DeregistrationCause = (typeof DEREGISTRATION_CAUSES)[number];

/** The NOTIFY by which a registrar takes a registration back. */
export interface Deregistration extends RegistrationEvent {
  /** Address of the registrar to go to, from P-Preferred-Registrar ([MS-SIPREGE] 2.2.1.8); null: none is named. */
  readonly preferredRegistrar: string | null;
}

/** Characters of the body that are read; real ones have about thirty. */
const MAX_LENGTH = 1_024;

/** Reads the body: a word, then parameters. */
export function parseRegistrationEvent(body: Body): Result<RegistrationEvent, SettingsRejection> {
  if (body.length > MAX_LENGTH) return rejected('too-large', `more than ${MAX_LENGTH} bytes`);
  const text = (typeof body === 'string' ? body : new TextDecoder('utf-8').decode(body)).trim();
  if (text === '') return rejected('empty', 'the body is empty');
  const scanner = new TextScanner(text);
  const state = scanner.takeToken();
  const parameters = scanParameters(scanner);
  if (state === '' || parameters === null || !scanner.isAtEnd()) {
    return rejected('malformed', 'not a word with parameters');
  }
  const found = parameters.find(({ name }) => name.toLowerCase() === 'event')?.value ?? null;
  const cause = DEREGISTRATION_CAUSES.find((known) => known === found?.trim().toLowerCase());
  return success({
    state: clip(state, MAX_NAME_LENGTH),
    event: cause ?? 'other',
    spelledEvent: found === null ? null : clip(found, MAX_NAME_LENGTH),
  });
}

/**
 * Reads the NOTIFY with `Event: registration-notify`. null: it is another message, or tells of something else than the
 * end of the registration.
 */
export function readDeregistration(message: SipMessage): Deregistration | null {
  const event = firstHeader(message, 'Event')?.split(';')[0]?.trim().toLowerCase();
  if (message.kind !== 'request' || event !== 'registration-notify') return null;
  const type = parseMediaType(firstHeader(message, 'Content-Type') ?? '')?.name;
  if (type !== REGISTRATION_EVENT_TYPE) return null;
  const read = parseRegistrationEvent(message.body);
  if (!read.ok || read.value.state.toLowerCase() !== 'deregistered') return null;
  const registrar =
    firstHeader(message, 'P-Preferred-Registrar')
      ?.trim()
      .replace(/^<(.*)>$/, '$1') ?? null;
  const isUsable =
    registrar !== null && registrar.length <= MAX_NAME_LENGTH * 2 && parseSipUri(registrar) !== null;
  return { ...read.value, preferredRegistrar: isUsable ? registrar : null };
}
