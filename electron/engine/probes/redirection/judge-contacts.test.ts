import { expect, test } from 'vitest';
import { judgeContacts } from './judge-contacts.ts';

const SURROUNDINGS = { domain: 'contoso.test', visited: new Set(['pool01.contoso.test:5061']), most: 4 };

function contact(host: string | null, isEncrypted = true) {
  return {
    uri: `sip:${host ?? '?'}`,
    place: host === null ? null : { host, port: 5061 },
    isEncrypted,
    q: 1,
  };
}

test('says of each contact why the sign-in can, or cannot, go there', () => {
  const judged = judgeContacts(
    [
      contact('pool02.contoso.test'),
      contact(null),
      contact('a.contoso.test', false),
      contact('pool01.contoso.test'),
    ],
    SURROUNDINGS,
  );

  expect(judged.map(({ standing }) => standing)).toEqual([
    'candidate',
    'unreadable',
    'not-encrypted',
    'visited',
  ]);
});

test("Microsoft's cloud is named whatever the transport, and nothing behind the limit is a candidate", () => {
  const many = Array.from({ length: 9 }, (_, index) => contact(`pool1${String(index)}.contoso.test`));
  const judged = judgeContacts([contact('sipdir.online.lync.com', false), ...many], SURROUNDINGS);

  expect(judged[0]?.standing).toBe('cloud');
  expect(judged.map(({ standing }) => standing).slice(1)).toEqual([
    'candidate',
    'candidate',
    'candidate',
    ...Array.from({ length: 4 }, () => 'beyond-limit'),
  ]);
});

test('a name that only ends like the domain is outside of it', () => {
  const judged = judgeContacts(
    [contact('pool.notcontoso.test'), contact('contoso.test'), contact('a.b.Contoso.test')],
    SURROUNDINGS,
  );

  expect(judged.map(({ isOutsideDomain }) => isOutsideDomain)).toEqual([true, false, false]);
});
