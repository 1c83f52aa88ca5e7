/** What the first two numbers of a date mean; a year in front is told by its four digits. */
export type DateOrder = 'month-first' | 'day-first';

const TIME =
  /(?<!\d)(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})[|T -](\d{1,2}):(\d{2}):(\d{2})(?:[.,:](\d{1,9}))?(?![\d:])/;

/** How far a prefix is looked at for its time. */
export const MAX_TIME = 40;

/** Reads times; finds out on the way whether a date begins with the day. */
export class LogClock {
  order: DateOrder;
  /** Times before had been read in the other order. */
  hasTurned = false;

  constructor(order: DateOrder) {
    this.order = order;
  }

  /** The first time in a text, as if it were UTC, in epoch ms; null: none. Looks at the first 400 characters. */
  read(text: string): number | null {
    const [, first = '', second = '', third = '', ...clock] = TIME.exec(text.slice(0, 400)) ?? [];
    if (first === '') return null;
    const [hour = 0, minute = 0, secondOfMinute = 0] = clock.slice(0, 3).map(Number);
    const ms = Number((clock[3] ?? '').padEnd(3, '0').slice(0, 3));
    const day = this.dayOf(first, second, third);
    return day === null ? null : timeOfDay(day, hour, minute, secondOfMinute, ms);
  }

  /** The same of a time that is written as clients do, 03/10/2026|07:41:55.446; any other way of writing is read as text. */
  readUnits(units: Uint8Array, from: number): number | null {
    const a = digitsAt(units, from, 2);
    const b = digitsAt(units, from + 3, 2);
    const year = digitsAt(units, from + 6, 4);
    const hour = digitsAt(units, from + 11, 2);
    const minute = digitsAt(units, from + 14, 2);
    const second = digitsAt(units, from + 17, 2);
    const ms = digitsAt(units, from + 20, 3);
    const isNumbers = a + b + year + hour + minute + second + ms >= 0;
    if (!isNumbers || !hasSeparators(units, from)) {
      return this.read(String.fromCharCode(...units.subarray(from, from + MAX_TIME)));
    }
    const day = this.dayOfNumbers(a, b, year);
    return day === null ? null : timeOfDay(day, hour, minute, second, ms);
  }

  private dayOf(first: string, second: string, third: string): number | null {
    if (first.length > 2) return dayAt(Number(first), Number(second), Number(third));
    return this.dayOfNumbers(Number(first), Number(second), Number(third));
  }

  private dayOfNumbers(a: number, b: number, year: number): number | null {
    const known = orderIn(a, b);
    if (known !== null && known !== this.order) {
      this.order = known;
      this.hasTurned = true;
    }
    return this.order === 'month-first' ? dayAt(year, a, b) : dayAt(year, b, a);
  }
}

function timeOfDay(day: number, hour: number, minute: number, second: number, ms: number): number | null {
  if (hour > 23 || minute > 59 || second > 60) return null;
  return day + ((hour * 60 + minute) * 60 + second) * 1_000 + ms;
}

/** Where the fixed form has them: two slashes, the bar, two colons, the point, and a blank behind it. */
function hasSeparators(units: Uint8Array, from: number): boolean {
  return (
    units[from + 2] === 0x2f &&
    units[from + 5] === 0x2f &&
    units[from + 10] === 0x7c &&
    units[from + 13] === 0x3a &&
    units[from + 16] === 0x3a &&
    units[from + 19] === 0x2e &&
    units[from + 23] === 0x20
  );
}

/** -Infinity: not all of them are digits. */
function digitsAt(units: Uint8Array, at: number, digits: number): number {
  let number = 0;
  for (let index = at; index < at + digits; index += 1) {
    const digit = (units[index] ?? 0) - 0x30;
    if (digit < 0 || digit > 9) return -Infinity;
    number = 10 * number + digit;
  }
  return number;
}

/** A number above twelve is no month. */
function orderIn(first: number, second: number): DateOrder | null {
  if (first > 12 && second <= 12) return 'day-first';
  return second > 12 && first <= 12 ? 'month-first' : null;
}

function dayAt(year: number, month: number, day: number): number | null {
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) return null;
  return Date.UTC(year, month - 1, day);
}

const DATES = /(?<!\d)(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}[|T -]\d{1,2}:/g;
const SIP_DATE = /^Date: \w{3}, \d{1,2} (\w{3}) \d{4} /m;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Takes the beginning of a log. Where no number is above twelve, the Date of a server's answer tells; else the month comes first. */
export function dateOrderOf(head: string): DateOrder {
  for (const [, first, second] of head.matchAll(DATES)) {
    const known = orderIn(Number(first), Number(second));
    if (known !== null) return known;
  }
  const answer = SIP_DATE.exec(head);
  const month = MONTHS.indexOf(answer?.[1] ?? '') + 1;
  const before = [...head.slice(0, answer?.index ?? 0).matchAll(DATES)].at(-1);
  const isDayFirst = month > 0 && Number(before?.[2]) === month && Number(before?.[1]) !== month;
  return isDayFirst ? 'day-first' : 'month-first';
}
