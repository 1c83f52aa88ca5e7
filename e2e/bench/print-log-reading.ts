import { measureAgainstTshark, measureLogReading, type ReadLog } from './log-reading.ts';

const BYTES = 500_000_000;
const TSHARK_MESSAGES = 100_000;

/** How fast logs of all layouts are read into their list of sign-ins, and how that compares with wc and tshark. */
export async function printLogReading(): Promise<void> {
  const { logs, grownBytes, cpuMs, wcMs } = await measureLogReading(BYTES);
  print(`logs of ${logs.length} layouts, read into their list of sign-ins in one process, median of three:`);
  for (const log of logs) print(`  ${log.title}: ${figuresOf(log)}`);
  const sum = (of: (log: ReadLog) => number): number => logs.reduce((total, log) => total + of(log), 0);
  const all = {
    title: 'all',
    bytes: sum(({ bytes }) => bytes),
    messages: sum(({ messages }) => messages),
    signIns: {
      written: sum(({ signIns }) => signIns.written),
      found: sum(({ signIns }) => signIns.found),
    },
    ms: sum(({ ms }) => ms),
    wcMs,
  };
  print(
    `  all: ${figuresOf(all)}; ${cpuMs.toFixed(0)} ms of processor time; memory at its most ${(grownBytes / 1_000_000).toFixed(0)} MB more than before`,
  );
  const compared = await measureAgainstTshark(TSHARK_MESSAGES);
  if (typeof compared === 'string') {
    print(`  against tshark: not measured, ${compared}`);
    return;
  }
  const { messages, ms, linesMs, fieldsMs } = compared;
  const each = (whole: number): string => `${((whole * 1_000) / messages).toFixed(1)} µs`;
  print(
    `  ${messages} messages: ${each(ms)} for each; tshark ${each(linesMs)} for a line about it (${(linesMs / ms).toFixed(1)} x), ${each(fieldsMs)} for the fields that a list of sign-ins needs (${(fieldsMs / ms).toFixed(1)} x)`,
  );
}

function figuresOf({ bytes, messages, signIns, ms, wcMs }: ReadLog): string {
  const speed = bytes / 1_000 / ms;
  return `${(bytes / 1_000_000).toFixed(0)} MB with ${messages} messages in ${ms.toFixed(0)} ms = ${speed.toFixed(0)} MB/s = ${(ms / wcMs).toFixed(1)} x of wc -l (${wcMs.toFixed(0)} ms); ${signIns.found} of ${signIns.written} sign-ins found`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
