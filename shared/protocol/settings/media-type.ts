import { parameterValue, scanParameters, type Parameter } from '../sip/parameters.ts';
import { TextScanner } from '../sip/text-scanner.ts';

/** A Content-Type, RFC 3261 20.15. */
export interface MediaType {
  /** type/subtype in lower case. */
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** null: not a media type. What stands behind a malformed parameter is left out. */
export function parseMediaType(value: string): MediaType | null {
  const scanner = new TextScanner(value);
  scanner.skipBlanks();
  const type = scanner.takeToken();
  if (type === '' || !scanner.takeSeparator('/')) return null;
  const subtype = scanner.takeToken();
  if (subtype === '') return null;
  return { name: `${type}/${subtype}`.toLowerCase(), parameters: scanParameters(scanner) ?? [] };
}

export function mediaParameter(mediaType: MediaType, name: string): string | null {
  return parameterValue(mediaType.parameters, name);
}
