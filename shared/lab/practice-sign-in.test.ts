import { describe, expect, it } from 'vitest';
import { practiceSignIn } from './practice-sign-in.ts';

describe('practiceSignIn', () => {
  it('signs in whom the scenario names, as it says', () => {
    const signIn = { address: 'dave@contoso.test', user: 'CONTOSO\\dave', auth: 'ntlm' } as const;

    expect(practiceSignIn({ signIn })).toEqual({
      address: 'dave@contoso.test',
      auth: 'ntlm',
      credentials: { kind: 'password', user: 'CONTOSO\\dave' },
    });
  });

  it('signs in nobody where the scenario names none', () => {
    expect(practiceSignIn({ signIn: null })).toEqual({
      address: 'alice@contoso.test',
      auth: 'none',
      credentials: { kind: 'none' },
    });
  });
});
