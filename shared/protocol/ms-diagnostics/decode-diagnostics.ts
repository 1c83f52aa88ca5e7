import { componentOfId } from './components.ts';
import { parseDiagnostics, type DiagnosticParameter, type ParsedDiagnostic } from './parse-diagnostics.ts';
import type { DiagnosticFact } from './table-types.ts';
import { findDiagnosticFact } from './table.ts';

export type DiagnosticHeader =
  'ms-diagnostics' | 'ms-diagnostics-public' | 'ms-client-diagnostics' | 'x-ms-diagnostics';

export interface DecodedDiagnostic {
  readonly header: DiagnosticHeader;
  readonly id: number;
  readonly subCode: string | null;
  /** The server's own words: they change between releases, so show them but do not match on them. Never ''. */
  readonly reason: string | null;
  /** The server that decided. The -public form leaves it out. */
  readonly source: string | null;
  readonly parameters: readonly DiagnosticParameter[];
  readonly isTruncated: boolean;
  /** Says only that another hop gave no reason. */
  readonly isRelayNote: boolean;
  /** null: not in our table. */
  readonly fact: DiagnosticFact | null;
  /** The part of the product that the id belongs to; null if even that is unknown. */
  readonly component: string | null;
}

/** Diagnostics decoded of one message. */
const MAX_DIAGNOSTICS = 32;

/** Takes the headers of a SIP message or an HTTP answer. Returns all diagnostics in wire order; what has no id is left out. */
export function decodeDiagnostics(
  headers: readonly { readonly name: string; readonly value: string }[],
): readonly DecodedDiagnostic[] {
  const decoded: DecodedDiagnostic[] = [];
  for (const { name, value } of headers) {
    const header = HEADERS.get(name.toLowerCase());
    if (header === undefined) continue;
    decoded.push(...parseDiagnostics(value).map((parsed) => decode(header, parsed)));
    if (decoded.length >= MAX_DIAGNOSTICS) break;
  }
  return decoded.slice(0, MAX_DIAGNOSTICS);
}

/**
 * Returns the diagnostic that names the failure itself, or null if there is none: one about signing in comes before an
 * unknown one, that before one about other business, and relay notes last of all; the first of equals.
 */
export function principalDiagnostic(list: readonly DecodedDiagnostic[]): DecodedDiagnostic | null {
  return list.toSorted((a, b) => remoteness(a) - remoteness(b))[0] ?? null;
}

const HEADERS: ReadonlyMap<string, DiagnosticHeader> = new Map([
  ['ms-diagnostics', 'ms-diagnostics'],
  ['ms-diagnostics-public', 'ms-diagnostics-public'],
  ['ms-client-diagnostics', 'ms-client-diagnostics'],
  ['x-ms-diagnostics', 'x-ms-diagnostics'],
]);

/** Source: [MS-OCER] SIP stack ids; a trace with 1034 beside 10003 shows which of the two is the failure. */
function isRelayNote(id: number): boolean {
  return id === 1011 || (id >= 1033 && id <= 1037);
}

function remoteness(diagnostic: DecodedDiagnostic): number {
  if (diagnostic.isRelayNote) return 3;
  if (diagnostic.fact === null) return 1;
  return diagnostic.fact.area === 'sign-in' ? 0 : 2;
}

function decode(
  header: DiagnosticHeader,
  { id, subCode, parameters, isTruncated }: ParsedDiagnostic,
): DecodedDiagnostic {
  return {
    header,
    id,
    subCode,
    reason: valueOf(parameters, 'reason'),
    source: valueOf(parameters, 'source'),
    parameters,
    isTruncated,
    isRelayNote: isRelayNote(id),
    fact: findDiagnosticFact(id),
    component: componentOfId(id),
  };
}

function valueOf(parameters: readonly DiagnosticParameter[], name: string): string | null {
  const value = parameters.find((parameter) => parameter.name.toLowerCase() === name)?.value ?? '';
  return value === '' ? null : value;
}
