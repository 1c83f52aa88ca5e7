import * as z from 'zod';
import { DiffDocument } from './diff-document.ts';
import { RunDocument } from './document.ts';

/** The published JSON Schema (2020-12) of what `rungs check --json` prints. */
export function runDocumentSchema(): object {
  return published(
    RunDocument,
    'Rungs run',
    'What `rungs check --json` prints: one run, judged. version is raised when a field changes its meaning or goes.',
  );
}

/** The published JSON Schema (2020-12) of what `rungs diff --json` prints. */
export function diffDocumentSchema(): object {
  return published(
    DiffDocument,
    'Rungs diff',
    'What `rungs diff --json` prints: two runs compared. version is raised when a field changes its meaning or goes.',
  );
}

function published(document: z.ZodType, title: string, description: string): object {
  const { $schema, ...schema } = z.toJSONSchema(document);
  return { $schema, title, description, ...schema };
}
