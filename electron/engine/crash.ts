import type { EventData } from '../../shared/events/catalogue.ts';

/** What was thrown, as the log tells a defect of ours. */
export function describeCrash(error: unknown): EventData<'probe.crashed'> {
  if (error instanceof Error) return { message: error.message, stack: error.stack ?? null };
  return { message: String(error), stack: null };
}
