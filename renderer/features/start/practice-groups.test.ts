import { describe, expect, it } from 'vitest';
import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';
import { practiceParts } from './practice-groups.ts';

type Expectation = Partial<ScenarioInfo['expect']>;

function scenario(id: string, expected: Expectation, isSignIn = false): ScenarioInfo {
  return {
    id,
    title: id,
    story: '',
    signIn: isSignIn ? { address: 'alice@contoso.test', user: 'CONTOSO\\alice', auth: 'auto' } : null,
    expect: { outcome: 'failed', step: 'authentication', finding: null, warnings: [], ...expected },
  };
}

const failing = (id: string, finding: string, isSignIn = false): ScenarioInfo =>
  scenario(id, { finding, step: finding.startsWith('conn') ? 'connectivity' : 'authentication' }, isSignIn);

describe('the groups of the practice list', () => {
  it('hold each scenario once, by where it breaks', () => {
    const parts = practiceParts([
      scenario('healthy', { outcome: 'reachable', step: null }),
      scenario('no-records', { step: 'discovery', finding: 'discovery.no-records' }),
      failing('tcp-refused', 'connectivity.tcp-refused'),
      failing('cert-expired', 'connectivity.certificate-expired'),
      failing('sip-503', 'authentication.server-unavailable'),
      scenario('ntlm', { outcome: 'signed-in', step: null }, true),
      failing('bad-password', 'authentication.credentials-rejected', true),
      failing('webticket-404', 'authentication.web-ticket-unreachable', true),
      failing('client-cert-expired', 'authentication.client-certificate-expired', true),
      failing('auth-504', 'authentication.server-timeout', true),
      failing('auth-timeout', 'authentication.no-answer', true),
      failing('clock-skew', 'authentication.clock-skew', true),
      failing('something-new', 'authentication.something-new', true),
    ]);

    expect(
      parts.map(({ groups }) => groups.map(({ scenarios }) => scenarios.map(({ id }) => id).join(' '))),
    ).toEqual([
      ['healthy', 'no-records', 'tcp-refused', 'cert-expired', 'sip-503'],
      [
        'ntlm',
        'bad-password',
        'webticket-404 client-cert-expired',
        'auth-504 auth-timeout',
        'clock-skew something-new',
      ],
    ]);
  });

  it('leave out what would be empty', () => {
    expect(practiceParts([])).toEqual([]);
    expect(practiceParts([failing('sip-503', 'authentication.server-unavailable')])).toMatchObject([
      { groups: [{ title: 'The server turns everybody away' }] },
    ]);
  });
});
