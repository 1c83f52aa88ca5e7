import { describe, expect, it } from 'vitest';
import { referralTo, standingOf, type Homing } from './homing.ts';
import type { SipServerId } from './machines.ts';

const BOB = 'bob@contoso.test';

function toldBy(at: SipServerId, homing: Partial<Homing>, address = BOB): string {
  const standing = standingOf(address, at, { homes: {}, beliefs: {}, down: [], ...homing });
  if (standing.kind === 'home') return standing.isPrimary ? 'home' : 'backup';
  return standing.referrals.map(({ host, port, q }) => `${host}:${port} ${q}`).join(', ');
}

describe('where a user is sent', () => {
  it.each([
    ['fe01', 'home'],
    ['edge', 'home'],
    ['fe02', 'fe01.contoso.test:5061 0.7'],
    ['fe11', 'pool01.contoso.test:5061 0.7'],
    ['director', 'pool01.contoso.test:5061 0.7, pool02.contoso.test:5061 0.3'],
  ] as const)('who lives on fe01: %s says %s', (at, told) => {
    expect(toldBy(at, {})).toBe(told);
  });

  it.each([
    ['fe11', 'home'],
    ['fe01', 'pool02.contoso.test:5061 0.7'],
    ['director', 'pool02.contoso.test:5061 0.7'],
  ] as const)('who lives on fe11: %s says %s', (at, told) => {
    expect(toldBy(at, { homes: { [BOB]: 'fe11' } }, 'BOB@contoso.test')).toBe(told);
  });

  it('takes a pool that is down over at its backup, and a server that is down within its pool', () => {
    expect(toldBy('fe11', { down: ['fe01', 'fe02'] })).toBe('backup');
    expect(toldBy('fe11', { down: ['fe01'] })).toBe('pool01.contoso.test:5061 0.7');
    expect(toldBy('fe02', { down: ['fe01'] })).toBe('home');
  });

  it('says what one server believes instead, of that user only', () => {
    const beliefs = { [BOB]: { director: [referralTo('elsewhere.test')] } };

    expect(toldBy('director', { beliefs })).toBe('elsewhere.test:5061 0.7');
    expect(toldBy('fe01', { beliefs })).toBe('home');
    expect(toldBy('director', { beliefs }, 'alice@contoso.test')).toContain('pool01');
  });
});
