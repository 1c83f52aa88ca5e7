import type { EventData, LoggedEventOf } from '../../events/catalogue.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import type { Reach } from '../settings-model.ts';
import type { SettingsReading } from './read-settings.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

/** Says of a server address whether it can be reached, as far as this run found out. */
export type ReachOf = (place: Place | null, setting?: string) => Reach;

type Probed = LoggedEventOf<'settings.service.probed'>;

/** What counts is the place: name, connection and certificate are the same for every address there. */
export function reachOf(reading: SettingsReading): ReachOf {
  const probes = new Map<string, Probed>();
  const bySetting = new Map<string, Probed>();
  for (const probe of reading.index.of('settings.service.probed')) {
    const key = endpointKey(probe.data);
    probes.set(key, probe);
    bySetting.set(`${probe.data.setting.toLowerCase()} ${key}`, probe);
  }
  return (place, setting = '') => {
    if (place === null) return NO_PLACE;
    const key = endpointKey(place);
    const probe = bySetting.get(`${setting.toLowerCase()} ${key}`) ?? probes.get(key);
    if (probe === undefined) return reading.isSettled ? NOT_TRIED : PENDING;
    const { outcome, tookMs } = probe.data;
    return {
      state: outcome === 'reached' ? 'reached' : outcome === 'cancelled' ? 'not-tried' : 'failed',
      words: OUTCOMES[outcome],
      tookMs,
      evidence: probe.cause === null ? [probe.seq] : [probe.seq, probe.cause],
    };
  };
}

/** What discovery has found out about a web server, by the way. */
export function discoveredReach({ index }: SettingsReading, place: Place | null): Reach {
  if (place === null) return NO_PLACE;
  const key = endpointKey(place);
  const isThere = ({ data }: { readonly data: { readonly peer: Place } }): boolean =>
    endpointKey(data.peer) === key;
  const judged = index.of('tls.certificates.judged').findLast(isThere);
  if (judged !== undefined) {
    const isTrusted = judged.data.trusted || judged.data.confirmed === true;
    return known(judged, isTrusted ? 'reached' : 'untrusted');
  }
  const noTls = index.of('tls.handshake.failed').findLast(isThere);
  if (noTls !== undefined) return known(noTls, 'tls-failed');
  const noConnection = index.of('tcp.connect.failed').findLast(isThere);
  return noConnection === undefined ? NOT_TRIED : known(noConnection, 'tcp-failed');
}

function known({ seq }: { readonly seq: number }, outcome: Outcome): Reach {
  const state = outcome === 'reached' ? 'reached' : 'failed';
  return { state, words: `${OUTCOMES[outcome]}, in discovery`, tookMs: null, evidence: [seq] };
}

type Outcome = EventData<'settings.service.probed'>['outcome'];

const OUTCOMES: Readonly<Record<Outcome, string>> = {
  reached: 'reached',
  unresolvable: 'its name is not found in DNS',
  'tcp-failed': 'no connection can be made',
  'tls-failed': 'no encrypted connection can be made',
  untrusted: 'its certificate is not trusted',
  'proxy-failed': 'the web proxy makes no connection to it',
  cancelled: 'cancelled before there was a result',
};

const PENDING: Reach = { state: 'pending', words: 'not tried yet', tookMs: null, evidence: [] };
const NOT_TRIED: Reach = { state: 'not-tried', words: 'not tried in this run', tookMs: null, evidence: [] };
const NO_PLACE: Reach = { state: 'failed', words: 'no web address', tookMs: null, evidence: [] };
