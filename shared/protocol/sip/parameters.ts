import { isBlank } from './characters.ts';
import type { TextScanner } from './text-scanner.ts';

/** `;name=value` behind a URI or a Via; quotes and escapes are gone from the value. null: a flag without value. */
export interface Parameter {
  readonly name: string;
  readonly value: string | null;
}

/** Returns the value of the first parameter of that name; null also for a flag. Names have no case. */
export function parameterValue(parameters: readonly Parameter[], name: string): string | null {
  return find(parameters, name)?.value ?? null;
}

export function hasParameter(parameters: readonly Parameter[], name: string): boolean {
  return find(parameters, name) !== undefined;
}

/** Reads parameters up to the end or a comma. Returns null where one is empty or malformed. */
export function scanParameters(scanner: TextScanner): readonly Parameter[] | null {
  const parameters: Parameter[] = [];
  while (scanner.takeSeparator(';')) {
    const name = scanner.takeToken();
    if (name === '') return null;
    if (!scanner.takeSeparator('=')) {
      parameters.push({ name, value: null });
      continue;
    }
    const value = scanValue(scanner);
    if (value === null) return null;
    parameters.push({ name, value });
  }
  return parameters;
}

/** A quoted value may be empty, a bare one may not. */
function scanValue(scanner: TextScanner): string | null {
  if (scanner.peek() === '"') return scanner.takeQuotedString();
  const bare = scanner.takeWhile(isParameterValueCode);
  return bare === '' ? null : bare;
}

function find(parameters: readonly Parameter[], name: string): Parameter | undefined {
  const key = name.toLowerCase();
  return parameters.find((parameter) => parameter.name.toLowerCase() === key);
}

/** Wider than RFC 3261's `gen-value` (token, host or quoted string): servers leave `/`, `=` and `:` unquoted. */
function isParameterValueCode(code: number): boolean {
  return !isBlank(code) && !';,"<>'.includes(String.fromCharCode(code));
}
