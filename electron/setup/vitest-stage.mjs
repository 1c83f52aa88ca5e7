import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { onSomeScreen } from './display.mjs';
import { nodeModules, state } from './paths.mjs';
import { run } from './processes.mjs';
import { say } from './report.mjs';

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 */

/**
 * @typedef {object} VitestRun
 * @property {readonly string[]} [projects] each is run by itself, so that none can be empty unnoticed
 * @property {string} [config] another configuration file than the checkout's
 * @property {Record<string, string | undefined>} [env]
 * @property {boolean} [onScreen] the tests open windows
 */

/**
 * Runs test suites to their end and counts.
 * @param {VitestRun} options
 * @returns {Promise<Totals>}
 */
export async function runVitest({ projects = [], config, env = {}, onScreen = false }) {
  const selections = projects.length > 0 ? projects.map((project) => ['--project', project]) : [[]];
  let totals = noTotals;
  for (const selection of selections) {
    const args = [...selection, ...(config ? ['--config', config] : [])];
    totals = addTotals(totals, await runOnce(args, env, onScreen));
  }
  return totals;
}

/** @type {Totals} */
export const noTotals = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {Totals} one
 * @param {Totals} other
 * @returns {Totals}
 */
export function addTotals(one, other) {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  };
}

/**
 * @param {readonly string[]} selection
 * @param {Record<string, string | undefined>} env
 * @param {boolean} onScreen
 * @returns {Promise<Totals>}
 */
async function runOnce(selection, env, onScreen) {
  mkdirSync(state, { recursive: true });
  const resultFile = path.join(state, `vitest-${process.pid}.json`);
  const vitest = path.join(nodeModules, 'vitest', 'vitest.mjs');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultFile}`];
  const args = [vitest, 'run', ...selection, ...reporters];
  const line = onScreen ? onSomeScreen(process.execPath, args) : { command: process.execPath, args };
  const { code, output } = await run(line.command, line.args, { env: { ...process.env, ...env } });
  if (output !== '') say(output);
  const totals = readTotals(resultFile);
  rmSync(resultFile, { force: true });
  // Failed without a failing test: a file that does not load, an error outside of any test, no test at all.
  const failedOtherwise = totals.failed === 0 && (code !== 0 || totals.passed + totals.skipped === 0);
  return failedOtherwise ? { ...totals, failed: 1 } : totals;
}

/**
 * @param {string} resultFile what vitest's JSON reporter wrote, if it came so far
 * @returns {Totals}
 */
function readTotals(resultFile) {
  try {
    const result = JSON.parse(readFileSync(resultFile, 'utf8'));
    const broken = result.testResults.filter(isBrokenFile).length;
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests + broken,
      skipped: result.numPendingTests + result.numTodoTests,
    };
  } catch {
    // Vitest ended before it could write one; its exit code then counts as a failure.
    return noTotals;
  }
}

/**
 * @param {{ status: string, assertionResults: readonly { status: string }[] }} file
 * @returns {boolean} whether it failed as a whole, by no test of its own
 */
function isBrokenFile({ status, assertionResults }) {
  return status === 'failed' && !assertionResults.some((test) => test.status === 'failed');
}
