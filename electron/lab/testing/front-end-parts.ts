import { createDirectory } from '../directory.ts';
import { createBindings } from '../nodes/bindings.ts';
import type { FrontEndOptions, HomePool } from '../nodes/front-end.ts';
import { createSettingsService } from '../nodes/settings/settings-service.ts';
import { createStandingEndpoints } from '../nodes/standing-endpoints.ts';

type HomeParts = Pick<
  FrontEndOptions,
  'directory' | 'registrationFault' | 'standingOf' | 'terms' | 'now' | 'gss'
> & { readonly pool: HomePool };

/** What a Front End without a network is made of: everybody's home, with a pool of its own. */
export function homeParts(): HomeParts {
  const directory = createDirectory();
  return {
    directory,
    gss: null,
    registrationFault: null,
    standingOf: () => ({ kind: 'home', isPrimary: true }),
    terms: { hasUserServices: true, keepAlive: { timeoutSec: 300, askedAfterMs: null } },
    now: () => Date.now(),
    pool: {
      bindings: createBindings(createStandingEndpoints()),
      settings: createSettingsService({
        site: {
          poolFqdn: 'pool01.contoso.test',
          webInternalHost: 'webint.contoso.test',
          webExternalHost: 'webext.contoso.test',
          avEdgeFqdn: 'av.contoso.test',
          domain: 'contoso.test',
        },
        delivery: 'piggyback',
        notifyDelayMs: 0,
        faults: [],
        directory,
      }),
    },
  };
}
