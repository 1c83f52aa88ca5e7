import { counted } from './listing.ts';

/** How long something took, as a figure: "12 ms", "0.4 s", "1 min 1 s". */
export function duration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return 'an unknown time';
  if (ms < 1) return 'under 1 ms';
  if (ms < 200) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return seconds % 60 === 0 ? `${seconds / 60} min` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const UNITS = [
  ['year', 365 * 86_400_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1_000],
] as const;

/** A stretch of time in its largest unit, for a sentence: "2 days", "5.2 seconds", "40 ms". The sign is left to the caller. */
export function span(ms: number): string {
  const size = Math.abs(ms);
  for (const [unit, unitMs] of UNITS) {
    if (size >= unitMs) return counted(Math.round((size / unitMs) * 10) / 10, unit);
  }
  return `${Math.round(size)} ms`;
}
