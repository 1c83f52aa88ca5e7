import { expect, test } from 'vitest';
import { createLedger } from './ledger.ts';

const entry = (what: string) => ({ node: 'dns', client: '127.0.0.1:1', what, ok: true });

test('followers get the past, then what comes, then the end', async () => {
  const ledger = createLedger();
  ledger.note(entry('one'));
  const seen: string[] = [];
  const following = (async () => {
    for await (const { what } of ledger.follow()) {
      seen.push(what);
      if (what === 'one') ledger.note(entry('two'));
      else ledger.close();
    }
  })();

  await following;

  expect(seen).toEqual(['one', 'two']);
});

test('forgets the oldest entries and cuts long texts', () => {
  const ledger = createLedger();

  for (let count = 0; count < 10_003; count += 1) ledger.note(entry(String(count)));
  ledger.note(entry('x'.repeat(9_999)));

  expect(ledger.entries).toHaveLength(10_000);
  expect(ledger.entries[0]?.what).toBe('4');
  expect(ledger.entries.at(-1)?.what).toHaveLength(512);
});
