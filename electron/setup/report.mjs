/** A problem with the machine or the network that a person has to solve: the message says it all, no stack. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/**
 * Writes one line for the person. Always to stderr: stdout belongs to the program that is being set up.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/**
 * Runs a script's main function; a SetupError becomes its message and the exit code.
 * @param {() => Promise<number>} main returns the exit code
 * @param {number} failureCode the exit code of a SetupError
 */
export async function runMain(main, failureCode = 1) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    process.exitCode = failureCode;
  }
}
