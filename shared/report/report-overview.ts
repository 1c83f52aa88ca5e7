import type { LoggedEvent } from '../events/catalogue.ts';
import type { Finding } from '../findings/finding.ts';
import { dateTime } from '../lib/date.ts';
import { duration } from '../lib/duration.ts';
import { visible } from '../lib/text.ts';
import { checklist } from '../projections/checklist.ts';
import type { ChecklistStep, StepState } from '../projections/checklist-model.ts';
import { foundBy } from '../projections/describe/discovery.ts';
import { hostAndPort } from '../projections/describe/dns.ts';
import { OWNER_NAMES_FOR_OTHERS } from '../projections/describe/owner.ts';
import { METHOD_NAMES } from '../projections/describe/sip.ts';
import { signInFacts, type SignInFacts } from '../projections/sign-in-facts.ts';
import { verdict } from '../projections/verdict.ts';
import type { Verdict } from '../run/document.ts';
import { markup, type Markup } from './markup.ts';
import { inlineMark, STATE_MARKS, type Mark } from './marks.ts';
import { chapter, facts, type Chapter } from './report-parts.ts';

/** Of what was skipped, the summary says whether it was not reached or not needed. */
const STATE_WORDS: Readonly<Record<StepState, string>> = {
  pending: 'not begun',
  running: 'running',
  passed: 'passed',
  warned: 'passed with a warning',
  failed: 'failed',
  skipped: '',
  cancelled: 'cancelled',
  crashed: 'fault of Rungs',
};

/** What came out, in one sentence, of which sign-in, and what to do by whom. */
export function overview(log: readonly LoggedEvent[], findings: readonly Finding[]): Markup {
  const outcome = verdict(log, findings);
  const mark = verdictMark(outcome, findings);
  return markup`<header class="verdict ${mark}">
<p class="kind">Skype for Business sign-in check</p>
<h1>${inlineMark(mark, null)}<span>${outcome.summary}</span></h1>
${whatToDo(outcome, findings)}${facts(factsOf(signInFacts(log)))}</header>\n`;
}

function verdictMark({ outcome }: Verdict, findings: readonly Finding[]): Mark {
  if (outcome === 'failed') return 'bad';
  if (outcome === 'cancelled') return 'none';
  return findings.some(({ severity }) => severity === 'warning') ? 'warning' : 'good';
}

function whatToDo({ outcome }: Verdict, findings: readonly Finding[]): Markup | null {
  const root = findings.find(({ rootCause }) => rootCause);
  if (root !== undefined) {
    return markup`<p class="remedy"><strong>${OWNER_NAMES_FOR_OTHERS[root.owner]}:</strong> ${visible(root.remedy, 3_000)}</p>\n`;
  }
  if (outcome === 'failed' || outcome === 'cancelled') return null;
  const hasMore = findings.some(({ severity }) => severity !== 'info');
  return markup`<p class="remedy">${hasMore ? 'This works as it is. What could be better stands below, with who can see to it.' : 'Nothing has to be done.'}</p>\n`;
}

function factsOf({
  start,
  server,
  found,
  lastEvent,
  authentication,
}: SignInFacts): readonly (readonly [string, string])[] {
  const endpoint = server ?? found;
  const plan = start?.data.plan;
  const user = plan?.credentials.kind === 'password' ? plan.credentials.user : null;
  const pairs: readonly (readonly [string, string | null])[] = [
    ['Sign-in address', plan === undefined ? null : visible(plan.address, 320)],
    ['User name', user === null ? null : visible(user, 320)],
    [
      'Server',
      endpoint === null ? null : `${hostAndPort(endpoint.host, endpoint.port)}, ${foundBy(endpoint.via)}`,
    ],
    ['Method', authentication.signIn === null ? null : METHOD_NAMES[authentication.signIn.method]],
    ['Time', start === null ? null : `${dateTime(start.wall)}, took ${duration(lastEvent?.t ?? 0)}`],
    [
      'Practice network',
      plan === undefined || plan.scenario === null
        ? null
        : `Scenario ${visible(plan.scenario, 64)}: nothing of this is real.`,
    ],
  ];
  return pairs.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

/** The five steps: how far it came. */
export function stepChapter(log: readonly LoggedEvent[], findings: readonly Finding[]): Chapter {
  return chapter(
    'steps',
    'The five steps',
    markup`<ol class="steps">${checklist(log, findings).map(stepItem)}</ol>\n`,
  );
}

function stepItem({ number, title, state, summary, durationMs }: ChecklistStep): Markup {
  const took = durationMs === null ? '' : duration(durationMs);
  return markup`<li class="${STATE_MARKS[state]}">${inlineMark(STATE_MARKS[state], null)}<span class="number">${number}</span><div><h3>${title}</h3><p>${summary}</p></div><span class="state">${STATE_WORDS[state]}</span><span class="took">${took}</span></li>\n`;
}
