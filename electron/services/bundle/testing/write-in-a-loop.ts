import { writeFileSafely } from '../write-file-safely.ts';

/** A program that saves over and over, to be killed in the middle of it. Says a line after each save. */
const [, , path = ''] = process.argv;
const BYTES = 4_194_304;

for (let count = 0; ; count += 1) {
  const written = await writeFileSafely(path, new Uint8Array(BYTES).fill(count % 2 === 0 ? 0x41 : 0x42));
  if (!written.ok) throw new Error(written.error.sentence);
  process.stdout.write('saved\n');
}
