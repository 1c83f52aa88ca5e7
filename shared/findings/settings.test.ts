import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventData, LoggedEvent } from '../events/catalogue.ts';
import { SettingsOutcome, SettingsRequestKind } from '../events/settings-events.ts';
import { runFactsOf } from './facts/run-facts.ts';
import { runProgress } from './facts/progress.ts';
import type { Finding } from './finding.ts';
import { judgeRun } from './judge.ts';
import { FRONT_END, peerOf } from './testing/example-logs.ts';
import {
  arrived,
  atHome,
  HOME,
  provisioningWith,
  settingsOf,
  settledLog,
  type SettingsChanges,
} from './testing/home-logs.ts';
import type { LogBuilder } from './testing/log-builder.ts';
import { challenged } from './testing/sign-in-logs.ts';

type Log = readonly LoggedEvent[];

const briefly = (log: Log): readonly (readonly [string, string, string])[] =>
  judgeRun(log).map(({ id, severity, rootCause, consequence }) => [
    id.replace('settings.', ''),
    severity,
    rootCause ? 'root' : consequence ? 'consequence' : '',
  ]);
const only = (log: Log): Finding => {
  const findings = judgeRun(log);
  expect(findings.map(({ id }) => id)).toHaveLength(1);
  return findings[0]!;
};
const withSettings = (changes: SettingsChanges): Log => settingsOf(atHome(), FRONT_END, changes).finish();
const ending = (
  request: SettingsRequestKind,
  outcome: SettingsOutcome,
  status: number | null = null,
  more: NonNullable<SettingsChanges['endings']>[SettingsRequestKind] = {},
): Log => withSettings({ endings: { [request]: { outcome, status, ...more } } });

describe('settings that come', () => {
  it('have nothing to tell', () => {
    expect(judgeRun(settledLog)).toEqual([]);
    expect(runProgress(settledLog)).toMatchObject({
      failedStep: null,
      isReachable: true,
      usedServer: FRONT_END,
    });
  });

  it('leave nothing of their requests in what is known of the REGISTERs', () => {
    const log = settingsOf(atHome(), FRONT_END, {
      endings: { contacts: { outcome: 'refused', status: 503 } },
    });
    const cause = log.add('sip.request.sent', {
      peer: peerOf(FRONT_END),
      method: 'SUBSCRIBE',
      requestUri: 'sip:alice@contoso.test',
      headers: [],
      body: '',
      sizeBytes: 1,
    });
    log.add('sip.transaction.failed', { peer: peerOf(FRONT_END), failure: 'timeout', tookMs: 1 }, { cause });

    const { registrations } = runFactsOf(log.finish());
    expect(registrations.map(({ final }) => final?.status)).toEqual([401, 401, 200]);
    expect(registrations.every(({ failed }) => failed === null)).toBe(true);
  });

  it('name places whose DNS is no matter of discovery', () => {
    const log = withSettings({
      services: (builder) =>
        builder.inStep('settings', (one) =>
          one.address('webint.contoso.test', ['192.0.2.70'], {
            disagreements: [{ who: '198.51.100.53:53', outcome: 'answered', answers: ['192.0.2.71'] }],
          }),
        ),
    });

    expect(judgeRun(log)).toEqual([]);
  });
});

