/** What a document may hold where something else was: texts that some parser trips over, numbers at the edges, other shapes. */
const STRINGS = [
  '',
  ' ',
  '\ud800',
  '%',
  '%E0%A4%A',
  '__proto__',
  'constructor',
  'sip:',
  'sip:@',
  'sips:[::1',
  'https://',
  'https://[',
  'http://user:pass@h:99999/%zz',
  '<',
  '<a',
  '<?xml version="1.0"?><a xmlns="x"><b/></a>',
  '{"a":',
  '\u0000',
  '\u202e\u2066\u05d0',
  '\r\n\r\n',
  '"',
  '\\',
  '=;=;,',
  'NTLM realm="x',
  'TLSSSP',
  '9'.repeat(400),
  '1e999',
  '-1',
  'AAAA====',
  'Sun, 99 Nov 99999 12:00:00 GMT',
  'a.'.repeat(200),
  'REGISTER',
  'NOTIFY',
  'SUBSCRIBE',
  'constructor: __proto__',
];
const NUMBERS = [
  0,
  -0,
  -1,
  1,
  1.5,
  401,
  200,
  2 ** 31,
  2 ** 53 - 1,
  -(2 ** 53 - 1),
  1e21,
  1.7e308,
  -1.7e308,
  5e-324,
];
const OTHERS = ['null', 'true', 'false', '[]', '{}', '[[]]', '{"__proto__":{"polluted":true}}'];

const ACTS = [
  'remove',
  'double',
  'move',
  'take',
  'other',
  'empty',
  'grow',
  'cause',
  'seq',
  'time',
  'same',
] as const;
/** What keeps the type passes the catalogue most often, and so gets furthest: as often as all the others. */
export const WEIGHED_ACTS: readonly Act[] = [...ACTS, ...ACTS.map(() => 'same' as const)];
type Act = (typeof ACTS)[number];

/** Where to strike, and with what: positions are taken modulo what is there. */
export interface Strike {
  readonly act: Act;
  readonly at: number;
  readonly inside: number;
  readonly with: number;
}

/** Strikes the entries of a log, each strike upon what the ones before have left. others: entries of other logs. */
export function mangled(
  log: readonly unknown[],
  blows: readonly Strike[],
  others: readonly unknown[] = log,
): unknown[] {
  const entries: unknown[] = structuredClone([...log]);
  for (const blow of blows) strike(entries, blow, others);
  return entries;
}

function strike(
  entries: unknown[],
  { act, at, inside, with: what }: Strike,
  others: readonly unknown[],
): void {
  if (entries.length === 0) return;
  const index = at % entries.length;
  const entry = entries[index];
  switch (act) {
    case 'remove':
      entries.splice(index, 1 + (what % 5));
      return;
    case 'double':
      entries.splice(what % entries.length, 0, structuredClone(entry));
      return;
    case 'move':
      entries.splice(what % entries.length, 0, ...entries.splice(index, 1));
      return;
    case 'take': {
      const taken = structuredClone(others[what % others.length]);
      entries[index] = isObject(taken) && isObject(entry) ? { ...taken, seq: entry['seq'] } : taken;
      return;
    }
    case 'cause':
    case 'seq':
      if (isObject(entry)) entry[act] = what % (entries.length + 2);
      return;
    case 'time':
      if (isObject(entry)) entry[inside % 2 === 0 ? 't' : 'wall'] = NUMBERS[what % NUMBERS.length];
      return;
    case 'same':
    case 'other':
    case 'empty':
    case 'grow':
      strikeInside(entry, act, inside, what);
  }
}

type Slot = readonly [holder: Record<string, unknown> | unknown[], key: string];

function strikeInside(entry: unknown, act: Act, inside: number, what: number): void {
  const slots = slotsOf(isObject(entry) ? entry['data'] : entry);
  const [holder, key] = slots[inside % slots.length] ?? [];
  if (holder === undefined || key === undefined) return;
  const value = struck(Reflect.get(holder, key), act, what);
  // Set in the plain way, __proto__ would be no part of the JSON any more.
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}

function struck(before: unknown, act: Act, what: number): unknown {
  if (act === 'other') return JSON.parse(OTHERS[what % OTHERS.length] ?? 'null');
  if (isList(before)) {
    if (act === 'empty') return [];
    return act === 'grow' ? [...before, ...before, ...before] : [...before].reverse();
  }
  switch (typeof before) {
    case 'string': {
      const text = STRINGS[what % STRINGS.length] ?? '';
      return act === 'empty' ? '' : act === 'grow' ? `${before}${text}` : text;
    }
    case 'number':
      return NUMBERS[what % NUMBERS.length];
    case 'boolean':
      return !before;
    default:
      return before;
  }
}

/** Every place in a value where something stands. */
function slotsOf(value: unknown): readonly Slot[] {
  if (typeof value !== 'object' || value === null) return [];
  // Objects and lists alike hold their parts under keys.
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [[holder, key] as const, ...slotsOf(holder[key])]);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
