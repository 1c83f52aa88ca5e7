import { describe, expect, it } from 'vitest';
import { parseCredentials } from './credentials.ts';

type Given = Parameters<typeof parseCredentials>[0];

const DAVE = { address: 'dave@contoso.test', user: 'CONTOSO\\dave', auth: 'ntlm' } as const;
const NOBODY = { auth: 'none', credentials: { kind: 'none' }, password: 'none' };
const CURRENT_USER = { kind: 'current-user' };

function user(name: string): object {
  return { kind: 'password', user: name };
}

describe('parseCredentials on a real network', () => {
  it.each<[Given, object]>([
    [{}, NOBODY],
    [{ auth: 'auto' }, NOBODY],
    [{ auth: 'none' }, NOBODY],
    [{ user: 'alice' }, { auth: 'auto', credentials: user('alice'), password: 'environment-or-prompt' }],
    [
      { user: ' CONTOSO\\alice ', auth: 'all' },
      { auth: 'all', credentials: user('CONTOSO\\alice'), password: 'environment-or-prompt' },
    ],
    [
      { user: 'alice@contoso.com', auth: 'ntlm', 'password-stdin': true },
      { auth: 'ntlm', credentials: user('alice@contoso.com'), password: 'stdin' },
    ],
    [{ sso: true }, { auth: 'auto', credentials: CURRENT_USER, password: 'none' }],
    [
      { sso: true, auth: 'kerberos' },
      { auth: 'kerberos', credentials: CURRENT_USER, password: 'none' },
    ],
  ])('%j', (given, expected) => {
    expect(parseCredentials(given, null)).toEqual({ ok: true, value: expected });
  });

  it.each<[Given, string]>([
    [{ auth: 'ntlm' }, '--auth ntlm needs --user or --sso.'],
    [{ auth: 'all' }, '--auth all needs --user or --sso.'],
    [{ auth: 'NTLM' }, '--auth knows only auto, none, kerberos, ntlm, tls-dsk, all, not "NTLM".'],
    [{ user: 'alice', sso: true }, 'Give --user or --sso, not both.'],
    [{ 'password-stdin': true }, '--password-stdin needs --user.'],
    [{ 'password-stdin': true, sso: true }, '--password-stdin needs --user.'],
    [{ user: 'alice', auth: 'none' }, '--auth none signs nobody in; leave out --user.'],
    [{ sso: true, auth: 'none' }, '--auth none signs nobody in; leave out --sso.'],
    [
      { user: ' ' },
      '--user: The user name is missing; give one such as alice@contoso.com or CONTOSO\\alice.',
    ],
    [
      { user: 'CONTOSO/alice' },
      '--user: The user name needs a backslash, not a slash; give one such as alice@contoso.com or CONTOSO\\alice.',
    ],
  ])('%j is wrong usage', (given, sentence) => {
    expect(parseCredentials(given, null)).toEqual({ ok: false, error: { sentence } });
  });
});

describe('parseCredentials on a practice network', () => {
  it.each<[Given, object]>([
    [{}, { auth: 'ntlm', credentials: user('CONTOSO\\dave'), password: 'practice' }],
    [{ auth: 'tls-dsk' }, { auth: 'tls-dsk', credentials: user('CONTOSO\\dave'), password: 'practice' }],
    [{ auth: 'none' }, NOBODY],
    [{ user: 'erin' }, { auth: 'auto', credentials: user('erin'), password: 'environment-or-practice' }],
    [
      { user: 'erin', 'password-stdin': true },
      { auth: 'auto', credentials: user('erin'), password: 'stdin' },
    ],
    [{ sso: true }, { auth: 'auto', credentials: CURRENT_USER, password: 'none' }],
  ])('whose scenario names a user: %j', (given, expected) => {
    expect(parseCredentials(given, { signIn: DAVE })).toEqual({ ok: true, value: expected });
  });

  it.each<[Given, object]>([
    [{}, NOBODY],
    [{ auth: 'auto' }, NOBODY],
    [{ auth: 'none' }, NOBODY],
    [{ auth: 'ntlm' }, { auth: 'ntlm', credentials: user('CONTOSO\\alice'), password: 'practice' }],
    [{ auth: 'all' }, { auth: 'all', credentials: user('CONTOSO\\alice'), password: 'practice' }],
  ])('whose scenario names nobody: %j', (given, expected) => {
    expect(parseCredentials(given, { signIn: null })).toEqual({ ok: true, value: expected });
  });
});
