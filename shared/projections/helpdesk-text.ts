import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { visible } from '../lib/text.ts';
import { checklist } from './checklist.ts';
import type { ChecklistStep, StepState } from './checklist-model.ts';
import { dateTime } from '../lib/date.ts';
import { foundBy } from './describe/discovery.ts';
import { hostAndPort } from './describe/dns.ts';
import { duration } from '../lib/duration.ts';
import {
  ATTEMPT_OUTCOMES,
  passwordText,
  registersClause,
  WITHHELD_REASONS,
} from './describe/authentication.ts';
import { METHOD_NAMES } from './describe/sip.ts';
import type { SignInAttempt } from './authentication-facts.ts';
import { OWNER_NAMES } from './describe/owner.ts';
import { REDIRECTION_ENDINGS } from './describe/redirection.ts';
import { settingsModel } from './settings.ts';
import { signInFacts, type SignInFacts } from './sign-in-facts.ts';
import { verdict } from './verdict.ts';

const STATE_WORDS: Readonly<Record<StepState, string>> = {
  pending: 'not begun',
  running: 'running',
  passed: 'passed',
  warned: 'passed with a warning',
  failed: 'FAILED',
  skipped: 'not reached',
  cancelled: 'cancelled',
  crashed: 'failed by a fault of Rungs',
};

const SEVERITY_WORDS = { error: 'Problem', warning: 'Warning', info: 'Note' } as const;

