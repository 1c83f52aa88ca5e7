import { expect } from 'vitest';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { StepId } from '../../shared/run/ids.ts';
import { leftBehind } from '../support/left-behind.ts';
import { openLab, type OpenLab } from '../support/lab-services.ts';
import { itOnScenario } from '../support/scenario-needs.ts';
import { openSockets } from '../support/sockets.ts';

/** What the engine allows itself for leaving (2 s), and a slow machine; far below what it waits for a server (10 s). */
const LEAVING_MS = 6_000;

/** The moment of a run when the nth event of a kind is recorded. */
interface Moment {
  readonly kind: string;
  readonly nth: number;
}

/** Every message and every single observation of these steps is such a moment; of the others, the first of each kind. */
const CASES: readonly { readonly scenario: string; readonly steps: readonly StepId[] }[] = [
  { scenario: 'ntlm', steps: ['authentication'] },
  { scenario: 'tls-dsk', steps: ['authentication'] },
  { scenario: 'kerberos', steps: ['authentication'] },
  { scenario: 'redirect-other-pool', steps: ['authentication', 'redirection'] },
  { scenario: 'settings-healthy', steps: ['settings'] },
  // Here requests of the server are waited for, and answered.
  { scenario: 'settings-notify-late', steps: [] },
];

for (const { scenario, steps } of CASES) {
  itOnScenario(
    scenario,
    `${scenario}: cancelled at any moment, the run ends soon and signs out`,
    async () => {
      await using practice = await openLab(scenario);
      const whole = await practice.run();
      const moments = momentsOf(whole.log.events, steps);
      expect(moments.length).toBeGreaterThan(25);
      for (const step of steps) expect(moments.some(({ kind }) => kind.startsWith(`${step}.`))).toBe(true);

      const left: unknown[] = [];
      for (const moment of moments) {
        const { tookMs, last, isWiped } = await cancelledAt(practice, moment);
        const remains = leftBehind(practice.lab);
        const isFine = tookMs < LEAVING_MS && last === 'run.finished' && isWiped && remains.length === 0;
        if (!isFine) left.push({ ...moment, tookMs, last, isWiped, remains });
      }

      expect(left).toEqual([]);
      // Whoever cancelled was not taken for somebody who typed a wrong password.
      expect(practice.lab.directory.attempts.every(({ ok }) => ok)).toBe(true);
      await practice.lab.close();
      await expect.poll(openSockets).toEqual([]);
    },
  );
}

const TELLING = /^(sip|authentication|redirection|registration|settings)\./;

function momentsOf(log: readonly LoggedEvent[], steps: readonly StepId[]): readonly Moment[] {
  const counts = new Map<string, number>();
  return log.flatMap(({ kind, step }) => {
    const nth = counts.get(kind) ?? 0;
    counts.set(kind, nth + 1);
    const isEndOfRun = kind === 'run.finished';
    const isOfStep = step !== null && steps.includes(step);
    const isOfInterest = nth === 0 || (isOfStep && TELLING.test(kind));
    return isOfInterest && !isEndOfRun ? [{ kind, nth }] : [];
  });
}

async function cancelledAt(
  practice: OpenLab,
  moment: Moment,
): Promise<{ readonly tookMs: number; readonly last: string | undefined; readonly isWiped: boolean }> {
  const password = new TextEncoder().encode('Rungs!2026');
  const run = await practice.start({}, { password });
  let seen = 0;
  let cancelledAtMs = performance.now();
  for await (const { kind } of run.log.read({ from: 0, follow: true })) {
    if (kind !== moment.kind || seen++ !== moment.nth) continue;
    cancelledAtMs = performance.now();
    run.cancel();
  }
  await run.done;
  const tookMs = performance.now() - cancelledAtMs;
  return {
    tookMs,
    last: run.log.events.at(-1)?.kind,
    isWiped: password.every((byte) => byte === 0),
  };
}