describe('provisioning that does not come', () => {
  it.each([
    [403, 'refuses to give you your settings', 'server', 'Get-CsUser'],
    [404, 'does not find your settings', 'server', 'Get-CsUser'],
    [405, 'does not know the request for settings', 'network', 'Get-CsPoolFabricState'],
    [406, 'does not know the request for settings', 'network', 'Get-CsPoolFabricState'],
    [489, 'does not know the request for settings', 'network', 'Get-CsPoolFabricState'],
    [480, 'cannot give the settings at present', 'server', 'Get-CsPoolFabricState'],
    [503, 'cannot give the settings at present', 'server', 'Get-CsPoolFabricState'],
    [504, 'does not answer when asked', 'server', 'Get-CsPoolFabricState'],
    [500, 'does not give you your settings', 'server', 'Get-CsPoolFabricState'],
  ])('refused with %i %s', (status, title, owner, verify) => {
    const log = ending('provisioning', 'refused', status);

    const finding = only(log);
    expect(finding).toMatchObject({
      id: 'settings.provisioning-failed',
      rootCause: true,
      step: 'settings',
      owner,
    });
    expect(finding.title).toContain(title);
    expect(finding.verify).toContain(verify);
    expect(finding.explanation).toContain(`with ${status}`);
    expect(runProgress(log)).toMatchObject({ failedStep: 'settings', isReachable: false });
  });

  it.each([
    ['no-answer', null, 'does not answer when asked'],
    ['no-data', 200, 'never came'],
    ['invalid', 200, 'cannot be read'],
  ] as const)('%s', (outcome, status, title) => {
    expect(only(ending('provisioning', outcome, status)).title).toContain(title);
  });

  it('tells the diagnostics of the answer, with who can mend it', () => {
    const headers = [
      ['ms-diagnostics', '5000;reason="Application not running";source="fe01.contoso.test"'],
    ] as const;
    const finding = only(ending('provisioning', 'refused', 503, { headers }));

    expect(finding.explanation).toContain('diagnostic code 5000 ("Application not running")');
    expect(finding.remedy).toContain('Start it and read the event log');
  });

  it('counts once the step is through, and not in a cancelled run', () => {
    const refused = { endings: { provisioning: { outcome: 'refused', status: 403 } } } as const;
    const growing = atHome().settingsBegun();
    growing.settingsConcluded('provisioning', FRONT_END, refused.endings.provisioning);

    expect(judgeRun([...growing.log])).toEqual([]);
    expect(judgeRun(growing.finish('cancelled'))).toEqual([]);
  });

  it('is the cause when the time for the run was over before it came', () => {
    const log = atHome().settingsBegun().settingsEnded().finish('timed-out');

    expect(only(log).explanation).toContain('The time for the test, 1 minute, was over');
  });

  it('is no fault where the server does not offer it', () => {
    expect(judgeRun(ending('provisioning', 'not-asked'))).toEqual([]);
  });
});

describe('provisioning that is incomplete', () => {
  const without = (changes: Readonly<Record<string, string | null>>): Log =>
    withSettings({ provisioning: provisioningWith(changes) });

  it.each([
    ['mrasUri', 'no sound or video with people outside'],
    ['focusFactoryUri', 'no meetings'],
    ['absInternalServerUrl', 'no address book'],
    ['abwqInternalUrl', 'no search for colleagues'],
    ['dlxInternalUrl', 'distribution groups that cannot be opened'],
  ])('without %s means %s', (setting, effect) => {
    const finding = only(without({ [setting]: null }));

    expect(finding).toMatchObject({ id: 'settings.provisioning-incomplete', severity: 'warning' });
    expect(finding.title).toContain(effect);
    expect(finding.explanation).toContain(`${setting} is missing`);
  });

  it('is bare when it holds no group at all', () => {
    const finding = only(withSettings({ provisioning: { groups: [], omittedGroups: 0 } }));

    expect(finding.title).toContain('are empty');
    expect(finding.explanation).toContain('the group ServerConfiguration is missing');
  });

  it('is not for what may well be meant so, nor for the addresses of the other side', () => {
    expect(
      judgeRun(without({ ucLocationProfile: null, ucPC2PCAVEncryption: 'DoNotSupportEncryption' })),
    ).toEqual([]);
    const outside = settingsOf(atHome({ isRemote: true }), FRONT_END).finish();
    expect(only(outside).explanation).toContain('absExternalServerUrl is missing');
  });
});

