import { isBlank } from './characters.ts';
import { MAX_CHALLENGE_PARAMETERS, MAX_CHALLENGES } from './limits.ts';
import { TextScanner } from './text-scanner.ts';

export interface Challenge {
  readonly scheme: string;
  /** By lower-case name; of a repeated parameter the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
  /** false: the text broke off or turned unreadable behind these parameters, or had more of them than we read. */
  readonly isComplete: boolean;
}

/** Reads the first challenge of a header value. Returns null when it does not begin with a scheme. */
export function parseChallenge(value: string): Challenge | null {
  return parseChallenges(value, 1)[0] ?? null;
}

/**
 * Reads `NTLM realm="…", version=4, Kerberos realm="…"`: a name without = after a comma begins the next challenge.
 * Parameter values may be quoted or bare, blanks may surround = and commas. At the first defect it returns what it has read.
 * Source: RFC 3261 20.44 and 25.1 `challenge`; [MS-SIP] 3.1.5.1 (order free, version unquoted).
 */
export function parseChallenges(value: string, limit: number = MAX_CHALLENGES): readonly Challenge[] {
  const scanner = new TextScanner(value);
  const challenges: OpenChallenge[] = [];
  let isAfterComma = true;
  for (;;) {
    isAfterComma = skipCommas(scanner) || isAfterComma;
    if (scanner.isAtEnd()) return challenges;
    const open = challenges.at(-1);
    const name = scanner.takeToken();
    if (name !== '' && scanner.takeSeparator('=')) {
      if (open === undefined) return challenges;
      const parameterText = scanValue(scanner);
      const isRead = parameterText !== null && open.parameters.size < MAX_CHALLENGE_PARAMETERS;
      if (!isRead) return [...challenges.slice(0, -1), { ...open, isComplete: false }];
      const key = name.toLowerCase();
      if (!open.parameters.has(key)) open.parameters.set(key, parameterText);
      isAfterComma = false;
      continue;
    }
    if (name === '' || !isAfterComma) {
      return open === undefined ? [] : [...challenges.slice(0, -1), { ...open, isComplete: false }];
    }
    if (challenges.length === limit) return challenges;
    challenges.push({ scheme: name, parameters: new Map(), isComplete: true });
    isAfterComma = false;
  }
}

interface OpenChallenge extends Challenge {
  readonly parameters: Map<string, string>;
}

function scanValue(scanner: TextScanner): string | null {
  if (scanner.peek() === '"') return scanner.takeQuotedString();
  const bare = scanner.takeWhile((code) => !isBlank(code) && code !== COMMA && code !== QUOTE);
  return bare === '' ? null : bare;
}

/** Returns whether there was a comma. Empty list elements are allowed (RFC 7230 7). */
function skipCommas(scanner: TextScanner): boolean {
  return scanner.takeWhile((code) => isBlank(code) || code === COMMA).includes(',');
}

const COMMA = 0x2c;
const QUOTE = 0x22;
