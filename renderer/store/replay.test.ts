import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cancelledLog } from '../../shared/projections/testing/sample-logs.ts';
import { installFakeHost } from '../testing/fake-host.ts';
import { sampleRun } from '../testing/sample-run.ts';
import type { Frames } from '../ui/frames.ts';
import { pageStore } from './store.ts';

installFakeHost();
const { leaveReplay, seek, setSpeed, startReplay, step, togglePlay } = await import('./replay.ts');

/** The last event came after 4,092 ms; from 91 ms on nothing happened for four seconds. */
const events = cancelledLog();
const END = 4_092;
const state = () => pageStore.getState();
const shown = (): number => state().run?.events.length ?? 0;

/** Frames that come when the test says so, the first one at 0. */
function createFrames(): {
  readonly frames: Frames;
  pass: (ms: number) => void;
  readonly isRunning: boolean;
} {
  let act: ((nowMs: number) => void) | null = null;
  let now = 0;
  return {
    frames: (onFrame) => {
      act = onFrame;
      onFrame(now);
      return () => {
        act = null;
      };
    },
    pass(ms) {
      now += ms;
      act?.(now);
    },
    get isRunning() {
      return act !== null;
    },
  };
}

beforeEach(() => pageStore.setState({ ...pageStore.getInitialState(), run: sampleRun({ events }) }, true));
afterEach(() => {
  leaveReplay();
  vi.restoreAllMocks();
});

describe('a replay', () => {
  it('begins slowly where the whole check took less than anybody can follow', () => {
    pageStore.setState({ run: sampleRun({ events: events.filter(({ t }) => t < 3_000) }) });
    const player = createFrames();

    startReplay(player.frames);
    player.pass(500);

    expect(state().replay).toMatchObject({ atMs: 50, speed: 0.1 });
  });

  it('begins at the beginning, plays, and stops at the end with the whole log', () => {
    const player = createFrames();

    startReplay(player.frames);
    expect(state().replay).toMatchObject({ atMs: 0, isPlaying: true, speed: 1 });
    expect(shown()).toBeLessThan(events.length);
    player.pass(50);
    expect(state().replay?.atMs).toBe(50);
    expect(state().run?.events.every(({ t }) => t <= 50)).toBe(true);
    for (let second = 0; second < 4; second++) player.pass(900);

    expect(state().replay).toMatchObject({ atMs: END, isPlaying: false });
    expect(state().run?.events).toBe(events);
    expect(player.isRunning).toBe(false);
  });

  it('keeps what is shown where nothing new has come', () => {
    const player = createFrames();
    startReplay(player.frames);
    seek(1_000);
    const before = state().run?.events;

    player.pass(500);

    expect(state().replay?.atMs).toBeGreaterThan(1_000);
    expect(state().run?.events).toBe(before);
  });

  it('plays ten times as fast when asked, and goes on from where the slider was put', () => {
    const player = createFrames();
    startReplay(player.frames);
    seek(20);
    setSpeed(10);

    player.pass(3);

    expect(state().replay?.atMs).toBe(50);
  });

  it('takes a long pause between two frames for a short one', () => {
    const player = createFrames();
    startReplay(player.frames);
    seek(91);

    player.pass(600_000);

    expect(state().replay?.atMs).toBeLessThan(END - 1_000);
  });

  it('steps to where the next rung begins and back, and stops playing', () => {
    const player = createFrames();
    startReplay(player.frames);

    step('forward');
    const first = state().replay?.atMs ?? 0;
    step('forward');
    const second = state().replay?.atMs ?? 0;
    step('back');

    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first);
    expect(state().replay).toMatchObject({ atMs: first, isPlaying: false });
    for (let index = 0; index < 40; index++) step('forward');
    expect(state().replay?.atMs).toBe(END);
    togglePlay(player.frames);
    expect(state().replay).toMatchObject({ atMs: 0, isPlaying: true });
  });

  it('gives the whole run back when it is left, and stops when another page comes', () => {
    const player = createFrames();
    startReplay(player.frames);
    player.pass(10);

    leaveReplay();

    expect(state().replay).toBeNull();
    expect(state().run?.events).toBe(events);
    startReplay(player.frames);
    pageStore.setState({ run: null, replay: null });
    player.pass(10);
    expect(player.isRunning).toBe(false);
  });

  it('waits to be played, and moves only where something happens, for those who want less motion', () => {
    vi.spyOn(window, 'matchMedia').mockReturnValue({ matches: true } as MediaQueryList);
    const player = createFrames();

    startReplay(player.frames);
    expect(state().replay?.isPlaying).toBe(false);
    seek(91);
    togglePlay(player.frames);
    player.pass(500);

    expect(state().replay?.atMs).toBe(91);
    for (let second = 0; second < 4; second++) player.pass(900);
    expect(state().replay).toMatchObject({ atMs: END, isPlaying: false });
  });

  it('is not for a run in progress', () => {
    pageStore.setState({ run: sampleRun({ events, isEnded: false }) });

    startReplay();

    expect(state().replay).toBeNull();
  });
});
