import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runDocumentSchema } from '../../../shared/run/document-schema.ts';

/**
 * Writes docs/run.schema.json from the schema in the code; with --check it only compares, and fails when the file is stale.
 * Run by `npm run schema` and `npm run schema:check`.
 */
const file = fileURLToPath(new URL('../../../docs/run.schema.json', import.meta.url));
const current = `${JSON.stringify(runDocumentSchema(), null, 2)}\n`;

if (!process.argv.includes('--check')) {
  writeFileSync(file, current);
  process.stdout.write('docs/run.schema.json written\n');
} else if (!existsSync(file) || readFileSync(file, 'utf8') !== current) {
  process.stderr.write('docs/run.schema.json is stale: run `npm run schema` and commit it.\n');
  process.exitCode = 1;
}
