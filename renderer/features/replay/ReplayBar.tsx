import { Button, Select } from '@fluentui/react-components';
import {
  Dismiss20Regular,
  Next20Regular,
  Pause20Regular,
  Play20Regular,
  Previous20Regular,
} from '@fluentui/react-icons';
import { useEffect, useId, useRef, type KeyboardEvent } from 'react';
import { duration } from '../../../shared/lib/duration.ts';
import { SPEEDS } from '../../store/replay-state.ts';
import { leaveReplay, seek, setSpeed, step, togglePlay } from '../../store/replay.ts';
import { usePage } from '../../store/store.ts';
import { shortenedWait } from '../../store/timeline.ts';
import { goTo } from '../../ui/places.ts';
import styles from './replay.module.css';

/** The run as it happened: played, step by step, or at any moment. Space plays, the arrows step, Escape leaves. */
export function ReplayBar() {
  const replay = usePage((page) => page.replay);
  const slider = useRef<HTMLInputElement>(null);
  const hint = useId();
  useEffect(() => {
    slider.current?.focus();
    return () => goTo('replay');
  }, []);
  if (replay === null) return null;
  const { times, atMs, isPlaying, speed } = replay;
  const endMs = times.at(-1) ?? 0;
  const waitMs = shortenedWait(times, atMs);
  const where = `${duration(atMs)} of ${duration(endMs)}`;
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- shortcuts; every one has its control
    <section aria-label="Replay" className={styles.bar} onKeyDown={onKeyDown}>
      <Button
        appearance="subtle"
        aria-label="Step back"
        icon={<Previous20Regular />}
        onClick={() => step('back')}
      />
      <Button
        aria-label={isPlaying ? 'Pause' : 'Play'}
        icon={isPlaying ? <Pause20Regular /> : <Play20Regular />}
        onClick={() => togglePlay()}
      />
      <Button
        appearance="subtle"
        aria-label="Step forward"
        icon={<Next20Regular />}
        onClick={() => step('forward')}
      />
      <input
        ref={slider}
        type="range"
        className={styles.slider}
        aria-label="Moment of the check"
        aria-valuetext={where}
        aria-describedby={hint}
        min={0}
        max={endMs}
        step="any"
        value={atMs}
        onChange={({ currentTarget }) => seek(Number(currentTarget.value))}
      />
      <span className={styles.where}>{where}</span>
      <Select
        aria-label="Speed"
        value={String(speed)}
        onChange={(_event, { value }) => setSpeed(SPEEDS.find((one) => String(one) === value) ?? 1)}
      >
        {SPEEDS.map((one) => (
          <option key={one} value={String(one)}>
            {one}×
          </option>
        ))}
      </Select>
      <Button appearance="subtle" icon={<Dismiss20Regular />} onClick={leaveReplay}>
        Leave replay
      </Button>
      <p id={hint} className={styles.hint}>
        {waitMs === null
          ? 'Space plays and pauses, the arrow keys step, Escape leaves.'
          : `Nothing happens for ${duration(waitMs)}. The replay passes this faster.`}
      </p>
    </section>
  );
}

function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
  const act = actionOf(event);
  if (act === null) return;
  event.preventDefault();
  act();
}

/** A list of speeds and a button keep the keys that are theirs. */
function actionOf({ key, target }: KeyboardEvent<HTMLElement>): (() => void) | null {
  const isIn = (selector: string): boolean => target instanceof Element && target.closest(selector) !== null;
  if (key === 'Escape') return leaveReplay;
  if (isIn('select')) return null;
  if (key === 'ArrowLeft' || key === 'ArrowDown') return () => step('back');
  if (key === 'ArrowRight' || key === 'ArrowUp') return () => step('forward');
  return key === ' ' && !isIn('button') ? () => togglePlay() : null;
}
