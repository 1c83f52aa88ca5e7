import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import type { StepId } from '../../../shared/run/ids.ts';
import { duration } from '../../../shared/lib/duration.ts';
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
      const signingIn = signInActivity(event);
      if (signingIn !== null) sink.write(`${position(stepOf('authentication'))} ${signingIn} …\n`);
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
  let signingIn: string | null = null;
  let shown = 0;

  function redraw(): void {
    const lines = STEPS.flatMap((step) => {
      const activity = step.id === 'authentication' && signingIn !== null ? signingIn : step.activity;
      const line = lineOf(step, activity, times.get(step.id));
      // A line that the terminal breaks would throw off the count of lines to go up.
      return line === null ? [] : [line.slice(0, Math.max(1, sink.columns - 1))];
    });
    sink.write(`${UP_AND_CLEAR.repeat(shown)}${lines.map((line) => `${line}\n`).join('')}`);
    shown = lines.length;
  }

  return {
    show(event) {
      const activity = signInActivity(event);
      if (activity !== null) {
        signingIn = activity;
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

/** A method is being tried with credentials; null for everything else. */
function signInActivity(event: LoggedEvent): string | null {
  if (event.kind !== 'authentication.attempt.started') return null;
  const { purpose, method } = event.data;
  const name = METHOD_NAMES[method];
  switch (purpose) {
    case 'sign-in':
      return `Signing in with ${name}`;
    case 'comparison':
      return `Trying ${name} as well`;
    case 'preview':
      return null;
  }
}
