const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** "3 May 2027", in UTC like the certificates and logs that it comes from. Never fails, whatever a certificate says. */
export function date(epochMs: number): string {
  const when = new Date(epochMs);
  const month = MONTHS[when.getUTCMonth()];
  if (month === undefined) return 'an unreadable date';
  return `${when.getUTCDate()} ${month} ${when.getUTCFullYear()}`;
}

/** "3 May 2027, 14:05:09 UTC". */
export function dateTime(epochMs: number): string {
  const when = new Date(epochMs);
  if (Number.isNaN(when.getTime())) return date(epochMs);
  return `${date(epochMs)}, ${when.toISOString().slice(-13, -5)} UTC`;
}
