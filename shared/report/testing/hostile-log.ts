import { parseLoggedEvent, type LoggedEvent } from '../../events/catalogue.ts';

/** Texts that would break out of an element, an attribute, a comment, a section or a string, if they were let. */
export const HOSTILE_TEXTS: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></style></pre><iframe src="https://evil.example">',
  ']]>&amp;&#x3c;svg/onload=alert(1)&#62;<!--',
  'javascript:alert(1)',
  '{{constructor}}${1}`',
  '\u0000\u0008\u001b[31m\u007f\u0085\u202e\ufffe\uffff',
  '\ud800 alone \udfff',
  '\u05d0\u05d1 right to left',
  '漢字'.repeat(200),
];

/** Where a text stands in an event's data. */
type Path = readonly (string | number)[];

/**
 * Finds, once for a log, every text in it that may be anything, and returns what puts others there: the nth place gets the nth
 * of the given texts, and so on in turns. What comes out still meets the catalogue, but for lone limits on length.
 */
export function hostileLog(
  log: readonly LoggedEvent[],
): (texts: readonly string[]) => readonly LoggedEvent[] {
  const places = log.map((event) => pathsOf(event.data, []).filter((path) => isFree(event, path)));
  return (texts) => {
    let turn = 0;
    return log.map((event, index) => {
      const changed = structuredClone(event);
      for (const path of places[index] ?? []) {
        put(changed.data, path, texts[turn % texts.length] ?? '');
        turn += 1;
      }
      return changed;
    });
  };
}

function pathsOf(value: unknown, path: Path): readonly Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Array.isArray(value)
    ? value.flatMap((one, index) => pathsOf(one, [...path, index]))
    : Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]));
}

function isFree(event: LoggedEvent, path: Path): boolean {
  const changed = structuredClone(event);
  put(changed.data, path, '<"\'>');
  return parseLoggedEvent(changed).ok;
}

function put(data: unknown, path: Path, text: string): void {
  const [key, ...rest] = path;
  if (typeof data !== 'object' || data === null || key === undefined) return;
  if (rest.length === 0) Reflect.set(data, key, text);
  else put(Reflect.get(data, key), rest, text);
}
