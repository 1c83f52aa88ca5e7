import type { Virtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useState } from 'react';

/** How many expected rows stay in sight below the last one that happened. */
const LOOK_AHEAD = 2;

interface FollowTail {
  readonly isFollowing: boolean;
  /** The person takes over: nothing moves any more by itself. */
  readonly release: () => void;
  readonly resume: () => void;
}

/** Keeps the last thing that happened in sight while the run is live, until the person scrolls. */
export function useFollowTail(
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  happenedCount: number,
  isFinished: boolean,
  rowCount: number,
): FollowTail {
  const [isFollowing, setIsFollowing] = useState(true);
  useEffect(() => {
    if (!isFollowing || isFinished || happenedCount === 0) return;
    const tail = Math.min(rowCount - 1, happenedCount - 1 + LOOK_AHEAD);
    virtualizer.scrollToIndex(tail, { align: 'end' });
  }, [virtualizer, happenedCount, isFinished, isFollowing, rowCount]);
  const release = useCallback(() => setIsFollowing(false), []);
  const resume = useCallback(() => setIsFollowing(true), []);
  return { isFollowing, release, resume };
}
