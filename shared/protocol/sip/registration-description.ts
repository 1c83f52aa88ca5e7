import type { EventData } from '../../events/catalogue.ts';
import { firstHeader, headerValues, type SipResponse } from './message.ts';
import { parseNameAddr, type NameAddr } from './name-addr.ts';
import { parameterValue } from './parameters.ts';
import { parseSipUri } from './sip-uri.ts';
import { splitList } from './split-list.ts';

export type RegistrationDescription = EventData<'registration.described'>;

/** Elements read of a list, and characters of one; real lists have about ten short ones. */
const MAX_ELEMENTS = 64;
const MAX_LENGTH = 512;

/**
 * What the 200 to a REGISTER says of what may be asked now ([MS-SIPREGE] 3.1.1.5.1). instance: the +sip.instance of the REGISTER, as
 * instanceOf gives it; null: it had none.
 */
export function registrationDescription(
  response: SipResponse,
  instance: string | null,
): RegistrationDescription {
  const state = presenceState(response);
  return {
    allowEvents: lowerCaseList(response, 'Allow-Events'),
    supported: lowerCaseList(response, 'Supported'),
    gruu: ownGruu(response, instance),
    keepAlive: agreedKeepAlive(response),
    isRemote: /\bRemoteUser\b/i.test(firstHeader(response, 'ms-user-logon-data') ?? ''),
    registerAction: state.get('register-action') ?? null,
    primaryClusterType: state.get('primary-cluster-type') ?? null,
    isConnectedToPrimary: yesOrNo(state.get('is-connected-to-primary')),
    userServices: state.get('user-services-state') ?? null,
  };
}

/** The contacts that a 200 lists: every endpoint of the user. */
export function registeredContacts(response: SipResponse): readonly NameAddr[] {
  return headerValues(response, 'Contact')
    .flatMap((value) => splitList(value) ?? [])
    .slice(0, MAX_ELEMENTS)
    .map(parseNameAddr)
    .filter((contact): contact is NameAddr => contact !== null);
}

/** The +sip.instance of a contact in lower case: "<urn:uuid:…>". */
export function instanceOf(contact: NameAddr): string | null {
  return parameterValue(contact.parameters, '+sip.instance')?.toLowerCase() ?? null;
}

function lowerCaseList(response: SipResponse, name: string): string[] {
  const elements = headerValues(response, name)
    .flatMap((value) => value.split(','))
    .map((element) => element.trim().toLowerCase().slice(0, MAX_LENGTH))
    .filter((element) => element !== '');
  return [...new Set(elements)].slice(0, MAX_ELEMENTS);
}

/** Ours is the contact with our instance. */
function ownGruu(response: SipResponse, instance: string | null): string | null {
  const own = registeredContacts(response).find((contact) => instanceOf(contact) === instance);
  const gruu = own === undefined ? null : parameterValue(own.parameters, 'gruu');
  return gruu !== null && gruu.length <= MAX_LENGTH && parseSipUri(gruu) !== null ? gruu : null;
}

/** ms-keep-alive: UAS; tcp=no; hop-hop=yes; end-end=no; timeout=300 ([MS-CONMGMT] 2.2.1). */
function agreedKeepAlive(response: SipResponse): RegistrationDescription['keepAlive'] {
  const [role = '', ...rest] = (firstHeader(response, 'ms-keep-alive') ?? '').split(';', MAX_ELEMENTS);
  if (role.trim().toLowerCase() !== 'uas') return null;
  const values = pairsIn(rest);
  const timeout = values.get('timeout') ?? '';
  return {
    timeoutSec: /^[1-9]\d{0,5}$/.test(timeout) ? Number(timeout) : null,
    hopByHop: values.get('hop-hop')?.toLowerCase() === 'yes',
  };
}

/** register-action="added";primary-cluster-type="central";is-connected-to-primary="yes" ([MS-SIPREGE] 2.2.1.4). */
function presenceState(response: SipResponse): ReadonlyMap<string, string> {
  return pairsIn((firstHeader(response, 'presence-state') ?? '').split(';', MAX_ELEMENTS));
}

/** name=value and name="value", by their names in lower case; what is neither is left out. */
function pairsIn(elements: readonly string[]): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const element of elements) {
    const equals = element.indexOf('=');
    if (equals < 0) continue;
    const name = element.slice(0, equals).trim().toLowerCase();
    const value = element.slice(equals + 1).trim();
    if (!pairs.has(name)) pairs.set(name, value.replace(/^"(.*)"$/, '$1').slice(0, MAX_LENGTH));
  }
  return pairs;
}

function yesOrNo(word: string | undefined): boolean | null {
  const folded = word?.toLowerCase();
  if (folded === 'yes') return true;
  return folded === 'no' ? false : null;
}
