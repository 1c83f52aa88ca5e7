import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import { prefersStillness, windowFrames, type Frames } from '../ui/frames.ts';
import type { Replay, Speed } from './replay-state.ts';
import { runViewOf } from './run-view.ts';
import { pageStore } from './store.ts';
import { advanced, eventsUpTo, timesOf } from './timeline.ts';

/** A frame that comes later than this, as after the window was hidden, takes the replay no further. */
const LONGEST_FRAME_MS = 1_000;

/** What takes less than this is replayed slowly at first. */
const SHORT_MS = 3_000;

let stopFrames: () => void = () => undefined;

/** Shows the run that is open from its beginning. It plays at once, but for those who asked for less motion. */
export function startReplay(frames: Frames = windowFrames): void {
  const { run } = pageStore.getState();
  if (run === null || !run.isEnded || run.events.length === 0) return;
  const whole = run.events;
  const times = timesOf(whole);
  pageStore.setState({
    selectedRow: null,
    replay: {
      whole,
      times,
      stops: stopsOf(whole, times),
      atMs: 0,
      isPlaying: false,
      speed: firstSpeed(times),
    },
  });
  seek(0);
  if (!prefersStillness()) play(frames);
}

/** A check is often over before anybody has looked at its first line. */
function firstSpeed(times: readonly number[]): Speed {
  return (times.at(-1) ?? 0) < SHORT_MS ? 0.1 : 1;
}

/** Shows the whole run again. */
export function leaveReplay(): void {
  stopFrames();
  pageStore.setState(({ run, replay }) => ({
    replay: null,
    run: run === null || replay === null ? run : { ...run, events: replay.whole },
  }));
}

export function togglePlay(frames: Frames = windowFrames): void {
  if (pageStore.getState().replay?.isPlaying === true) pause();
  else play(frames);
}

/** Goes on from here; from the beginning, where the end was reached. */
function play(frames: Frames = windowFrames): void {
  const { replay } = pageStore.getState();
  if (replay === null || replay.isPlaying) return;
  let atMs = replay.atMs >= endOf(replay) ? 0 : replay.atMs;
  change({ isPlaying: true });
  moveTo(atMs);
  let shownMs = atMs;
  let before: number | null = null;
  stopFrames();
  stopFrames = frames((nowMs) => {
    const current = pageStore.getState().replay;
    if (current === null || !current.isPlaying) {
      stopFrames();
      return;
    }
    // The person moved the slider meanwhile.
    if (current.atMs !== shownMs) atMs = current.atMs;
    const elapsedMs = before === null ? 0 : Math.min(nowMs - before, LONGEST_FRAME_MS);
    before = nowMs;
    atMs = advanced(current.times, atMs, elapsedMs * current.speed);
    shownMs = moveTo(atMs, atMs >= endOf(current));
    if (atMs >= endOf(current)) pause();
  });
}

function pause(): void {
  stopFrames();
  change({ isPlaying: false });
}

/** To a moment of the run, whether it plays or not. */
export function seek(atMs: number): void {
  moveTo(atMs, true);
}

/** To where the next thing begins on the ladder, or the one before. */
export function step(direction: 'back' | 'forward'): void {
  const { replay } = pageStore.getState();
  if (replay === null) return;
  pause();
  const { stops, atMs } = replay;
  seek(
    direction === 'forward'
      ? (stops.find((stop) => stop > atMs) ?? endOf(replay))
      : (stops.findLast((stop) => stop < atMs) ?? 0),
  );
}

export function setSpeed(speed: Speed): void {
  change({ speed });
}

/** Returns the moment that is shown then: without motion that is only where something happens. */
function moveTo(atMs: number, always = false): number {
  const { run, replay } = pageStore.getState();
  if (run === null || replay === null) return atMs;
  const events = eventsUpTo(replay.whole, replay.times, atMs, run.events);
  const isStill = events === run.events;
  if (isStill && !always && prefersStillness()) return replay.atMs;
  pageStore.setState({
    replay: { ...replay, atMs },
    ...(isStill ? {} : { run: { ...run, events } }),
  });
  return atMs;
}

function change(changed: Partial<Replay>): void {
  const { replay } = pageStore.getState();
  if (replay !== null) pageStore.setState({ replay: { ...replay, ...changed } });
}

function endOf({ times }: Replay): number {
  return times.at(-1) ?? 0;
}

/** When each rung begins, and the end. */
function stopsOf(whole: readonly LoggedEvent[], times: readonly number[]): readonly number[] {
  const firsts = new Set(runViewOf(whole).ladder.rungs.map(({ firstSeq }) => firstSeq));
  const stops = whole.flatMap(({ seq }, index) => (firsts.has(seq) ? (times[index] ?? []) : []));
  return [...new Set([...stops, times.at(-1) ?? 0])];
}
