/** Milliseconds as the document gives them: two decimals, without the noise of binary fractions. */
export function roundedMs(ms: number): number {
  return Math.round(ms * 100) / 100;
}
