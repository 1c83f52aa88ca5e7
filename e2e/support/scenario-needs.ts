import { it } from 'vitest';
import { scenarioNeeds } from '../../electron/lab/lab.ts';

/**
 * A test of a practice scenario. Where this machine lacks a program that the scenario needs it is skipped with a word about it;
 * in CI, where everything can be installed, it fails.
 */
export function itOnScenario(scenario: string, title: string, test: () => Promise<void>): void {
  const need = scenarioNeeds(scenario);
  if (need === null) {
    it(title, test);
    return;
  }
  if (process.env['CI']) {
    it(title, () => {
      throw new Error(need);
    });
    return;
  }
  process.stderr.write(`skipped: ${title}: ${need}\n`);
  it.skip(`${title} (skipped: ${need})`, test);
}
