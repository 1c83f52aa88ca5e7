import { parseArgs } from 'node:util';
import { ensureDependencies } from './install.mjs';
import { runMain, say, SetupError } from './report.mjs';
import { ensureElectron } from './runtime.mjs';
import { chooseStages } from './stages.mjs';
import { ensureSystemPackages, sandboxObstacle } from './system-libraries.mjs';
import { addTotals, noTotals } from './vitest-stage.mjs';

/** @typedef {import('./runtime.mjs').Runtime} Runtime */
/** @typedef {import('./stages.mjs').Stage} Stage */
/** @typedef {import('./vitest-stage.mjs').Totals} Totals */

const usage = `npm test                           everything
npm test -- --stage unit,scenarios  only these (and what they need)
npm test -- --with package,smoke    everything, then the packaged app`;

await runMain(async () => {
  const chosen = chooseStages(parseWish());
  let totals = noTotals;
  /** @type {Set<string>} */
  const failed = new Set();
  try {
    const electron = await prepare(chosen);
    for (const stage of chosen) {
      const result = await runStage(stage, failed, electron);
      totals = addTotals(totals, result);
      if (result.failed > 0) failed.add(stage.name);
    }
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    failed.add('set-up');
    totals = addTotals(totals, { ...noTotals, failed: 1 });
  }
  if (failed.size > 0) print(`\nFailed: ${[...failed].join(', ')}`);
  print(`\n${inWords(totals)}`);
  return failed.size > 0 ? 1 : 0;
});

/** @returns {{ only: string[], extra: string[] }} */
function parseWish() {
  const list = (/** @type {string[]} */ values) =>
    values.flatMap((value) => value.split(',')).filter(Boolean);
  try {
    const { values } = parseArgs({
      options: { stage: { type: 'string', multiple: true }, with: { type: 'string', multiple: true } },
    });
    return { only: list(values.stage ?? []), extra: list(values.with ?? []) };
  } catch (error) {
    throw new SetupError(`${error instanceof Error ? error.message : ''}\n${usage}`);
  }
}

/**
 * Gets what the stages need. What the system lacks is said here; the stage that needs it then fails by itself.
 * @param {readonly Stage[]} chosen
 * @returns {Promise<Runtime | undefined>}
 */
async function prepare(chosen) {
  await ensureDependencies();
  const electron = chosen.some(({ needsElectron }) => needsElectron) ? await ensureElectron() : undefined;
  // Found once, for all that the stages start.
  if (electron) process.env['ELECTRON_OVERRIDE_DIST_PATH'] = electron.dist;
  await ensureSystemPackages({
    ...(electron && { executablePath: electron.executablePath, virtualScreen: true }),
    interopTools: chosen.some(({ needsInteropTools }) => needsInteropTools),
  });
  const obstacle = electron && sandboxObstacle(electron.dist);
  if (obstacle) say(obstacle);
  return electron;
}

/**
 * @param {Stage} stage
 * @param {ReadonlySet<string>} failed the stages that have failed so far
 * @param {Runtime | undefined} electron
 * @returns {Promise<Totals>}
 */
async function runStage(stage, failed, electron) {
  print(`\n── ${stage.name} ${'─'.repeat(Math.max(0, 60 - stage.name.length))}`);
  const obstacle = stage.needs?.find((need) => failed.has(need));
  if (obstacle !== undefined) {
    print(`not run, since ${obstacle} failed`);
    return { ...noTotals, failed: 1 };
  }
  const startedAt = Date.now();
  const totals = await stage.run(electron);
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  const counted =
    totals.passed + totals.skipped > 0 ? `: ${inWords(totals)}` : totals.failed > 0 ? ': failed' : ': ok';
  print(`${stage.name}${counted} (${seconds} s)`);
  if (stage.maySkip !== false || !process.env['CI'] || totals.skipped === 0) return totals;
  print(`${stage.name}: in CI everything can be had, so a skipped test counts as failed`);
  return { passed: totals.passed, failed: totals.failed + totals.skipped, skipped: 0 };
}

/**
 * @param {Totals} totals
 * @returns {string}
 */
function inWords({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}

/** @param {string} line */
function print(line) {
  process.stdout.write(`${line}\n`);
}
