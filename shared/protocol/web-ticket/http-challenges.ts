import { TextScanner } from '../sip/text-scanner.ts';

/** One challenge of an HTTP answer (RFC 9110 11.6.1). */
export interface HttpChallenge {
  readonly scheme: string;
  /** What stands bare behind the scheme, such as the base64 of an NTLM message. */
  readonly token: string | null;
  /** By lower-case name; of a repeated parameter the first counts. */
  readonly parameters: ReadonlyMap<string, string>;
}

const MAX_CHALLENGES = 16;
const MAX_PARAMETERS = 32;

/**
 * Reads the values of all WWW-Authenticate headers of an answer, each of which may hold several challenges. At a defect the
 * rest of that header is left out. Never fails; linear in the length.
 */
export function readHttpChallenges(values: readonly string[]): readonly HttpChallenge[] {
  return values.flatMap(readOneHeader).slice(0, MAX_CHALLENGES);
}

/** Whether the answer wants modern authentication, and where its sign-in page is ([MS-OAUTH2EX]: authorization_uri). */
export function modernAuthenticationOf(
  challenges: readonly HttpChallenge[],
): { readonly authorizationUri: string | null } | null {
  const bearer = challenges.filter(({ scheme }) => scheme.toLowerCase() === 'bearer');
  if (bearer.length === 0) return null;
  const uris = bearer.map(({ parameters }) => parameters.get('authorization_uri') ?? '');
  return { authorizationUri: uris.find((uri) => uri !== '')?.slice(0, 2_048) ?? null };
}

interface OpenChallenge extends HttpChallenge {
  token: string | null;
  readonly parameters: Map<string, string>;
}

function readOneHeader(value: string): readonly HttpChallenge[] {
  const scanner = new TextScanner(value);
  const challenges: OpenChallenge[] = [];
  while (challenges.length <= MAX_CHALLENGES) {
    scanner.takeWhile(isBlankOrComma);
    if (scanner.isAtEnd()) return challenges;
    const name = scanner.takeToken();
    if (name === '') return challenges;
    const open = challenges.at(-1);
    if (scanner.takeSeparator('=')) {
      if (open === undefined || open.parameters.size >= MAX_PARAMETERS) return challenges;
      const text = readValue(scanner);
      if (text === null) return challenges;
      const key = name.toLowerCase();
      if (!open.parameters.has(key)) open.parameters.set(key, text);
      continue;
    }
    challenges.push({ scheme: name, token: takeToken68(scanner), parameters: new Map() });
  }
  return challenges;
}

/** Consumes it only if nothing but the end or a comma follows: otherwise it is the name of a parameter. */
function takeToken68(scanner: TextScanner): string | null {
  const start = scanner.position;
  scanner.skipBlanks();
  TOKEN68.lastIndex = scanner.position;
  const match = TOKEN68.exec(scanner.text);
  const token = match?.[0] ?? '';
  scanner.position += token.length;
  if (token !== '') {
    const end = scanner.position;
    scanner.skipBlanks();
    if (scanner.isAtEnd() || scanner.peek() === ',') return token;
    scanner.position = end;
  }
  scanner.position = start;
  return null;
}

function readValue(scanner: TextScanner): string | null {
  if (scanner.peek() === '"') return scanner.takeQuotedString();
  // Servers leave the quotation marks off, even around a URL.
  return scanner.takeWhile((code) => !isBlankOrComma(code));
}

/** RFC 9110 11.2. */
const TOKEN68 = /[A-Za-z0-9\-._~+/]+={0,2}/y;

function isBlankOrComma(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x2c;
}
