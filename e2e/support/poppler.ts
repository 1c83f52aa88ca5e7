import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findProgram, type ForeignProgram } from './programs.ts';

const programs = { pdftotext: findProgram('pdftotext'), pdfinfo: findProgram('pdfinfo') };
export const poppler: ForeignProgram = {
  packageName: 'poppler-utils',
  isInstalled: programs.pdftotext !== null && programs.pdfinfo !== null,
};

/** The words of a PDF as a reader of it gets them, a blank between any two. */
export async function pdfText(file: string): Promise<string> {
  return (await run(programs.pdftotext, ['-enc', 'UTF-8', file, '-'])).split(/\s+/).join(' ');
}

/** What a PDF says of itself, by the names that pdfinfo has for it. */
export async function pdfProperties(file: string): Promise<ReadonlyMap<string, string>> {
  const lines = (await run(programs.pdfinfo, ['-enc', 'UTF-8', file])).split('\n');
  return new Map(
    lines.flatMap((line) =>
      [...line.matchAll(/^([^:]+):\s+(.*)$/g)].map(([, name = '', value = '']) => [name, value]),
    ),
  );
}

async function run(program: string | null, args: readonly string[]): Promise<string> {
  if (program === null) throw new Error('poppler-utils is not installed');
  const { stdout } = await promisify(execFile)(program, [...args], {
    timeout: 60_000,
    maxBuffer: 64 * 1_024 * 1_024,
  });
  return stdout;
}
