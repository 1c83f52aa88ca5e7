import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import type { StepId } from '../../../shared/run/ids.ts';
import { duration } from '../../../shared/lib/duration.ts';
import { stepOf, STEPS, type Step } from '../../../shared/steps/steps.ts';
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
      if (event.kind !== 'step.started') return;
      const { number, activity } = stepOf(event.data.step);
      sink.write(`${number}/${STEPS.length} ${activity} …\n`);
    },
    clear: () => undefined,
  };
}

/** One line a step; each is rewritten in place when its step begins and ends. Steps that run side by side show as such. */
export function terminalProgress(sink: TextSink): Progress {
  const times = new Map<StepId, StepTimes>(
    STEPS.map(({ id }) => [id, { startedAtMs: null, finishedAtMs: null }]),
  );
  let shown = 0;

  function redraw(): void {
    const lines = STEPS.flatMap((step) => {
      const line = lineOf(step, times.get(step.id));
      // A line that the terminal breaks would throw off the count of lines to go up.
      return line === null ? [] : [line.slice(0, Math.max(1, sink.columns - 1))];
    });
    sink.write(`${UP_AND_CLEAR.repeat(shown)}${lines.map((line) => `${line}\n`).join('')}`);
    shown = lines.length;
  }

  return {
    show(event) {
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

function lineOf(step: Step, times: StepTimes | undefined): string | null {
  if (times === undefined || times.startedAtMs === null) return null;
  const position = `${step.number}/${STEPS.length}`;
  return times.finishedAtMs === null
    ? `${position} ${step.activity} …`
    : `${position} ${step.title}: done in ${duration(times.finishedAtMs - times.startedAtMs)}`;
}