describe('a dial plan', () => {
  const rule = (pattern: string): EventData<'settings.location-profile.read'>['rules'][number] => ({
    pattern,
    translation: '+49$1',
    isInternalExtension: null,
    isForDeviceDialing: null,
  });

  it('with a rule that nobody can read names it', () => {
    const finding = only(withSettings({ profile: { rules: [rule('^(\\d+)$'), rule('^(\\d+$')] } }));

    expect(finding).toMatchObject({ id: 'settings.location-profile-invalid', severity: 'warning' });
    expect(finding.title).toContain('The dial plan HQ is damaged');
    expect(finding.explanation).toContain('The pattern of rule 2, "^(\\d+$", cannot be read');
    expect(finding.verify).toBe('Get-CsDialPlan -Identity HQ');
  });

  it('without rules is broken, with a loose one it is not', () => {
    expect(only(withSettings({ profile: { rules: [] } })).explanation).toContain('It holds no rule at all');
    expect(judgeRun(withSettings({ profile: { rules: [rule('(\\d+)')] } }))).toEqual([]);
  });

  it.each([
    ['refused', 404, 'The server has no dial plan for you'],
    ['refused', 500, 'The dial plan did not come'],
    ['no-answer', null, 'The dial plan did not come'],
  ] as const)('%s %s: %s', (outcome, status, title) => {
    const finding = only(ending('location-profile', outcome, status));

    expect(finding).toMatchObject({ id: 'settings.location-profile-failed', severity: 'warning' });
    expect(finding.title).toContain(title);
  });
});

describe('contacts and presence', () => {
  it('are in Exchange, which is no fault', () => {
    const log = withSettings({ contacts: { storage: 'exchange', ucsMode: 'migrated', contacts: 0 } });

    expect(judgeRun(log)).toEqual([]);
  });

  it.each([
    ['contacts', 'refused', 503, 'your contact list did not come'],
    ['contacts', 'no-data', 200, 'your contact list did not come'],
    ['contacts', 'invalid', 200, 'your contact list cannot be read'],
    ['self', 'refused', 500, 'your own presence could not be loaded'],
    ['presence', 'no-answer', null, 'the presence of your contacts could not be loaded'],
  ] as const)('%s %s', (request, outcome, status, title) => {
    const finding = only(ending(request, outcome, status));

    expect(finding).toMatchObject({ severity: 'warning', consequence: false, step: 'settings' });
    expect(finding.title).toContain(title);
  });

  it('both of presence are one finding', () => {
    const refused = { outcome: 'refused', status: 503 } as const;
    const finding = only(withSettings({ endings: { self: refused, presence: refused } }));

    expect(finding.title).toContain('neither your own presence nor that of your contacts');
  });

  it('an address in the list that can stand in no request is named', () => {
    const log = withSettings({
      contacts: { invalidUris: ['sip:b ob@contoso.test'] },
      endings: { presence: { outcome: 'refused', status: 400 } },
    });

    expect(only(log)).toMatchObject({
      owner: 'helpdesk',
      remedy: 'Take the damaged address out of the contact list.',
    });
    expect(only(ending('presence', 'refused', 400)).owner).toBe('server');
  });
});

