import { success, type Result } from '../../../shared/lib/result.ts';
import { usageError, type UsageError } from './usage-error.ts';

export type OutputMode = 'text' | 'json' | 'ndjson' | 'quiet';

/** The options that choose it, for parseOptions. */
export const OUTPUT_OPTIONS = {
  json: { type: 'boolean' },
  ndjson: { type: 'boolean' },
  quiet: { type: 'boolean' },
} as const;

/** What is printed; one of the options at most. */
export function outputMode(values: Partial<Record<string, unknown>>): Result<OutputMode, UsageError> {
  const chosen = (['json', 'ndjson', 'quiet'] as const).filter((mode) => values[mode] === true);
  if (chosen.length > 1)
    return usageError(`Give only one of ${chosen.map((mode) => `--${mode}`).join(' and ')}.`);
  return success(chosen[0] ?? 'text');
}
