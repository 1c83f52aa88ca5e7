import type { GhostRung, Ladder } from '../ladder-model.ts';

/** Above what has not happened. */
export function expectedHeading({ ghosts, isFinished }: Ladder): string {
  const what = isFinished ? 'What a complete sign-in would do next' : 'Expected next';
  return allNeedSignIn(ghosts) ? `${what}, with a user name and password` : what;
}

/** Behind one that is expected; what the heading has already said of all of them is not said again. */
export function expectedRemark(ghost: GhostRung, { ghosts }: Ladder): string {
  if (ghost.isConditional) return ' · only if needed';
  return ghost.needsSignIn && !allNeedSignIn(ghosts) ? ' · needs a user name and password' : '';
}

/** Whether nothing that is still expected can happen without a user name and password. */
function allNeedSignIn(ghosts: readonly GhostRung[]): boolean {
  return ghosts.every((ghost) => ghost.needsSignIn);
}
