import { describe, expect, it } from 'vitest';
import type { ScenarioInfo } from '../../../shared/lab/scenario-info.ts';
import { practiceParts } from './practice-groups.ts';

type Expectation = Partial<ScenarioInfo['expect']>;

function scenario(id: string, expected: Expectation, isSignIn = false): ScenarioInfo {
  return {
    id,
    title: id,
    story: '',
    about: isSignIn ? 'sign-in' : 'server',
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

  it('tell the way to the home server and the settings from the sign-in itself', () => {
    const about = (part: ScenarioInfo['about'], one: ScenarioInfo): ScenarioInfo => ({ ...one, about: part });
    const signedIn = { outcome: 'signed-in', step: null } as const;
    const parts = practiceParts([
      about('home-server', scenario('redirect-chain', signedIn, true)),
      about('home-server', failing('redirect-loop', 'redirection.loop', true)),
      about('settings', scenario('settings-healthy', signedIn, true)),
      about(
        'settings',
        scenario('contacts-503', { ...signedIn, warnings: ['settings.contacts-failed'] }, true),
      ),
      about('settings', failing('provisioning-403', 'settings.provisioning-failed', true)),
    ]);

    expect(
      parts.map(({ groups }) => groups.map(({ scenarios }) => scenarios.map(({ id }) => id).join(' '))),
    ).toEqual([
      ['redirect-chain', 'redirect-loop'],
      ['settings-healthy', 'contacts-503', 'provisioning-403'],
    ]);
  });

  it('leave out what would be empty', () => {
    expect(practiceParts([])).toEqual([]);
    expect(practiceParts([failing('sip-503', 'authentication.server-unavailable')])).toMatchObject([
      { groups: [{ title: 'The server turns everybody away' }] },
    ]);
  });
});