describe('services that the settings name', () => {
  const probed = (...changes: readonly Partial<EventData<'settings.service.probed'>>[]): Log =>
    withSettings({
      services: (log) => {
        for (const change of changes) log.serviceProbed(change);
      },
    });

  it.each([
    ['unresolvable', 'its name is not found in DNS', 'network', 'Resolve-DnsName webint.contoso.test'],
    [
      'tcp-failed',
      'no connection comes about',
      'network',
      'Test-NetConnection webint.contoso.test -Port 443',
    ],
    ['tls-failed', 'no secure connection comes about', 'server', 'Test-NetConnection'],
    ['untrusted', 'its certificate is not accepted', 'server', 'Test-NetConnection'],
    ['proxy-failed', 'the web proxy makes no connection to it', 'network', 'Test-NetConnection'],
  ] as const)('%s: %s', (outcome, plight, owner, verify) => {
    const finding = only(probed({ outcome }));

    expect(finding).toMatchObject({ id: 'settings.service-url-unreachable', severity: 'warning', owner });
    expect(finding.title).toContain(plight);
    expect(finding.verify).toContain(verify);
  });

  it('tells why, where the connection shows it', () => {
    const peer = { role: 'web', host: 'webint.contoso.test', port: 443 } as const;
    const log = withSettings({
      services: (builder) =>
        builder
          .inStep('settings', (one) =>
            one.tcp(peer, '192.0.2.70', { failure: 'refused', errno: 'X', tookMs: 1 }),
          )
          .serviceProbed({ outcome: 'tcp-failed' }),
    });

    expect(only(log).title).toContain('it refuses the connection');
  });

  it('are one finding, with every place and what depends on it', () => {
    const finding = only(
      probed(
        { outcome: 'unresolvable' },
        {
          outcome: 'unresolvable',
          service: 'group-expansion',
          label: 'Group expansion',
          setting: 'dlxInternalUrl',
        },
        {
          outcome: 'tcp-failed',
          service: 'media-relay',
          label: 'Media relay',
          host: 'av.contoso.test',
          side: 'external',
        },
      ),
    );

    expect(finding.title).toContain('Address book, Group expansion and Media relay');
    expect(finding.explanation).toContain('av.contoso.test:443 (Media relay, ');
    expect(finding.explanation).toContain(
      'distribution groups that cannot be opened and calls and shared screens',
    );
  });

  it('of the other side of the firewall are nobody’s concern, nor those that were not tried to the end', () => {
    expect(judgeRun(probed({ outcome: 'tcp-failed', side: 'external' }, { outcome: 'cancelled' }))).toEqual(
      [],
    );
  });

  it.each([
    ['media-relay', 'failed-inside', 200, 'The media relay gives no access'],
    ['media-relay', 'refused', 504, 'The media relay gives no access'],
    ['conferencing', 'refused', 480, 'The service for meetings'],
  ] as const)('%s: %s', (request, outcome, status, title) => {
    expect(only(ending(request, outcome, status, { detail: 'Server Busy' })).title).toContain(title);
  });
});

describe('a registration that is lost', () => {
  const closed = { outcome: 'closed', detail: 'The connection was lost.' } as const;

  it('is the cause, and what the loss left behind its consequence', () => {
    const log = withSettings({
      endings: {
        contacts: { outcome: 'refused', status: 404 },
        self: closed,
        'location-profile': { outcome: 'no-answer' },
        presence: closed,
      },
    });

    expect(briefly(log)).toEqual([
      ['connection-lost', 'error', 'root'],
      ['contacts-failed', 'warning', ''],
      ['location-profile-failed', 'warning', 'consequence'],
    ]);
    expect(runProgress(log).failedStep).toBe('settings');
  });

  it('is told as such when nothing of provisioning came', () => {
    const log = ending('provisioning', 'closed', null, closed);

    expect(only(log)).toMatchObject({ id: 'settings.connection-lost', owner: 'network' });
    expect(only(log).explanation).toContain('the requests for the policies and server addresses');
  });

  it('is no fault of a detour of the logon before it', () => {
    const builder = challenged().choose('kerberos', [['kerberos', 'next-in-order']]);
    builder.attempt(FRONT_END, 'kerberos', {
      outcome: 'no-token',
      registers: 1,
      act: (log) => log.kerberosFailed('kdc-unreachable'),
    });
    builder.signInWithNtlm(FRONT_END).described();
    const log = settingsOf(builder, FRONT_END, { endings: { presence: closed } }).finish();

    expect(briefly(log)).toEqual([
      ['connection-lost', 'error', 'root'],
      ['authentication.kdc-unreachable', 'warning', ''],
    ]);
  });

  it('at the home server names that one', () => {
    const log = settingsOf(arrived(), HOME, { endings: { presence: closed } }).finish();

    expect(only(log).title).toContain('pool02.contoso.test');
    expect(only(log).verify).toBe('Test-NetConnection pool02.contoso.test -Port 5061');
  });

  it.each([
    ['unregistered', 'signed in elsewhere', 'helpdesk'],
    ['rejected', 'the account is disabled', 'server'],
    ['deactivated', 'being moved to another server', 'server'],
    ['preferred-registrar-change', 'signed you out again', 'server'],
    ['other', 'signed you out again', 'server'],
  ] as const)('by the registrar itself: %s', (event, title, owner) => {
    const log = settingsOf(atHome(), FRONT_END, {
      services: (one) => one.deregistered(event, event === 'other' ? 'sip:pool09.contoso.test' : null),
    });

    const finding = only(log.finish());
    expect(finding).toMatchObject({ id: 'settings.connection-lost', owner, rootCause: true });
    expect(finding.title).toContain(title);
    expect(finding.explanation.includes('pool09.contoso.test')).toBe(event === 'other');
  });

  it('is none when it is the sign-out that is cut off, or another server hangs up', () => {
    const builder = settingsOf(atHome(), FRONT_END);
    const peer = peerOf(FRONT_END);
    const other = { ...peer, host: 'edge.contoso.test' };
    builder.add('connection.closed', { peer: other, by: 'peer', detail: null }, { step: 'settings' });
    builder.register('sip-9', peer, [['Expires', '0']]);
    builder.deregistered('unregistered');
    builder.add('connection.closed', { peer, by: 'peer', detail: null }, { step: 'settings' });
    builder.add('authentication.withdrawn', { status: null });

    expect(judgeRun(builder.finish())).toEqual([]);
  });

  it('is not mended by the sign-out over a new connection, and nothing of that is told', () => {
    const builder = settingsOf(atHome(), FRONT_END, { endings: { presence: closed } });
    builder.inStep('settings', (log) => {
      log.tcp(peerOf(FRONT_END), '192.0.2.21', { failure: 'refused', errno: 'ECONNREFUSED', tookMs: 1 });
      log.choose('ntlm', [['ntlm', 'next-in-order']], 'sign-out');
      log.attempt(FRONT_END, 'ntlm', { purpose: 'sign-out', outcome: 'refused', status: 403 });
    });

    expect(briefly(builder.finish())).toEqual([['connection-lost', 'error', 'root']]);
  });
});

