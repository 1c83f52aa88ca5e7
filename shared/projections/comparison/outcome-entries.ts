import { visible } from '../../lib/text.ts';
import { duration } from '../../lib/duration.ts';
import { formatHostAndPort } from '../../lib/host-and-port.ts';
import { stepOf } from '../../steps/steps.ts';
import type { StepState } from '../checklist-model.ts';
import { OWNER_NAMES_FOR_OTHERS } from '../describe/owner.ts';
import type { Entry } from './pair-entries.ts';
import type { Side } from './side.ts';

const OUTCOME_WORDS = {
  'signed-in': 'Signed in',
  reachable: 'Reachable, without a sign-in',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;

/** How the run ended, where, and why. */
export function outcomeEntries({ verdict, findings }: Side): readonly Entry[] {
  const { outcome, step, finding } = verdict;
  const root = findings.find(({ id }) => id === finding);
  const common = { isTelling: true, isInLogs: true };
  return [
    { ...common, label: 'Outcome', text: OUTCOME_WORDS[outcome] },
    ...(step === null
      ? []
      : [{ ...common, label: 'Stopped at', text: `Step ${stepOf(step).number}, ${stepOf(step).title}` }]),
    ...(finding === null
      ? []
      : [
          {
            ...common,
            label: 'Root cause',
            text: `${visible(root?.title ?? verdict.summary, 600)} [${finding}]`,
            sense: finding,
          },
          ...(root === undefined
            ? []
            : [
                {
                  ...common,
                  label: 'Who can mend it',
                  text: OWNER_NAMES_FOR_OTHERS[root.owner],
                  isTelling: false,
                },
              ]),
        ]),
  ];
}

/** What the person asked for. */
export function runEntries({ facts: { start } }: Side): readonly Entry[] {
  if (start === null) return [];
  const { plan } = start.data;
  const { credentials } = plan;
  const entries: readonly (Entry | null)[] = [
    { label: 'Sign-in address', text: plan.address, isNaming: true },
    start.data.source === 'log'
      ? null
      : {
          label: 'User',
          text:
            credentials.kind === 'password'
              ? credentials.user
              : credentials.kind === 'current-user'
                ? 'the user who is signed in to the computer'
                : 'none, without a sign-in',
          isNaming: true,
        },
    plan.server === null
      ? null
      : {
          label: 'Server given by hand',
          text:
            plan.server.port === null
              ? plan.server.host
              : formatHostAndPort({ host: plan.server.host, port: plan.server.port }),
          isNaming: true,
        },
    plan.network === 'auto' ? null : { label: 'Network given by hand', text: plan.network },
    plan.profile === 'sfb' ? null : { label: 'Client that is followed', text: 'Lync 2010' },
    plan.scenario === null ? null : { label: 'Practice network', text: plan.scenario },
  ];
  return entries.filter((entry) => entry !== null);
}

const STATE_WORDS: Readonly<Record<StepState, string>> = {
  pending: 'Not begun',
  running: 'Not finished',
  passed: 'Passed',
  warned: 'Passed with a warning',
  failed: 'Failed',
  skipped: 'Not reached',
  cancelled: 'Cancelled',
  crashed: 'Failed by a fault of Rungs',
};

/** Of the first two steps a client log often shows nothing; that it has no word of them is no result. */
export function stepEntries({ steps, isClientLog }: Side): readonly Entry[] {
  return steps.flatMap(({ id, number, title, state, summary }): readonly Entry[] => {
    const isUntold = state === 'skipped' || state === 'pending';
    if (isClientLog && isUntold && number <= 2) return [];
    return [
      {
        id,
        label: `${number} ${title}`,
        text: state === 'skipped' || state === 'crashed' ? summary : `${STATE_WORDS[state]}: ${summary}`,
        sense: state,
        isTelling: true,
      },
    ];
  });
}

/** A difference of times matters from here on: both together. */
const TIMES_LONGER = 2;
const LONGER_MS = 200;

/** How long both took; only what both have can be compared. */
export function timeEntries(own: Side, other: Side): readonly Entry[] {
  const isMeasured = !own.isClientLog && !other.isClientLog;
  const compared = own.steps.flatMap(({ id, number, title, durationMs }, index): readonly Entry[] => {
    const theirs = other.steps[index]?.durationMs ?? null;
    if (durationMs === null || theirs === null) return [];
    return [timeEntry(id, `Step ${number}, ${title}`, durationMs, theirs)];
  });
  const [all, theirAll] = [own.facts.lastEvent?.t ?? 0, other.facts.lastEvent?.t ?? 0];
  return isMeasured ? [...compared, timeEntry('all', 'In all', all, theirAll)] : compared;
}

function timeEntry(id: string, label: string, ms: number, otherMs: number): Entry {
  const [less, more] = [Math.min(ms, otherMs), Math.max(ms, otherMs)];
  const isLonger = more - less >= LONGER_MS && more >= TIMES_LONGER * less;
  return { id, label, text: duration(ms), sense: isLonger ? String(ms) : '' };
}
