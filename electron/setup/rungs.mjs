import { pathToFileURL } from 'node:url';
import { cliScript, ensureBuilt } from './build.mjs';
import { ensureDependencies } from './install.mjs';
import { say, SetupError } from './report.mjs';

// The command line runs in this very process: its exit code, its signals and its streams are then exactly its own.
const ourOwnFault = 70;

try {
  await ensureDependencies();
  await ensureBuilt();
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(error.message);
  process.exit(ourOwnFault);
}

process.argv[1] = cliScript;
await import(pathToFileURL(cliScript).href);
