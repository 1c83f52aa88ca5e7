import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { UNEXPLAINED_ID } from '../findings/rules/unexplained.ts';
import { dateTime } from '../lib/date.ts';
import { duration } from '../lib/duration.ts';
import { abridged } from '../lib/listing.ts';
import { visible } from '../lib/text.ts';
import type { Verdict } from '../run/document.ts';
import { STEPS, stepOf } from '../steps/steps.ts';
import { checklist } from './checklist.ts';
import { foundBy, NETWORK_NAMES } from './describe/discovery.ts';
import { hostAndPort } from './describe/dns.ts';
import { OWNER_NAMES_FOR_OTHERS } from './describe/owner.ts';
import { toolText } from './describe/tool.ts';
import { plainText } from './helpdesk/plain-text.ts';
import { sinceLines } from './helpdesk/since-lines.ts';
import { stepsLine } from './helpdesk/steps-line.ts';
import { triedLines } from './helpdesk/tried-lines.ts';
import { headerOf } from './sip-reading.ts';
import { signInFacts, type SignInFacts } from './sign-in-facts.ts';
import { verdict } from './verdict.ts';

/** A ticket is read in a narrow field by somebody in a hurry; of more than these the report tells. */
const MAX_WARNINGS = 4;
const MAX_TITLE = 600;
const MAX_REMEDY = 600;

type Lines = readonly (string | null)[];

/**
 * A short ticket in plain text: what, the root cause with what to do and by whom, where, when and since when, what was tried.
 * Takes the findings of the same log, and in epoch ms when a check of the same sign-in last went well on this computer, or null.
 * Safe to paste anywhere.
 */
export function helpdeskText(
  log: readonly LoggedEvent[],
  findings: readonly Finding[],
  lastGoodAt: number | null = null,
): string {
  const facts = signInFacts(log);
  const outcome = verdict(log, findings);
  const root = findings.find(({ rootCause }) => rootCause);
  const sections: readonly Lines[] = [
    [headline(outcome, facts), ...cause(outcome, findings)],
    [
      ...place(facts),
      ...dnsServers(log, outcome),
      time(facts),
      ...(outcome.outcome === 'failed' ? sinceLines(log, root, lastGoodAt) : []),
    ],
    [...triedLines(facts), stepsLine(checklist(log, findings), facts), ...others(outcome, findings)],
    [environment(log, facts)],
  ];
  const texts = sections.map((lines) => lines.filter((line) => line !== null).join('\n'));
  return plainText(`${texts.filter((text) => text !== '').join('\n\n')}\n`);
}

function headline({ outcome, step }: Verdict, { start, isImported }: SignInFacts): string {
  const what = `Skype for Business sign-in${start === null ? '' : ` of ${visible(start.data.plan.address, 320)}`}`;
  switch (outcome) {
    case 'signed-in':
      return `${what} works`;
    case 'reachable':
      return `${what}: the way to the server works, signing in was not tried`;
    case 'cancelled':
      return `${what}: no result, ${isImported ? 'the log ends too early' : 'the check was cancelled'}`;
    case 'failed':
      if (step === null) return `${what} fails`;
      return `${what} fails at step ${stepOf(step).number} of ${STEPS.length}, ${stepOf(step).title}`;
  }
}

/** The verdict's words, and what to do where they name a finding. */
function cause(outcome: Verdict, findings: readonly Finding[]): readonly string[] {
  const named = findings.find((finding) => isNamed(finding, outcome));
  const isExplained = named?.rootCause === true && named.id !== UNEXPLAINED_ID;
  const words = `${isExplained ? 'Root cause' : 'Result'}: ${visible(outcome.summary, 1_000)}`;
  if (named === undefined) return [words];
  return [
    `${words} [${named.id}]`,
    `${OWNER_NAMES_FOR_OTHERS[named.owner]}: ${visible(named.remedy, MAX_REMEDY)}`,
  ];
}

/** The root cause, or the only warning of a sign-in that works. */
function isNamed({ title, severity }: Finding, { summary }: Verdict): boolean {
  return severity !== 'info' && summary.includes(visible(title, MAX_TITLE));
}

/** What follows from another finding goes away with it. */
function others(outcome: Verdict, findings: readonly Finding[]): readonly string[] {
  const warnings = findings.filter(
    (finding) => finding.severity !== 'info' && !finding.consequence && !isNamed(finding, outcome),
  );
  const more = warnings.length - MAX_WARNINGS;
  return [
    ...warnings
      .slice(0, MAX_WARNINGS)
      .map(
        ({ id, title, owner }) =>
          `Also, ${OWNER_NAMES_FOR_OTHERS[owner].replace(/^F/, 'f')}: ${visible(title, MAX_TITLE)} [${id}]`,
      ),
    ...(more > 0 ? [`Also ${more} more`] : []),
  ];
}

function place({ start, server, found, network, redirection: { hops } }: SignInFacts): Lines {
  const endpoint = server ?? found;
  const scenario = start?.data.plan.scenario ?? null;
  const hosts = hops.map(({ from }) => visible(from.host, 255));
  const last = hops.at(-1)?.to ?? null;
  return [
    endpoint === null
      ? 'Server: none found'
      : `Server: ${hostAndPort(endpoint.host, endpoint.port)}, ${foundBy(endpoint.via)}`,
    hops.length === 0
      ? null
      : `Sent on: ${[...hosts, last === null ? 'no usable address' : visible(last.host, 255)].join(' -> ')}`,
    network === 'unknown' ? null : `Place: ${NETWORK_NAMES[network]}`,
    scenario === null
      ? null
      : `Practice network, scenario ${visible(scenario, 64)}: nothing of this is real.`,
  ];
}

/** Whom DNS was asked of matters where it led to no server. */
function dnsServers(log: readonly LoggedEvent[], { step }: Verdict): Lines {
  const observed = log.find((event) => event.kind === 'run.environment.observed')?.data;
  if (step !== 'discovery' || observed === undefined || observed.systemResolvers.length === 0) return [];
  const servers = observed.systemResolvers.map((resolver) => visible(resolver, 80));
  return [`DNS servers: ${abridged(servers, 4)}`];
}

/** A log without times begins with the epoch. */
function time({ start, lastEvent, isImported }: SignInFacts): string | null {
  if (start === null || (isImported && start.wall <= 0)) return null;
  const tookMs = lastEvent?.t ?? 0;
  const took = isImported && tookMs === 0 ? '' : `, took ${duration(tookMs)}`;
  return `${isImported ? 'Time in the log' : 'Checked'}: ${dateTime(start.wall)}${took}`;
}

function environment(log: readonly LoggedEvent[], { start, isImported }: SignInFacts): string | null {
  if (start === null) return null;
  const { tool, plan } = start.data;
  const observed = log.find((event) => event.kind === 'run.environment.observed')?.data;
  if (isImported) {
    return `Read by ${toolText(tool)} from the log of ${client(log)}; what a log cannot show is not known`;
  }
  const followed = plan.profile === 'sfb' ? 'Lync 2013 and later' : 'Lync 2010 and OCS';
  const system =
    observed === undefined
      ? ''
      : `, on ${visible(observed.platform, 120)}, ${visible(observed.runtime, 120)}`;
  return `Checked by ${toolText(tool)} in the way of ${followed}${system}`;
}

/** As it names itself to the server. */
function client(log: readonly LoggedEvent[]): string {
  for (const event of log) {
    if (event.kind !== 'sip.request.sent') continue;
    const agent = headerOf(event.data.headers, 'User-Agent');
    if (agent !== null) return visible(agent, 120);
  }
  return 'a client';
}
