import { success, type Result } from '../../../shared/lib/result.ts';
import { nearest } from '../nearest.ts';
import { usageError, type UsageError } from './usage-error.ts';

/** A scenario of the practice network by its id. */
export function parseScenario(
  where: string,
  text: string,
  scenarioIds: readonly string[],
): Result<string, UsageError> {
  if (scenarioIds.includes(text)) return success(text);
  const close = nearest(text, scenarioIds, 3);
  const hint = close.length > 0 ? `did you mean ${close.join(', ')}?` : 'rungs lab --list names them all.';
  return usageError(`${where}: there is no scenario "${text}"; ${hint}`);
}
