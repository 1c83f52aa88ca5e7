import { setInterval } from 'node:timers';
import { pathToFileURL } from 'node:url';
import { cliScript, ensureBuilt } from './build.mjs';
import { ensureDependencies } from './install.mjs';
import { say, SetupError } from './report.mjs';

const ourOwnFault = 70;

try {
  await ensureDependencies();
  await ensureBuilt();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exit(ourOwnFault);
}

// npm runs us below a shell. Where npm is asked to end, that shell dies and leaves us behind: then we were meant.
if (process.env['npm_lifecycle_event'] !== undefined) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.kill(process.pid, 'SIGTERM'), 500).unref();
}

// The command line runs in this very process: its exit code, its signals and its streams are exactly its own.
process.argv[1] = cliScript;
await import(pathToFileURL(cliScript).href);