/** A ticket in plain text: what was tried, what came of it, what to do. Safe to paste anywhere. */
export function helpdeskText(log: readonly LoggedEvent[], findings: readonly Finding[]): string {
  const facts = signInFacts(log);
  const steps = checklist(log, findings);
  const sections = [
    heading(facts),
    verdict(log, findings).summary,
    authentication(facts),
    redirection(facts),
    settings(log, facts),
    steps.map(stepLine).join('\n'),
    ...findings.filter(({ severity }) => severity !== 'info').map(findingText),
    environment(log, facts),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function heading({ start, server, found, lastEvent }: SignInFacts): string {
  const endpoint = server ?? found;
  const plan = start?.data.plan;
  const lines = [
    'Skype for Business sign-in check',
    plan === undefined ? null : `Sign-in address: ${visible(plan.address, 320)}`,
    start === null ? null : `Time: ${dateTime(start.wall)}, took ${duration(lastEvent?.t ?? 0)}`,
    endpoint === null
      ? null
      : `Server: ${hostAndPort(endpoint.host, endpoint.port)}, ${foundBy(endpoint.via)}`,
    plan === undefined || plan.scenario === null
      ? null
      : `Practice network, scenario ${visible(plan.scenario, 64)}: nothing of this is real.`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

/** How the sign-in was tried, with whose name, and where the password went; nothing where nobody meant to sign in. */
function authentication({ start, offered, isImported, authentication: facts }: SignInFacts): string {
  const credentials = start?.data.plan.credentials;
  if (!facts.wantsSignIn || credentials === undefined) return '';
  const { keptBack } = facts;
  const lines = [
    credentials.kind === 'password'
      ? `User name: ${visible(credentials.user, 320)}`
      : isImported
        ? null
        : 'User name: the user who is signed in to this computer',
    offered === null || offered.length === 0
      ? null
      : `Methods offered: ${offered.map((method) => METHOD_NAMES[method]).join(', ')}`,
    ...facts.attempts.map(attemptLine),
    credentials.kind === 'password' ? `${passwordText(facts.passwordUses)}.` : null,
    keptBack === null
      ? null
      : `It was kept back from ${visible(keptBack.to, 255)}: ${WITHHELD_REASONS[keptBack.reason]}.`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function attemptLine({
  purpose,
  method,
  endpoint,
  outcome,
  status,
  registers,
  expectedRegisters,
}: SignInAttempt): string {
  const result = outcome === null ? 'not finished' : ATTEMPT_OUTCOMES[outcome];
  const code = status === null || outcome === 'signed-in' || outcome === 'learned' ? '' : ` (${status})`;
  const count = outcome === 'signed-in' ? `, ${registersClause(method, registers, expectedRegisters)}` : '';
  const what = {
    'sign-in': 'Method',
    preview: 'Looked ahead',
    comparison: 'Compared',
    'sign-out': 'To sign out',
  }[purpose];
  const where = endpoint.via === 'redirect' ? ` at ${hostAndPort(endpoint.host, endpoint.port)}` : '';
  return `${what}: ${METHOD_NAMES[method]}${where}, ${result}${code}${count}`;
}

/** From server to server, and where that ended; nothing where nobody sent the sign-in on. */
function redirection({ redirection: { hops, home, outcome, isFirstChoice } }: SignInFacts): string {
  if (hops.length === 0) return '';
  const lines = hops.map(({ from, to, status, isSigned }) => {
    const where = to === null ? 'without an address that can be used' : `to ${hostAndPort(to.host, to.port)}`;
    return `Sent on: ${hostAndPort(from.host, from.port)} sends the sign-in ${where} (${status}${isSigned ? '' : ', not signed'})`;
  });
  if (home !== null) {
    const place = hostAndPort(home.host, home.port);
    lines.push(isFirstChoice === false ? `In place of the first choice: ${place}` : `Home server: ${place}`);
  } else if (outcome !== null && outcome !== 'arrived') {
    lines.push(`Home server: not reached. ${REDIRECTION_ENDINGS[outcome]}.`);
  }
  return lines.join('\n');
}

/** What came of the settings, and what did not; nothing where they were not come to. */
function settings(log: readonly LoggedEvent[], { load }: SignInFacts): string {
  const model = settingsModel(log);
  if (model?.hasContent !== true) return '';
  const pool = model.overview.find(({ name }) => name === 'Home pool');
  const { tried, reached } = load.services;
  const lines = [
    pool === undefined ? null : `Home pool: ${pool.value}`,
    ...model.requests.map(({ title, sentence }) => `${title}: ${sentence}`),
    tried === 0 ? null : `Service addresses: ${reached} of ${tried} reached.`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function stepLine({ number, title, state, summary }: ChecklistStep): string {
  const outcome = state === 'skipped' || state === 'crashed' ? summary : `${STATE_WORDS[state]}. ${summary}`;
  return `${number}. ${title}: ${outcome}`;
}

function findingText(finding: Finding): string {
  const lines = [
    `${SEVERITY_WORDS[finding.severity]}: ${block(finding.title)} [${finding.id}]`,
    block(finding.explanation),
    `What to do: ${block(finding.remedy)}`,
    OWNER_NAMES[finding.owner],
    finding.alternatives.length === 0
      ? null
      : `It could also be: ${finding.alternatives.map(block).join(' / ')}`,
    finding.verify === null ? null : `Check by hand: ${block(finding.verify)}`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

function environment(log: readonly LoggedEvent[], { start }: SignInFacts): string {
  const observed = log.find((event) => event.kind === 'run.environment.observed');
  const tool = start?.data.tool;
  const lines = [
    tool === undefined ? null : `Tool: ${visible(tool.name, 60)} ${visible(tool.version, 60)}`,
    start === null ? null : `Run: ${visible(start.data.runId, 60)}`,
    observed === undefined
      ? null
      : `System: ${visible(observed.data.platform, 120)}, ${visible(observed.data.runtime, 120)}`,
    observed === undefined || observed.data.systemResolvers.length === 0
      ? null
      : `DNS servers: ${observed.data.systemResolvers.map((resolver) => visible(resolver, 80)).join(', ')}`,
  ];
  return lines.filter((line) => line !== null).join('\n');
}

/** Texts of findings may carry names from outside. */
function block(text: string): string {
  return visible(text, 4_000);
}
