import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { hostOfUrl } from '../../lib/web-url.ts';
import type { SignInFacts } from '../sign-in-facts.ts';
import type { DraftRung } from './draft.ts';

/** The rungs that the sign-in stands on: how its server was found, the connection to it, what was said there. */
export function usedRungs(
  rungs: readonly DraftRung[],
  log: readonly LoggedEvent[],
  facts: SignInFacts,
): ReadonlySet<DraftRung> {
  const used = new Set<DraftRung>();
  const candidate = usedCandidate(log);
  if (candidate !== null) addDiscovery(used, rungs, log, candidate);

  const server = facts.server ?? facts.found;
  if (server === null) return used;
  const host = server.host.toLowerCase();
  const atServer = rungs.filter((rung) => rung.host === host && rung.port === server.port);
  const spoken = atServer.filter((rung) => rung.protocol === 'sip');
  const flows = new Set(spoken.map((rung) => rung.flow));
  for (const rung of rungs) {
    if (rung.question === 'address' && rung.host === host) used.add(rung);
  }
  for (const rung of atServer) {
    const isConnection = rung.protocol === 'tcp' || rung.protocol === 'tls';
    if (rung.protocol === 'sip' || (isConnection && flows.has(rung.flow))) used.add(rung);
  }
  return used;
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
