import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { prf } from './prf.ts';

const { prfVectors } = z
  .object({
    prfVectors: z.array(
      z.object({
        hash: z.enum(['md5+sha1', 'sha256']),
        secret: z.string(),
        label: z.string(),
        seed: z.string(),
        output: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(new URL('../vectors/tls-dsk.json', import.meta.url), 'utf8')));

test.each(prfVectors)('the function of $hash gives the published output', (vector) => {
  const output = prf({
    hash: vector.hash,
    secret: Buffer.from(vector.secret, 'hex'),
    label: vector.label,
    seed: Buffer.from(vector.seed, 'hex'),
    length: vector.output.length / 2,
  });

  expect(output.toString('hex')).toBe(vector.output);
});
