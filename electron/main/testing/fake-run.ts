import { createPlan, type RunPlan } from '../../../shared/run/plan.ts';
import type { RunHandle } from '../../services/services.ts';

/** A run that does nothing until a test ends it. */
export interface FakeRun extends RunHandle {
  readonly cancellations: number;
  finish(): void;
}

export function fakeRun(
  id: string,
  options: { readonly isClosed?: boolean; readonly plan?: RunPlan } = {},
): FakeRun {
  let cancellations = 0;
  let isClosed = options.isClosed ?? false;
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    id,
    plan: options.plan ?? createPlan('alice@contoso.com'),
    log: {
      events: [],
      get isClosed() {
        return isClosed;
      },
      // eslint-disable-next-line require-yield -- there is nothing in it
      async *read() {
        await done;
      },
    },
    get cancellations() {
      return cancellations;
    },
    cancel() {
      cancellations += 1;
    },
    done,
    finish() {
      isClosed = true;
      finish();
    },
  };
}
