import { success, type Result } from '../../../shared/lib/result.ts';
import { usageError, type UsageError } from './usage-error.ts';

/** One of a few words. Fails with a sentence that lists them. */
export function oneOf<T extends string>(
  name: string,
  value: string,
  allowed: readonly T[],
): Result<T, UsageError> {
  const found = allowed.find((one) => one === value);
  return found === undefined
    ? usageError(`--${name} knows only ${allowed.join(', ')}, not "${value}".`)
    : success(found);
}
