import type { RedirectContact } from '../../../../shared/events/redirection-events.ts';
import { endpointKey } from '../../../../shared/lib/host-and-port.ts';
import { isMicrosoftCloudHost } from '../../../../shared/lib/microsoft-cloud.ts';
import { isInDomain } from '../../../../shared/protocol/dns/dns-name.ts';
import type { RedirectContactValue } from '../../../../shared/protocol/sip/redirect-contacts.ts';

export interface ContactSurroundings {
  /** Of the sign-in address. */
  readonly domain: string;
  /** endpointKey of every server that was asked already. */
  readonly visited: ReadonlySet<string>;
  /** Contacts that are looked at. */
  readonly most: number;
}

const MAX_URI_LENGTH = 512;
/** Told, but not looked at, as many again as are looked at. */
const MORE = 2;

/** Says of each contact of a 3xx whether the sign-in can go there. Takes them in the order of their q. */
export function judgeContacts(
  contacts: readonly RedirectContactValue[],
  { domain, visited, most }: ContactSurroundings,
): readonly RedirectContact[] {
  return contacts.slice(0, most * MORE).map(({ uri, place, isEncrypted, q }, index) => {
    const standing = (): RedirectContact['standing'] => {
      if (index >= most) return 'beyond-limit';
      if (place === null) return 'unreadable';
      if (isMicrosoftCloudHost(place.host)) return 'cloud';
      if (!isEncrypted) return 'not-encrypted';
      return visited.has(endpointKey(place)) ? 'visited' : 'candidate';
    };
    return {
      uri: uri.slice(0, MAX_URI_LENGTH),
      place,
      q,
      standing: standing(),
      isOutsideDomain: place !== null && !isInDomain(place.host, domain),
    };
  });
}
