import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { hostOfUrl } from '../../lib/web-url.ts';
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

  const server = facts.server ?? facts.found;
  if (server === null) return used;
  const host = server.host.toLowerCase();
  const atServer = rungs.filter((rung) => rung.host === host && rung.port === server.port);
  const spoken = atServer.filter((rung) => rung.protocol === 'sip' && isOwn(rung));
  const flows = new Set(spoken.map((rung) => rung.flow));
  for (const rung of rungs) {
    if (rung.question === 'address' && rung.host === host) used.add(rung);
  }
  for (const rung of atServer) {
    const isConnection = rung.protocol === 'tcp' || rung.protocol === 'tls';
    if ((rung.protocol === 'sip' && isOwn(rung)) || (isConnection && flows.has(rung.flow))) used.add(rung);
  }
  addProof(used, rungs);
  return used;
}

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
    const isName = rung.protocol === 'dns' && rung.step === 'authentication' && hosts.has(rung.host);
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
