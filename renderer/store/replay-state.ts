import type { LoggedEvent } from '../../shared/events/catalogue.ts';

export const SPEEDS = [0.1, 0.5, 1, 2, 10] as const;
export type Speed = (typeof SPEEDS)[number];

/** A finished run as it happened; the page shows its log up to one moment. */
export interface Replay {
  /** The whole log, which is shown again when the replay is left. */
  readonly whole: readonly LoggedEvent[];
  /** When each of its events had come, in ms from its beginning; never descending. */
  readonly times: readonly number[];
  /** When something new begins on the ladder, ascending; the end of the run is the last. */
  readonly stops: readonly number[];
  readonly atMs: number;
  readonly isPlaying: boolean;
  readonly speed: Speed;
}
