import { failure, success, type Result } from '../lib/result.ts';

/** What a text of JSON holds. Fails where it is none. */
export function parsedJson(text: string): Result<unknown, 'no JSON'> {
  try {
    return success(JSON.parse(text));
  } catch {
    return failure('no JSON');
  }
}
