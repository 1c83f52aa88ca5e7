import { parseArgs, type ParseArgsConfig } from 'node:util';
import { success, type Result } from '../../../shared/lib/result.ts';
import { editDistance, nearest } from '../nearest.ts';
import { usageError, type UsageError } from './usage-error.ts';

type Options = NonNullable<ParseArgsConfig['options']>;
type Parsed<T extends Options> = ReturnType<
  typeof parseArgs<{ options: T; strict: true; allowPositionals: true }>
>;

/** node:util parseArgs, with its exceptions as one sentence each. */
export function parseOptions<const T extends Options>(
  argv: readonly string[],
  options: T,
): Result<Parsed<T>, UsageError> {
  try {
    const parsed = parseArgs({
      args: [...argv],
      options,
      strict: true,
      allowPositionals: true,
      tokens: true,
    });
    const given = parsed.tokens.flatMap((token) => (token.kind === 'option' ? [token.name] : []));
    // Which of two values counts would be a guess; a repeated flag says the same twice.
    const repeated = given.find((name, at) => takesOneValue(options[name]) && given.indexOf(name) !== at);
    return repeated === undefined ? success(parsed) : usageError(`Give --${repeated} only once.`);
  } catch (error) {
    return usageError(sentenceOf(error, Object.keys(options)));
  }
}

function takesOneValue(option: Options[string] | undefined): boolean {
  return option?.type === 'string' && option.multiple !== true;
}

function sentenceOf(error: unknown, names: readonly string[]): string {
  if (!(error instanceof Error && 'code' in error)) throw error;
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'ERR_PARSE_ARGS_UNKNOWN_OPTION': {
      const asked = quoted.replace(/^-+/, '');
      // Options are short words, and two short words are soon alike.
      const close = nearest(asked, names, 1).find(
        (name) => editDistance(asked, name) <= Math.max(1, asked.length / 4),
      );
      return `There is no option ${quoted}${close === undefined ? '.' : `; did you mean --${close}?`}`;
    }
    case 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE':
      // "-s, --long <value>" in the message: the option as it is declared.
      return error.message.includes('does not take an argument')
        ? `${quoted} takes no value.`
        : `${quoted.replace(/ <value>$/, '')} needs a value.`;
    default:
      throw error;
  }
}
