import { isEventKind } from '../events/catalogue.ts';
import type { Header } from '../events/header.ts';
import { withheldText } from '../protocol/withhold/withheld.ts';
import { isEnumerated } from './enumerated-values.ts';
import { treatmentOf, type Treatment } from './field-treatments.ts';
import type { MessageProtocol } from './secret-messages.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What is done to the strings of an event. */
export interface Redactor {
  readonly field: (treatment: Treatment, value: string, beside: Fields) => string;
  readonly header: (header: Header, protocol: MessageProtocol) => Header;
  readonly body: (body: string, headers: readonly Header[], protocol: MessageProtocol) => string;
}

/** Events of the catalogue are far from it; in one of another making everything below is dropped. */
const DEEPEST = 32;

/**
 * The same event with every string redacted but those that the catalogue enumerates; numbers, nulls and all else stay. Takes events of
 * unknown kinds too.
 */
export function redactEvent<E extends { readonly kind: string }>(event: E, redactor: Redactor): E {
  const { kind } = event;
  const isKnown = isEventKind(kind);
  const walk = (value: unknown, path: readonly string[], beside: Fields): unknown => {
    if (typeof value === 'string') {
      const isKept = value === '' || isEnumerated(path.at(-1) ?? '', value);
      return isKept ? value : redactor.field(treatmentOf(kind, path), value, beside);
    }
    if (typeof value !== 'object' || value === null) return value;
    if (path.length > DEEPEST) return withheldText(JSON.stringify(value).slice(0, 100));
    if (Array.isArray(value)) return walkList(value, path, beside);
    return walkFields(value as Fields, path);
  };
  const walkList = (list: readonly unknown[], path: readonly string[], beside: Fields): unknown => {
    if (treatmentOf(kind, path) === 'headers' && list.every(isHeader))
      return list.map((header) => redactor.header(header, protocolOf(kind)));
    return list.map((item) => walk(item, path, beside));
  };
  const walkFields = (fields: Fields, path: readonly string[]): unknown =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        const inner = [...path, name];
        if (typeof value === 'string' && treatmentOf(kind, inner) === 'body') {
          const headers = Array.isArray(fields['headers']) ? fields['headers'].filter(isHeader) : [];
          return [name, redactor.body(value, headers, protocolOf(kind))];
        }
        return [isKnown ? name : redactor.field('text', name, {}), walk(value, inner, fields)];
      }),
    );
  const { data, ...envelope } = event as Fields;
  // Each string takes the place of a string, so that the event has the form that it had.
  return {
    ...(walkFields({ ...envelope, kind: '' }, []) as Fields),
    kind: isKnown ? kind : redactor.field('text', kind, {}),
    data: walk(data, [], {}),
  } as unknown as E;
}

function protocolOf(kind: string): MessageProtocol {
  return kind.startsWith('http.') ? 'http' : 'sip';
}

function isHeader(value: unknown): value is Header {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
