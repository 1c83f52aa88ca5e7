import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { endpointKey } from '../../lib/host-and-port.ts';
import { hostOfUrl } from '../../lib/web-url.ts';
import { canonicalName } from '../../protocol/dns/dns-name.ts';
import type { StepId } from '../../run/ids.ts';
import type { SignInFacts } from '../sign-in-facts.ts';
import { isOwn, type DraftRung } from './draft.ts';

/** The rungs that the sign-in stands on: how its server was found, the connection to it, what was said there. */
export function usedRungs(
  rungs: readonly DraftRung[],
  log: readonly LoggedEvent[],
  facts: SignInFacts,
): ReadonlySet<DraftRung> {
  const used = new Set<DraftRung>();
  const candidate = usedCandidate(log);
  if (candidate !== null) addDiscovery(used, rungs, log, candidate);

  addServers(used, rungs, serversOf(facts));
  addProof(used, rungs);
  addServices(used, rungs, log);
  return used;
}

/** From the first server over those that sent the sign-in on to the last one. */
function serversOf({ server, firstServer, found, redirection }: SignInFacts): readonly Place[] {
  const last = server ?? found;
  const hops = redirection.hops.map(({ from }) => from);
  return [firstServer, ...hops, last].filter((place) => place !== null);
}

interface Place {
  readonly host: string;
  readonly port: number;
}

/** How to reach each of the servers, and what was said there. */
function addServers(used: Set<DraftRung>, rungs: readonly DraftRung[], servers: readonly Place[]): void {
  const hosts = new Set(servers.map(({ host }) => canonicalName(host)));
  const spoken = new Map(servers.map((server) => [endpointKey(server), new Set<string | null>()]));
  const isSpoken = (rung: DraftRung): boolean => rung.protocol === 'sip' && isOwn(rung);
  if (hosts.size === 0) return;
  for (const rung of rungs) if (isSpoken(rung)) spoken.get(placeOf(rung))?.add(rung.flow);
  for (const rung of rungs) {
    if (!hosts.has(rung.host)) continue;
    const flows = spoken.get(placeOf(rung));
    const isConnection = rung.protocol === 'tcp' || rung.protocol === 'tls';
    const isWay = flows !== undefined && (isSpoken(rung) || (isConnection && flows.has(rung.flow)));
    if (rung.question === 'address' || isWay) used.add(rung);
  }
}

/** The host of a rung is in its canonical form already. */
function placeOf({ host, port }: DraftRung): string {
  return `${host}:${port}`;
}

/** The ways to the services of the settings that could be reached; what is there is what a client would use. */
function addServices(used: Set<DraftRung>, rungs: readonly DraftRung[], log: readonly LoggedEvent[]): void {
  const hosts = new Set<string>();
  const flows = new Set<string>();
  for (const event of log) {
    if (event.kind !== 'settings.service.probed' || event.data.outcome !== 'reached') continue;
    hosts.add(canonicalName(event.data.host));
    if (event.flow !== null) flows.add(event.flow);
  }
  for (const rung of rungs) {
    const isName = rung.question === 'address' && rung.step === 'settings' && hosts.has(rung.host);
    if (isName || (rung.protocol !== 'dns' && rung.flow !== null && flows.has(rung.flow))) used.add(rung);
  }
}

/** At the home server who somebody is is proved in step 4. */
const PROOF_STEPS: ReadonlySet<StepId> = new Set(['authentication', 'redirection']);

/** What the sign-in needed besides SIP: tickets of Kerberos, the errands on the web, and the way to both. */
function addProof(used: Set<DraftRung>, rungs: readonly DraftRung[]): void {
  const hosts = new Set<string>();
  const flows = new Set<string | null>();
  for (const rung of rungs) {
    if (!isOwn(rung) || (rung.errand === null && rung.protocol !== 'kerberos')) continue;
    used.add(rung);
    hosts.add(rung.host);
    flows.add(rung.flow);
  }
  flows.delete(null);
  const hasTicket = [...used].some(({ protocol }) => protocol === 'kerberos');
  for (const rung of rungs) {
    const isConnection = rung.protocol === 'tcp' || rung.protocol === 'tls';
    const isToKdc = hasTicket && rung.toLane.startsWith('kdc:');
    const isWay = isConnection && (flows.has(rung.flow) || isToKdc);
    const isName = rung.protocol === 'dns' && PROOF_STEPS.has(rung.step) && hosts.has(rung.host);
    if (isWay || isName) used.add(rung);
  }
}

function usedCandidate(log: readonly LoggedEvent[]): LoggedEventOf<'discovery.candidate.concluded'> | null {
  const concluded = log.findLast(
    (event): event is LoggedEventOf<'discovery.candidate.concluded'> =>
      event.kind === 'discovery.candidate.concluded' && event.data.standing === 'used',
  );
  return concluded ?? null;
}

function addDiscovery(
  used: Set<DraftRung>,
  rungs: readonly DraftRung[],
  log: readonly LoggedEvent[],
  candidate: LoggedEventOf<'discovery.candidate.concluded'>,
): void {
  const hosts = hostsFrom(candidate.data.name.toLowerCase(), log);
  const isWeb = candidate.data.via === 'lyncdiscover' || candidate.data.via === 'lyncdiscoverinternal';
  const flows = new Set<string | null>();
  for (const rung of rungs) {
    if (rung.protocol === 'dns' && hosts.has(rung.host)) used.add(rung);
    if (!isWeb || rung.protocol !== 'http' || rung.outcome === 'failed' || !hosts.has(rung.host)) continue;
    if (rung.probe !== null && candidate.probe !== null && rung.probe !== candidate.probe) continue;
    used.add(rung);
    flows.add(rung.flow);
  }
  flows.delete(null);
  for (const rung of rungs) {
    if ((rung.protocol === 'tcp' || rung.protocol === 'tls') && flows.has(rung.flow)) used.add(rung);
  }
}

/** The candidate's own name and every host that its redirects and documents lead to. */
function hostsFrom(name: string, log: readonly LoggedEvent[]): ReadonlySet<string> {
  const hosts = new Set([name]);
  for (const event of log) {
    if (event.kind === 'http.redirect.followed') addLink(hosts, event.data.from, event.data.to);
    else if (event.kind === 'autodiscover.document.read') {
      for (const link of event.data.document.links) addLink(hosts, event.data.url, link.href);
    }
  }
  return hosts;
}

function addLink(hosts: Set<string>, from: string, to: string): void {
  const source = hostOfUrl(from);
  const target = hostOfUrl(to);
  if (source !== null && target !== null && hosts.has(source)) hosts.add(target);
}
