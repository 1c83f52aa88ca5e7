import type { EventData } from '../../events/catalogue.ts';
import type { RedirectContact } from '../../events/redirection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { isMicrosoftCloudHost } from '../../lib/microsoft-cloud.ts';
import { isInDomain } from '../../protocol/dns/dns-name.ts';
import { parseDeltaSeconds } from '../../protocol/sip/header-grammar.ts';
import { firstHeader, headerValues, type SipResponse } from '../../protocol/sip/message.ts';
import { parseNameAddr, type NameAddr } from '../../protocol/sip/name-addr.ts';
import { parameterValue } from '../../protocol/sip/parameters.ts';
import { redirectContacts } from '../../protocol/sip/redirect-contacts.ts';
import { splitList } from '../../protocol/sip/split-list.ts';
import { DEFAULT_LIMITS } from '../../run/limits.ts';

/** Elements read of a list, and characters of one; real lists have about ten short ones. */
const MAX_ELEMENTS = 64;
const MAX_LENGTH = 512;

/** The contacts that a 200 lists; ours is the one that stands in the request. */
function contactsOf(response: SipResponse): readonly NameAddr[] {
  return headerValues(response, 'Contact')
    .flatMap((value) => splitList(value) ?? [])
    .slice(0, MAX_ELEMENTS)
    .map(parseNameAddr)
    .filter((contact): contact is NameAddr => contact !== null);
}

function instanceOf(contact: NameAddr | undefined): string | null {
  return contact === undefined
    ? null
    : (parameterValue(contact.parameters, '+sip.instance')?.toLowerCase() ?? null);
}

/** What the registrar says in its 200 ([MS-SIPREGE] 3.1.1.5.1). instance: of the REGISTER. */
export function registeredBy(
  response: SipResponse,
  instance: string | null,
): Pick<
  EventData<'authentication.registered'>,
  'expiresSec' | 'server' | 'presenceState' | 'otherEndpoints'
> {
  const contacts = contactsOf(response);
  const own = contacts.find((contact) => instance !== null && instanceOf(contact) === instance);
  const others = new Set(contacts.map(instanceOf).filter((one) => one !== null && one !== instance));
  const ownExpires = own === undefined ? null : parameterValue(own.parameters, 'expires');
  return {
    expiresSec:
      parseDeltaSeconds(ownExpires ?? '') ?? parseDeltaSeconds(firstHeader(response, 'Expires') ?? ''),
    server: firstHeader(response, 'Server'),
    presenceState: firstHeader(response, 'presence-state'),
    otherEndpoints: others.size,
  };
}

/** The +sip.instance of a REGISTER, in lower case. */
export function instanceIn(contact: string | null): string | null {
  const parsed = parseNameAddr(contact ?? '');
  return parsed === null ? null : instanceOf(parsed);
}

export function describedBy(
  response: SipResponse,
  instance: string | null,
): EventData<'registration.described'> {
  const state = pairsIn((firstHeader(response, 'presence-state') ?? '').split(';', MAX_ELEMENTS));
  const contacts = contactsOf(response);
  const own = contacts.find((contact) => instanceOf(contact) === instance);
  const gruu = own === undefined ? null : parameterValue(own.parameters, 'gruu');
  return {
    allowEvents: lowerCaseList(response, 'Allow-Events'),
    supported: lowerCaseList(response, 'Supported'),
    gruu: gruu !== null && gruu.length <= MAX_LENGTH ? gruu : null,
    keepAlive: keepAliveIn(response),
    isRemote: /\bRemoteUser\b/i.test(firstHeader(response, 'ms-user-logon-data') ?? ''),
    registerAction: state.get('register-action') ?? null,
    primaryClusterType: state.get('primary-cluster-type') ?? null,
    isConnectedToPrimary: yesOrNo(state.get('is-connected-to-primary')),
    userServices: state.get('user-services-state') ?? null,
  };
}

/** The addresses of a 3xx, and what a client could do with each. visited: endpointKey of every server asked before. */
export function contactsOfRedirect(
  response: SipResponse,
  domain: string,
  visited: ReadonlySet<string>,
): readonly RedirectContact[] {
  return redirectContacts(response)
    .slice(0, DEFAULT_LIMITS.redirectContacts)
    .map(({ uri, place, isEncrypted, q }) => ({
      uri: uri.slice(0, MAX_LENGTH),
      place,
      q,
      standing:
        place === null
          ? 'unreadable'
          : isMicrosoftCloudHost(place.host)
            ? 'cloud'
            : !isEncrypted
              ? 'not-encrypted'
              : visited.has(endpointKey(place))
                ? 'visited'
                : 'candidate',
      isOutsideDomain: place !== null && !isInDomain(place.host, domain),
    }));
}

function lowerCaseList(response: SipResponse, name: string): string[] {
  const elements = headerValues(response, name)
    .flatMap((value) => value.split(','))
    .map((element) => element.trim().toLowerCase().slice(0, MAX_LENGTH))
    .filter((element) => element !== '');
  return [...new Set(elements)].slice(0, MAX_ELEMENTS);
}

function keepAliveIn(response: SipResponse): EventData<'registration.described'>['keepAlive'] {
  const [role = '', ...rest] = (firstHeader(response, 'ms-keep-alive') ?? '').split(';', MAX_ELEMENTS);
  if (role.trim().toLowerCase() !== 'uas') return null;
  const values = pairsIn(rest);
  const timeout = values.get('timeout') ?? '';
  return {
    timeoutSec: /^[1-9]\d{0,5}$/.test(timeout) ? Number(timeout) : null,
    hopByHop: values.get('hop-hop')?.toLowerCase() === 'yes',
  };
}

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
  return folded === 'yes' ? true : folded === 'no' ? false : null;
}
