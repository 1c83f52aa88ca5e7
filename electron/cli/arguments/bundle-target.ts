import { success, type Result } from '../../../shared/lib/result.ts';
import { oneOf } from './one-of.ts';
import { usageError, type UsageError } from './usage-error.ts';

const LEVELS = ['standard', 'strict'] as const;

/** Where a bundle goes, and how much of the run its receiver may see. */
export interface BundleTarget {
  readonly path: string;
  readonly level: (typeof LEVELS)[number];
}

/** The options that choose it, for parseOptions. */
export const BUNDLE_OPTIONS = { bundle: { type: 'string' }, redact: { type: 'string' } } as const;

/** null: no bundle is asked for. */
export function bundleTarget(values: {
  readonly bundle?: string | undefined;
  readonly redact?: string | undefined;
}): Result<BundleTarget | null, UsageError> {
  const level = oneOf('redact', values.redact ?? 'standard', LEVELS);
  if (!level.ok) return level;
  if (values.bundle === undefined) {
    return values.redact === undefined
      ? success(null)
      : usageError('--redact is about the bundle: give --bundle FILE with it.');
  }
  return values.bundle === ''
    ? usageError('--bundle needs the name of a file.')
    : success({ path: values.bundle, level: level.value });
}
