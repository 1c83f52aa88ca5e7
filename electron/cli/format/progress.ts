import type { LoggedEvent, LoggedEventOf } from '../../../shared/events/catalogue.ts';
import type { StepId } from '../../../shared/run/ids.ts';
import { duration } from '../../../shared/lib/duration.ts';
import { terminalLine } from '../../../shared/lib/terminal-text.ts';
import { stepOf, STEPS, type Step } from '../../../shared/steps/steps.ts';
import { METHOD_NAMES } from '../../../shared/projections/describe/sip.ts';
import type { TextSink } from '../host.ts';

const UP_AND_CLEAR = '\u001b[1A\u001b[2K';

interface StepTimes {
  startedAtMs: number | null;
  finishedAtMs: number | null;
}

/** What is going on, for a person at a terminal. */
export interface Progress {
  show(event: LoggedEvent): void;
  /** Takes the lines away again: the result, which follows, says the same and more. */
  clear(): void;
}

export const noProgress: Progress = { show: () => undefined, clear: () => undefined };

/** For terminals that cannot go back to a line: one for every step that begins. */
export function plainProgress(sink: TextSink): Progress {
  return {
    show(event) {
      const current = activityIn(event);
      if (current !== null) sink.write(`${position(stepOf(current.step))} ${current.activity} …\n`);
      if (event.kind !== 'step.started') return;
      const step = stepOf(event.data.step);
      sink.write(`${position(step)} ${step.activity} …\n`);
    },
    clear: () => undefined,
  };
}

/** One line a step; each is rewritten in place when its step begins and ends. Steps that run side by side show as such. */
export function terminalProgress(sink: TextSink): Progress {
  const times = new Map<StepId, StepTimes>(
    STEPS.map(({ id }) => [id, { startedAtMs: null, finishedAtMs: null }]),
  );
  const activities = new Map<StepId, string>();
  let shown = 0;

  function redraw(): void {
    const lines = STEPS.flatMap((step) => {
      const line = lineOf(step, activities.get(step.id) ?? step.activity, times.get(step.id));
      // A line that the terminal breaks would throw off the count of lines to go up.
      return line === null ? [] : [line.slice(0, Math.max(1, sink.columns - 1))];
    });
    sink.write(`${UP_AND_CLEAR.repeat(shown)}${lines.map((line) => `${line}\n`).join('')}`);
    shown = lines.length;
  }

  return {
    show(event) {
      const current = activityIn(event);
      if (current !== null) {
        activities.set(current.step, current.activity);
        redraw();
      }
      if (event.kind !== 'step.started' && event.kind !== 'step.finished') return;
      const step = times.get(event.data.step);
      if (step === undefined) return;
      if (event.kind === 'step.started') step.startedAtMs ??= event.t;
      else step.finishedAtMs = event.t;
      redraw();
    },
    clear() {
      if (shown > 0) sink.write(UP_AND_CLEAR.repeat(shown));
      shown = 0;
    },
  };
}

function lineOf(step: Step, activity: string, times: StepTimes | undefined): string | null {
  if (times === undefined || times.startedAtMs === null) return null;
  return times.finishedAtMs === null
    ? `${position(step)} ${activity} …`
    : `${position(step)} ${step.title}: done in ${duration(times.finishedAtMs - times.startedAtMs)}`;
}

function position({ number }: Step): string {
  return `${number}/${STEPS.length}`;
}

interface Activity {
  readonly step: StepId;
  readonly activity: string;
}

/** What goes on in a step from here on, where an event says more than that it runs; null for everything else. */
function activityIn(event: LoggedEvent): Activity | null {
  switch (event.kind) {
    case 'authentication.attempt.started':
      return signInActivity(event);
    case 'redirection.received': {
      const to = event.data.contacts.find(({ standing }) => standing === 'candidate')?.place ?? null;
      return to === null ? null : { step: 'redirection', activity: `Going on to ${terminalLine(to.host)}` };
    }
    case 'settings.provisioning.read':
      return { step: 'settings', activity: 'Loading settings and trying the service addresses' };
    default:
      return null;
  }
}

function signInActivity({
  step,
  data: { purpose, method, endpoint },
}: LoggedEventOf<'authentication.attempt.started'> & LoggedEvent): Activity | null {
  const name = METHOD_NAMES[method];
  switch (purpose) {
    case 'sign-in':
      return step === 'redirection'
        ? { step, activity: `Signing in at ${terminalLine(endpoint.host)} with ${name}` }
        : { step: 'authentication', activity: `Signing in with ${name}` };
    case 'comparison':
      return { step: 'authentication', activity: `Trying ${name} as well` };
    case 'sign-out':
      return { step: 'settings', activity: 'Signing out over a new connection' };
    case 'preview':
      return null;
  }
}
