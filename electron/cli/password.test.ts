import { describe, expect, it } from 'vitest';
import type { CredentialsChoice } from '../../shared/run/plan.ts';
import type { PasswordSource } from './arguments/credentials.ts';
import type { LineRead } from './host.ts';
import { readPassword } from './password.ts';
import { fakeHost, type FakeHostOptions } from './testing/fake-host.ts';

const ALICE: CredentialsChoice = { kind: 'password', user: 'CONTOSO\\alice' };

function line(text: string): Extract<LineRead, { kind: 'line' }> {
  return { kind: 'line', bytes: new TextEncoder().encode(text) };
}

async function read(source: PasswordSource, options: FakeHostOptions): Promise<unknown> {
  const came = await readPassword(source, ALICE, fakeHost({}, options));
  switch (came.kind) {
    case 'ready':
      return came.password === null ? null : new TextDecoder().decode(came.password);
    case 'refused':
      return came.error;
    case 'cancelled':
      return came.kind;
  }
}

describe('readPassword', () => {
  const everywhere = { environmentPassword: 'env', input: line('in'), typed: line('typed') };

  it.each([
    ['none', everywhere, null],
    ['practice', everywhere, null],
    ['environment-or-practice', everywhere, 'env'],
    ['environment-or-practice', { typed: line('typed') }, null],
    ['environment-or-prompt', everywhere, 'env'],
    ['environment-or-prompt', { input: line('in'), typed: line('typed') }, 'typed'],
    ['stdin', { environmentPassword: 'env', input: line('in') }, 'in'],
    ['stdin', everywhere, 'typed'],
    ['stdin', { typed: { kind: 'cancelled' } }, 'cancelled'],
    ['stdin', { input: { kind: 'cancelled' } }, 'cancelled'],
    ['environment-or-prompt', { typed: { kind: 'cancelled' } }, 'cancelled'],
  ] as const)('%s: takes it where it belongs (%#)', async (source, options, password) => {
    expect(await read(source, options)).toBe(password);
  });

  it('asks for it with the name of its user', async () => {
    const host = fakeHost({}, { typed: line('x') });

    await readPassword('environment-or-prompt', ALICE, host);

    expect(host.asked).toEqual(['Password of CONTOSO\\alice: ']);
  });

  it.each([
    ['stdin', {}, 'Standard input cannot be read: there is nothing.'],
    ['stdin', { input: line('') }, 'Standard input holds no password.'],
    ['environment-or-prompt', { typed: line('') }, 'No password was typed.'],
    [
      'environment-or-prompt',
      {},
      'Give the password of CONTOSO\\alice by --password-stdin or RUNGS_PASSWORD.',
    ],
    ['stdin', { input: line('x'.repeat(1_025)) }, 'A password has 1024 bytes at most.'],
    ['stdin', { input: line('ü'.repeat(513)) }, 'A password has 1024 bytes at most.'],
    [
      'environment-or-prompt',
      { environmentPassword: 'x'.repeat(1_025) },
      'A password has 1024 bytes at most.',
    ],
    ['stdin', { input: line('a\u0000b\u0000') }, 'The password must come as UTF-8 text.'],
    [
      'stdin',
      { input: { kind: 'line', bytes: Uint8Array.of(0x70, 0xfc, 0x72) } },
      'The password must come as UTF-8 text.',
    ],
  ] as const)('%s: refuses what can be none (%#)', async (source, options, sentence) => {
    expect(await read(source, options)).toEqual({ sentence });
  });

  it('takes one of the greatest length', async () => {
    expect(await read('stdin', { input: line('x'.repeat(1_024)) })).toBe('x'.repeat(1_024));
  });

  it('wipes what it refuses', async () => {
    const damaged = line('secret\u0000');

    await read('stdin', { input: damaged });

    expect(damaged.bytes.every((byte) => byte === 0)).toBe(true);
  });
});