describe('anything that an engine may record of the settings', () => {
  const anyEnding = fc.record({
    request: fc.constantFrom(...SettingsRequestKind.options),
    outcome: fc.constantFrom(...SettingsOutcome.options),
    status: fc.constantFrom(null, 200, 400, 403, 404, 405, 408, 480, 489, 500, 503, 504),
    pool: fc.option(fc.string()),
    text: fc.string(),
  });
  const anyProbe = fc.record({
    service: fc.string(),
    host: fc.string({ minLength: 1 }),
    label: fc.string({ minLength: 1 }),
    outcome: fc.constantFrom(
      'unresolvable',
      'tcp-failed',
      'tls-failed',
      'untrusted',
      'proxy-failed',
      'reached',
    ),
  });
  const described = fc.record({
    isConnectedToPrimary: fc.option(fc.boolean()),
    primaryClusterType: fc.option(fc.constantFrom('central', 'remote', '')),
    userServices: fc.option(fc.constantFrom('available', 'unavailable', '')),
  });

  it('is judged, with one root cause for a failure and none else, in whole sentences', () => {
    const property = fc.property(
      fc.array(anyEnding, { maxLength: 6 }),
      fc.array(anyProbe, { maxLength: 3 }),
      described,
      (endings, probes, words) => {
        const builder: LogBuilder = atHome(words).settingsBegun();
        for (const { request, outcome, status, pool, text } of endings) {
          builder.settingsConcluded(request, FRONT_END, { outcome, status, pool, detail: text }, [
            ['ms-diagnostics', text],
          ]);
        }
        for (const probe of probes) builder.serviceProbed(probe);
        const log = builder.settingsEnded().finish();

        const findings = judgeRun(log);
        const hasFailed = runProgress(log).failedStep !== null;
        expect(findings.filter(({ rootCause }) => rootCause)).toHaveLength(hasFailed ? 1 : 0);
        for (const { title, explanation, remedy, evidence } of findings) {
          for (const sentence of [title, remedy]) expect(sentence).toMatch(/[.)]$/);
          expect(explanation).not.toMatch(/undefined|NaN|\[object|WHO/);
          expect(evidence.length).toBeGreaterThan(0);
        }
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});
