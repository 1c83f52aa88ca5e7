import { catalogue } from '../events/catalogue.ts';
import { envelopeShape } from '../events/envelope.ts';

/**
 * The words that a field may have by the catalogue, such as outcome: answered. They name nobody and decide what the findings are.
 * Asked for by field and word, so that another word in such a field is treated like any text.
 */
export function isEnumerated(field: string, word: string): boolean {
  return TABLES.values.get(field)?.has(word) === true;
}

/** Field names and enumerated words, taken apart into single words. */
export function vocabularyOfEvents(): ReadonlySet<string> {
  return TABLES.vocabulary;
}

interface Tables {
  readonly values: ReadonlyMap<string, ReadonlySet<string>>;
  readonly vocabulary: ReadonlySet<string>;
}

/** What is read of a schema's definition; zod's own types for it are too wide to narrow. */
interface Definition {
  readonly type: string;
  readonly entries?: Readonly<Record<string, string | number>>;
  readonly values?: readonly unknown[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly items?: readonly Schema[];
}
interface Schema {
  readonly def: unknown;
}

function makeTables(): Tables {
  const values = new Map<string, Set<string>>();
  const vocabulary = new Set<string>();
  const visit = (schema: Schema, field: string): void => {
    // Only the members named above are looked at, and each may be absent.
    const { entries = {}, values: literals = [], ...inner } = schema.def as Definition;
    const known = values.get(field) ?? new Set();
    for (const word of [...Object.values(entries), ...literals])
      if (typeof word === 'string') known.add(word);
    values.set(field, known);
    for (const [name, child] of Object.entries(inner.shape ?? {})) {
      addWords(vocabulary, name);
      visit(child, name);
    }
    const nested = [inner.element, inner.innerType, ...(inner.options ?? []), ...(inner.items ?? [])];
    for (const child of nested) if (child !== undefined) visit(child, field);
  };
  for (const [kind, schema] of Object.entries(catalogue)) {
    addWords(vocabulary, kind);
    visit(schema, '');
  }
  for (const [field, schema] of Object.entries(envelopeShape)) visit(schema, field);
  for (const words of values.values()) for (const word of words) addWords(vocabulary, word);
  return { values, vocabulary };
}

function addWords(vocabulary: Set<string>, name: string): void {
  vocabulary.add(name.toLowerCase());
  for (const [word] of name.matchAll(/[A-Z]?[a-z]+|[A-Z]+/g)) vocabulary.add(word.toLowerCase());
}

const TABLES = makeTables();
