/** Calls once a frame with the time in ms, until it is stopped. */
export type Frames = (onFrame: (nowMs: number) => void) => () => void;

export const windowFrames: Frames = (onFrame) => {
  let handle = requestAnimationFrame(function frame(nowMs) {
    handle = requestAnimationFrame(frame);
    onFrame(nowMs);
  });
  return () => cancelAnimationFrame(handle);
};

/** Whether the person asked the operating system for less motion. */
export function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}
