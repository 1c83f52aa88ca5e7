const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
const LAYOUT = /^([A-Z][a-z]{2}), (\d{2}) ([A-Z][a-z]{2}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT$/;

/**
 * Reads `Tue, 24 Oct 2017 13:28:50 GMT` and nothing else, since a clock skew is measured by it: no other zone,
 * no day that the month does not have, no weekday that belongs to another date. Returns epoch milliseconds or null.
 * Source: RFC 3261 20.17, 25.1 `rfc1123-date`.
 */
export function parseSipDate(value: string): number | null {
  const [, weekday, day, monthName, year, hour, minute, second] = LAYOUT.exec(value) ?? [];
  const month = MONTHS.findIndex((name) => name === monthName);
  const [hours, minutes, seconds] = [Number(hour), Number(minute), Number(second)];
  if (month === -1 || hours > 23 || minutes > 59 || seconds > 59) return null;
  const midnight = new Date(0);
  midnight.setUTCFullYear(Number(year), month, Number(day));
  if (midnight.getUTCDate() !== Number(day) || DAYS[midnight.getUTCDay()] !== weekday) return null;
  return midnight.getTime() + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** Takes epoch milliseconds between the years 0 and 9999; fractions of a second are cut off. */
export function formatSipDate(epochMs: number): string {
  const date = new Date(epochMs);
  const two = (part: number): string => String(part).padStart(2, '0');
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const day = `${DAYS[date.getUTCDay()] ?? ''}, ${two(date.getUTCDate())} ${MONTHS[date.getUTCMonth()] ?? ''} ${year}`;
  return `${day} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} GMT`;
}
