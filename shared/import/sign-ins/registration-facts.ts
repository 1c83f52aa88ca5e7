import type { EventData } from '../../events/catalogue.ts';
import type { RedirectContact } from '../../events/redirection-events.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { isMicrosoftCloudHost } from '../../lib/microsoft-cloud.ts';
import { isInDomain } from '../../protocol/dns/dns-name.ts';
import { parseDeltaSeconds } from '../../protocol/sip/header-grammar.ts';
import { firstHeader, type SipResponse } from '../../protocol/sip/message.ts';
import { parseNameAddr } from '../../protocol/sip/name-addr.ts';
import { parameterValue } from '../../protocol/sip/parameters.ts';
import { redirectContacts } from '../../protocol/sip/redirect-contacts.ts';
import { instanceOf, registeredContacts } from '../../protocol/sip/registration-description.ts';
import { DEFAULT_LIMITS } from '../../run/limits.ts';

/** Characters of an address. */
const MAX_LENGTH = 512;

/** What the registrar says in its 200 ([MS-SIPREGE] 3.1.1.5.1). instance: of the REGISTER. */
export function registeredBy(
  response: SipResponse,
  instance: string | null,
): Pick<
  EventData<'authentication.registered'>,
  'expiresSec' | 'server' | 'presenceState' | 'otherEndpoints'
> {
  const contacts = registeredContacts(response);
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
