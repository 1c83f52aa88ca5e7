import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { diffDocumentSchema, runDocumentSchema } from '../../../shared/run/document-schema.ts';

/**
 * Writes the schemas of what is printed as JSON into docs/ from those in the code; with --check it only compares, and fails when a
 * file is stale. Run by `npm run schema` and `npm run schema:check`.
 */
const schemas = {
  'docs/run.schema.json': runDocumentSchema(),
  'docs/diff.schema.json': diffDocumentSchema(),
};

for (const [name, schema] of Object.entries(schemas)) {
  const file = fileURLToPath(new URL(`../../../${name}`, import.meta.url));
  const current = `${JSON.stringify(schema, null, 2)}\n`;
  if (!process.argv.includes('--check')) {
    writeFileSync(file, current);
    process.stdout.write(`${name} written\n`);
  } else if (!existsSync(file) || readFileSync(file, 'utf8') !== current) {
    process.stderr.write(`${name} is stale: run \`npm run schema\` and commit it.\n`);
    process.exitCode = 1;
  }
}
