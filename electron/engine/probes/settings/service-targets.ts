import { isMicrosoftCloudHost } from '../../../../shared/lib/microsoft-cloud.ts';
import { formatHostAndPort } from '../../../../shared/lib/host-and-port.ts';
import type { MediaRelay } from '../../../../shared/protocol/settings/media-relay.ts';
import type { ServerConfiguration } from '../../../../shared/protocol/settings/server-configuration.ts';

export type Side = 'internal' | 'external';

/** A server address among the settings, and where it leads. */
export interface ServiceTarget {
  readonly service: string;
  readonly label: string;
  readonly setting: string;
  readonly url: string;
  readonly side: Side;
  readonly scheme: 'http' | 'https' | 'tcp';
  readonly host: string;
  readonly port: number;
}

/**
 * The web services that a client on this side would use. Left out: what the server itself says is switched off, what is no web
 * address, and what lies in Microsoft's cloud, which is never dialled.
 */
export function webTargets(configuration: ServerConfiguration | null, side: Side): readonly ServiceTarget[] {
  return (configuration?.services ?? []).flatMap(
    ({ id, label, isEnabled, ...urls }): readonly ServiceTarget[] => {
      const url = urls[side];
      const place = url?.place ?? null;
      if (isEnabled === false || url === null || place === null || isMicrosoftCloudHost(place.host))
        return [];
      return [{ service: id, label, setting: url.setting, url: url.url, side, ...place }];
    },
  );
}

/**
 * The TCP ports of the relays. Nothing but the connection is tried: what looks like TLS on them is only made to look so
 * (the pseudo-TLS of [MS-TURN]), so that a TLS client would find a fault where there is none.
 */
export function relayTargets(relays: readonly MediaRelay[], side: Side): readonly ServiceTarget[] {
  return relays.flatMap(({ host, tcpPort, location }): readonly ServiceTarget[] => {
    if (host === null || tcpPort === null || isMicrosoftCloudHost(host)) return [];
    const place = { host, port: tcpPort };
    return [
      {
        service: 'media-relay',
        label: 'Media relay (A/V Edge)',
        setting: 'mrasUri',
        url: `tcp://${formatHostAndPort(place)}`,
        side: sideOf(location) ?? side,
        scheme: 'tcp',
        ...place,
      },
    ];
  });
}

function sideOf(location: string | null): Side | null {
  switch (location?.toLowerCase()) {
    case 'internet':
      return 'external';
    case 'intranet':
      return 'internal';
    default:
      return null;
  }
}
