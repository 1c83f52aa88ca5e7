import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cancelledLog } from '../../../shared/projections/testing/sample-logs.ts';
import { pageStore } from '../../store/store.ts';
import { installFakeHost } from '../../testing/fake-host.ts';
import { sampleRun } from '../../testing/sample-run.ts';
import { withoutMotion } from '../../testing/without-motion.ts';

withoutMotion();
installFakeHost();
const { ReplayBar } = await import('./ReplayBar.tsx');
const { leaveReplay, startReplay } = await import('../../store/replay.ts');

const events = cancelledLog();
const replay = () => pageStore.getState().replay;

/** A replay whose frames never come: it moves only as the test wants. */
beforeEach(() => {
  pageStore.setState({ ...pageStore.getInitialState(), run: sampleRun({ events }) }, true);
  startReplay(() => () => undefined);
  render(<ReplayBar />);
});
afterEach(() => {
  cleanup();
  leaveReplay();
});

const slider = (): HTMLElement => screen.getByRole('slider', { name: 'Moment of the check' });
const press = (key: string, on = slider()): boolean => fireEvent.keyDown(on, { key });

describe('the bar of a replay', () => {
  it('takes the keyboard: space plays and pauses, the arrows step, Escape leaves', () => {
    expect(document.activeElement).toBe(slider());
    press(' ');
    expect(replay()?.isPlaying).toBe(false);
    expect(screen.getByRole('button', { name: 'Play' })).toBeTruthy();

    press('ArrowRight');
    press('ArrowRight');
    const atMs = replay()?.atMs ?? 0;
    press('ArrowLeft');
    expect(atMs).toBeGreaterThan(replay()?.atMs ?? Infinity);
    press('Escape');

    expect(replay()).toBeNull();
    expect(pageStore.getState().run?.events).toBe(events);
  });

  it('leaves their keys to its buttons and its list', () => {
    expect(press(' ', screen.getByRole('button', { name: 'Step forward' }))).toBe(true);
    expect(press('ArrowRight', screen.getByRole('combobox', { name: 'Speed' }))).toBe(true);

    expect(replay()).toMatchObject({ atMs: 0, isPlaying: true });
  });

  it('goes to the moment of the slider, tells it in words, and says where a wait is shortened', () => {
    fireEvent.change(slider(), { target: { value: '1200' } });

    expect(replay()?.atMs).toBe(1_200);
    expect(slider().getAttribute('aria-valuetext')).toBe('1.2 s of 4.1 s');
    expect(screen.getByText('Nothing happens for 4.0 s. The replay passes this faster.')).toBeTruthy();
  });

  it('changes its speed', () => {
    fireEvent.change(screen.getByRole('combobox', { name: 'Speed' }), { target: { value: '10' } });

    expect(replay()?.speed).toBe(10);
  });
});
