import { ensureBuilt } from './build.mjs';
import { packageApp } from './package.mjs';
import { runNpm } from './processes.mjs';
import { say, SetupError } from './report.mjs';
import { noTotals, runVitest } from './vitest-stage.mjs';

/** @typedef {import('./runtime.mjs').Runtime} Runtime */
/** @typedef {import('./vitest-stage.mjs').Totals} Totals */

/**
 * One thing that `npm test` does.
 * @typedef {object} Stage
 * @property {string} name
 * @property {boolean} [isExtra] runs only when asked for
 * @property {readonly string[]} [needs] stages that must have passed before
 * @property {boolean} [needsElectron]
 * @property {boolean} [needsInteropTools]
 * @property {boolean} [maySkip] false: in CI a test that was skipped counts as failed
 * @property {(electron: Runtime | undefined) => Promise<Totals>} run a check counts only when it fails, as one
 */

/** @type {readonly Stage[]} */
export const stages = [
  script('format', 'format:check'),
  script('lint', 'lint'),
  script('typecheck', 'typecheck'),
  script('cruise', 'cruise'),
  { name: 'unit', run: () => runVitest({ projects: ['node', 'dom'] }) },
  script('schema', 'schema:check'),
  { name: 'build', run: () => check(() => ensureBuilt()) },
  { name: 'scenarios', needs: ['build'], run: () => runVitest({ projects: ['scenarios'] }) },
  {
    name: 'app',
    needs: ['build'],
    needsElectron: true,
    maySkip: false,
    run: (electron) =>
      runVitest({ projects: ['app'], env: { RUNGS_ELECTRON: electron?.executablePath }, onScreen: true }),
  },
  {
    name: 'interop',
    needs: ['build'],
    needsInteropTools: true,
    maySkip: false,
    run: () => runVitest({ projects: ['interop'] }),
  },
  script('knip', 'knip'),
  { ...script('size', 'size'), needs: ['build'] },
  {
    name: 'package',
    isExtra: true,
    needs: ['build'],
    needsElectron: true,
    run: () => check(() => packageApp(['--linux', 'dir'])),
  },
  {
    name: 'smoke',
    isExtra: true,
    needs: ['package'],
    needsElectron: true,
    maySkip: false,
    run: () => runVitest({ config: 'e2e/smoke/vitest.config.ts', onScreen: true }),
  },
];

/**
 * The stages to run, in their order, with those that they need.
 * @param {{ only: readonly string[], extra: readonly string[] }} wish empty `only`: all but the extra ones
 * @returns {Stage[]}
 */
export function chooseStages({ only, extra }) {
  const unknown = [...only, ...extra].filter((name) => !stages.some((stage) => stage.name === name));
  if (unknown.length > 0) {
    throw new SetupError(
      `No such stage: ${unknown.join(', ')}. There are ${stages.map(({ name }) => name).join(', ')}.`,
    );
  }
  const usual =
    only.length > 0 ? only : stages.filter(({ isExtra }) => isExtra !== true).map(({ name }) => name);
  const chosen = new Set([...usual, ...extra]);
  // A stage needs only such as stand before it, so one pass from the end finds them all.
  for (const { name, needs = [] } of stages.toReversed()) {
    if (chosen.has(name)) needs.forEach((need) => chosen.add(need));
  }
  return stages.filter(({ name }) => chosen.has(name));
}

/**
 * A stage that is a script of package.json.
 * @param {string} name
 * @param {string} npmScript
 * @returns {Stage}
 */
function script(name, npmScript) {
  const run = async () => {
    const { code } = await runNpm(['run', '--silent', npmScript]);
    if (code !== 0) throw new SetupError(`npm run ${npmScript} failed.`);
  };
  return { name, run: () => check(run) };
}

/**
 * @param {() => Promise<void>} work
 * @returns {Promise<Totals>}
 */
async function check(work) {
  try {
    await work();
    return noTotals;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return { ...noTotals, failed: 1 };
  }
}
