import { inflateSync } from 'node:zlib';
import type { Writing } from './pattern-search.ts';

/** A PDF as it is, and each of its streams as it was before it was packed (ISO 32000-2 7.3.8). */
export function pdfWritings(pdf: Uint8Array): readonly Writing[] {
  const bytes = Buffer.from(pdf);
  const streams = [...bytes.toString('latin1').matchAll(/\bstream\r?\n([^]*?)\r?\nendstream/g)];
  return [
    { name: 'PDF', bytes },
    ...streams.map(([, packed = ''], index) => ({
      name: `stream ${index} of the PDF`,
      bytes: inflated(Buffer.from(packed, 'latin1')),
    })),
  ];
}

/** Fonts and pictures may be there as they are. */
function inflated(packed: Buffer): Buffer {
  try {
    return inflateSync(packed);
  } catch {
    return packed;
  }
}
