import * as z from 'zod';
import { RunDocument } from './document.ts';

/** The published JSON Schema (2020-12) of what `rungs check --json` prints. */
export function runDocumentSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(RunDocument);
  return {
    $schema,
    title: 'Rungs run',
    description:
      'What `rungs check --json` prints: one run, judged. version is raised when a field changes its meaning or goes.',
    ...schema,
  };
}
