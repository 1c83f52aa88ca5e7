import { escapeValue } from '../soap-c14n.ts';

/** What stands inside of an element: text, which is escaped, or elements that are written already. */
export type Content = string | readonly string[];

/** Writes an element. Names and attribute names are the lab's own; whatever else may hold any characters. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: Content = [],
): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeValue(String(value))}"`);
  const inner = typeof content === 'string' ? escapeText(content) : content.join('');
  const start = `<${name}${written.join('')}`;
  return inner === '' ? `${start}/>` : `${start}>${inner}</${name}>`;
}

/** Elements with nothing but text, in their order. */
export function elements(
  entries: readonly (readonly [string, string | number | boolean])[],
): readonly string[] {
  return entries.map(([name, value]) => element(name, {}, String(value)));
}

export function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function escapeText(text: string): string {
  return escapeValue(text).replaceAll('>', '&gt;');
}
