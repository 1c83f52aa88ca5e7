import { expect, test } from 'vitest';
import { createDirectory, LAB_USERS } from './directory.ts';

test.each([
  ['alice', 'CONTOSO', 'alice'],
  ['ALICE', 'contoso', 'alice'],
  ['alice', 'contoso.test', 'alice'],
  ['heidi.klein@CONTOSO.test', '', 'heidi.klein'],
  ['heidi.klein', 'CONTOSO', 'heidi.klein'],
  ['alice', 'FABRIKAM', null],
  ['alice', '', 'alice'],
  // Her SIP address is no logon name.
  ['heidi@contoso.test', '', null],
])('%s of "%s" is %s', (user, domain, name) => {
  expect(createDirectory().findLogon({ user, domain })?.name ?? null).toBe(name);
});

test('finds people by SIP address', () => {
  const directory = createDirectory();

  expect(directory.findAddress('HEIDI@contoso.test')?.name).toBe('heidi.klein');
  expect(directory.findAddress('heidi.klein@contoso.test')).toBeNull();
});

test('counts every logon, and each lab for itself', () => {
  const directory = createDirectory();
  const dave = directory.findLogon({ user: 'dave', domain: 'CONTOSO' });

  directory.recordLogon(dave!, false, 'sip');
  directory.recordLogon('x'.repeat(1_000), false, 'http');

  expect(directory.attempts).toEqual([
    { account: 'dave', carrier: 'sip', ok: false },
    { account: 'x'.repeat(256), carrier: 'http', ok: false },
  ]);
  expect(createDirectory().attempts).toEqual([]);
});

test('says of nobody what the password really is', () => {
  expect(new Set(LAB_USERS.map(({ password }) => password))).toEqual(new Set(['Rungs!2026']));
  expect(
    createDirectory()
      .accounts.filter(({ password }) => password !== 'Rungs!2026')
      .map(({ name }) => name),
  ).toEqual(['dave']);
});
