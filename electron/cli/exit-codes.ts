import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { Verdict } from '../../shared/run/document.ts';

/** What the shell is told. Documented in docs/cli.md, so part of the interface. */
export const EXIT = {
  /** Signed in, or reachable where no credentials were given. */
  healthy: 0,
  problem: 1,
  usage: 2,
  ourFault: 70,
  /** 128 + SIGINT, as shells have it. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A run that our own defect ended says nothing about the servers, whatever the verdict. */
export function exitCodeOf(log: readonly LoggedEvent[], verdict: Verdict): ExitCode {
  const last = log.at(-1);
  if (last?.kind === 'run.finished' && last.data.reason === 'crashed') return EXIT.ourFault;
  switch (verdict.outcome) {
    case 'signed-in':
    case 'reachable':
      return EXIT.healthy;
    case 'failed':
      return EXIT.problem;
    case 'cancelled':
      return EXIT.cancelled;
  }
}
