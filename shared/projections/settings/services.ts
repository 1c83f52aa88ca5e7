import { webPlace } from './web-place.ts';
import { visible } from '../../lib/text.ts';
import type { ServiceUrl, WebService } from '../../protocol/settings/server-configuration.ts';
import type { ServiceAddress, ServiceList, ServiceRow, Side } from '../settings-model.ts';
import { serverSettings } from './provisioning.ts';
import { discoveredReach, type ReachOf } from './reach.ts';
import type { SettingsReading } from './read-settings.ts';

const LONGEST_URL = 1_000;

/** Every server address among the settings, the user's own side first. null: none came. */
export function serviceList(reading: SettingsReading, reach: ReachOf): ServiceList | null {
  const server = serverSettings(reading);
  const ucwa = ucwaLinks(reading, reach);
  if (server === null && ucwa.length === 0) return null;
  return {
    ownSide: reading.side,
    services: (server?.services ?? []).map((service) => serviceRow(service, reading.side, reach)),
    ucwa,
  };
}

function serviceRow(service: WebService, ownSide: Side, reach: ReachOf): ServiceRow {
  const address = (side: Side): readonly ServiceAddress[] => {
    const found = service[side];
    return found === null ? [] : [serviceAddress(found, service.id === 'other' ? null : side, reach)];
  };
  return {
    label: visible(service.label),
    isOff: service.isEnabled === false,
    addresses:
      ownSide === 'internal'
        ? [...address('internal'), ...address('external')]
        : [...address('external'), ...address('internal')],
  };
}

function serviceAddress(
  { setting, url, place }: ServiceUrl,
  side: Side | null,
  reach: ReachOf,
): ServiceAddress {
  return { setting: visible(setting), side, url: visible(url, LONGEST_URL), reach: reach(place, setting) };
}

/** Autodiscover names the web application; provisioning does so on newer servers only. */
function ucwaLinks(reading: SettingsReading, reach: ReachOf): readonly ServiceAddress[] {
  const links = new Map<string, ServiceAddress>();
  for (const { data } of reading.index.of('autodiscover.document.read')) {
    for (const { token, href } of data.document.links) {
      if (!/(^|\/)ucwa$/i.test(token) || links.has(href)) continue;
      const place = webPlace(href);
      const tried = reach(place, token);
      links.set(href, {
        setting: visible(token),
        side: /^internal/i.test(token) ? 'internal' : /^external/i.test(token) ? 'external' : null,
        url: visible(href, LONGEST_URL),
        reach: tried.evidence.length > 0 ? tried : discoveredReach(reading, place),
      });
    }
  }
  return [...links.values()];
}
