import { failure, type Result } from '../../../shared/lib/result.ts';

/** The command line cannot be carried out as given: one sentence, exit code 2. */
export interface UsageError {
  readonly sentence: string;
}

export function usageError(sentence: string): Result<never, UsageError> {
  return failure({ sentence });
}
