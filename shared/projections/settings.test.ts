import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { settingsModel } from './settings.ts';
import type { SettingsModel } from './settings-model.ts';
import { tryInDialPlan } from './settings/number-trial.ts';
import { searchPolicies } from './settings/policies.ts';
import { policiesText, settingsText } from './settings/settings-text.ts';
import { LOCATION_PROFILE, PROVISIONING, rule, SettingsLog } from './settings/testing/settings-log.ts';

const log = (): SettingsLog => new SettingsLog();

function modelOf(events: readonly LoggedEvent[]): SettingsModel {
  const model = settingsModel(events);
  if (model === null) throw new Error('the run did not come to its settings');
  return model;
}

const healthy = (): SettingsModel => modelOf(log().signedIn().allReceived().finished().log);

describe('requests', () => {
  it('has no model before the settings are come to', () => {
    expect(settingsModel([])).toBeNull();
    expect(settingsModel(log().start().log)).toBeNull();
  });

  it('tells what is waited for, and never fails however short the log is', () => {
    const builder = log().signedIn();
    const asked = builder.subscribe('vnd-microsoft-roaming-contacts');

    const { requests, hasContent } = modelOf(builder.log);
    expect(requests.map(({ state }) => state)).toEqual([
      ...['pending', 'running', 'pending', 'pending', 'pending', 'pending', 'pending'],
    ]);
    expect(requests[1]).toMatchObject({ title: 'Contact list', evidence: [asked] });
    expect(hasContent).toBe(false);

    const whole = log().signedIn().allReceived().finished().log;
    for (let end = 0; end <= whole.length; end += 1) expect(() => settingsModel(whole.slice(0, end))).not.toThrow(); // prettier-ignore
  });

  it('says what came, how, and on which rung it stands', () => {
    const { requests } = healthy();

    expect(requests.every(({ state }) => state === 'received')).toBe(true);
    expect(requests.map(({ sentence }) => sentence)).toEqual([
      '17 settings in 4 groups.',
      '12 contacts in 1 group, kept on the server.',
      '1 person watches, 1 telephone line.',
      'HQ, 2 rules.',
      'edge.contoso.test, with credentials.',
      '2 kinds of media, 1 dial-in region.',
      '12 people.',
    ]);
    const [provisioning] = requests;
    expect(provisioning?.measure).toBe('200 OK, 1.2 kB in the answer to the subscription, 38 ms');
    expect(provisioning?.evidence).toHaveLength(3);
  });

  it.each([
    ['refused', { status: 503 }, 'failed', 'The server refused it with 503 Service Unavailable.'],
    ['no-data', {}, 'failed', 'The server accepted the request, and the data never came.'],
    ['invalid', { detail: 'no XML' }, 'failed', 'An answer came that cannot be read: no XML.'],
    ['not-asked', { detail: 'there are no contacts' }, 'left-out', 'Left out: there are no contacts.'],
    ['cancelled', { status: null }, 'left-out', 'Cancelled before the answer came.'],
  ] as const)('tells %s apart', (outcome, changes, state, sentence) => {
    const builder = log().signedIn();
    const answer = builder.answer(
      builder.subscribe('vnd-microsoft-roaming-contacts'),
      503,
      'Service Unavailable',
    );
    builder.through('contacts', { outcome, delivery: null, bodyBytes: 0, ...changes }, answer).finished();

    expect(modelOf(builder.log).requests[1]).toMatchObject({ state, sentence });
    expect(modelOf(builder.log).requests[0]).toMatchObject({
      state: 'left-out',
      sentence: 'The run ended before it was asked for.',
    });
  });

  it('does not hide a pool that failed behind one that answered', () => {
    const builder = log().signedIn().through('presence');
    builder.through('presence', { pool: 'pool-b.contoso.test', outcome: 'no-answer', status: null });

    expect(modelOf(builder.log).requests[6]).toMatchObject({
      state: 'failed',
      sentence: 'pool-b.contoso.test: The server did not answer.',
    });
  });
});

describe('the overview', () => {
  it('names who is signed in where', () => {
    const { overview } = healthy();

    expect(Object.fromEntries(overview.map(({ name, value }) => [name, value]))).toEqual({
      'Signed in as': 'alice@contoso.test',
      'Home pool': 'pool-a.contoso.test',
      Server: 'fe01.contoso.test:5061',
      Product: 'Skype for Business Server 2019',
      'Way in': 'inside the organisation’s network',
      Method: 'NTLM',
      'Registration lasts': '2 hours',
      'Other endpoints': 'none: the user is signed in nowhere else',
      'Keep-alive': 'within 5 minutes',
      Registrar: 'primary',
      'Telephone line': 'tel:+49305551234',
      'E-mail': 'alice@contoso.test',
      Contacts: '12 contacts in 1 group, kept on the server',
    });
  });

  it('warns of a backup registrar', () => {
    const { overview } = modelOf(
      log().signedIn({ isConnectedToPrimary: false, userServices: 'unavailable' }).log,
    );

    expect(overview.filter(({ tone }) => tone === 'warning').map(({ name }) => name)).toEqual([
      'Registrar',
      'User services',
    ]);
  });
});

describe('policies', () => {
  it('names groups and settings, and says yes and no', () => {
    const { policies } = healthy();

    expect(policies?.groups.map(({ title, policies: { length } }) => `${title} ${length}`)).toEqual([
      'Calls 2',
      'Meetings 1',
      'Client 2',
      'Server configuration, as sent 12',
    ]);
    expect(policiesText(policies?.groups.slice(0, 3) ?? [])).toBe(
      'Calls (ucPolicy)\nEnterprise Voice [EnableUC]: yes\nDelegates may answer and make calls [EnableDelegation]: no\n\n' +
        'Meetings (meetingPolicy)\nLargest meeting [MaxMeetingSize]: 250\n\n' +
        'Client (endpointConfiguration)\nSaving of messages is off [DisableSavingIM]: yes\nPhotos [PhotoUsage]: AllPhotos\n',
    );
  });

  it('finds a policy by any of its words', () => {
    const groups = healthy().policies?.groups ?? [];
    const found = (search: string): readonly string[] =>
      searchPolicies(groups, search).flatMap(({ policies }) => policies.map(({ setting }) => setting));

    expect(found('enterprise VOICE')).toEqual(['EnableUC']);
    expect(found('allphotos')).toEqual(['PhotoUsage']);
    expect(found('calls delegates')).toEqual(['EnableDelegation']);
    expect(found('no such thing')).toEqual([]);
    expect(found(' ')).toHaveLength(17);
  });

  it('names a grammar without listing it', () => {
    const [first] = PROVISIONING.groups;
    const builder = log().signedIn();
    builder.add('settings.provisioning.read', {
      groups: [{ ...first!, name: 'publicationGrammar', known: 'publicationGrammar' }],
      omittedGroups: 0,
    });

    expect(modelOf(builder.log).policies).toEqual({
      groups: [],
      count: 0,
      policyCount: 0,
      unlisted: [{ name: 'publicationGrammar', settings: 12 }],
    });
  });
});

describe('server addresses', () => {
  it('shows the own side first, each with what is known of it', () => {
    const { services } = healthy();
    const [book, search] = services?.services ?? [];

    expect(book?.addresses).toMatchObject([
      { side: 'internal', reach: { state: 'reached', words: 'reached', tookMs: 12 } },
      { side: 'external', reach: { state: 'not-tried' } },
    ]);
    // The same place was tried for another address.
    expect(search?.addresses).toMatchObject([{ reach: { state: 'reached' } }]);
  });

  it('waits while the run goes on, and says what failed', () => {
    const builder = log().signedIn({ isRemote: true }).allReceived();
    builder.probed({ host: 'webext.contoso.test', outcome: 'untrusted' });
    const { services } = modelOf(builder.log);

    expect(services?.ownSide).toBe('external');
    expect(services?.services[0]?.addresses[0]?.reach).toMatchObject({
      state: 'failed',
      words: 'its certificate is not trusted',
    });
    expect(
      modelOf(
        log().signedIn().allReceived().probed({ host: 'other.test' }).log,
      ).services?.services[0]?.addresses.at(-1)?.reach.state,
    ).toBe('pending');
  });

  it('adds the web application that autodiscover names, with what discovery saw of it', () => {
    const builder = log();
    const peer = { role: 'web', host: 'web.contoso.test', port: 443 } as const;
    const judged = { peer, trusted: true, problems: [], path: [], trustAnchor: null };
    const seq = builder.add('tls.certificates.judged', judged);
    const link = (token: string, host: string) => ({ token, href: `https://${host}/ucwa/v1/applications` });
    builder.add('autodiscover.document.read', {
      url: 'https://lyncdiscover.contoso.test/',
      document: {
        format: 'json',
        resource: 'user',
        accessLocation: 'internal',
        links: [link('Internal/Ucwa', 'web.contoso.test'), link('External/Ucwa', 'webext.contoso.test')],
        sipClientInternalAccess: null,
        sipClientExternalAccess: null,
        sipServerInternalAccess: null,
        sipServerExternalAccess: null,
      },
    });
    builder.signedIn().finished();

    expect(modelOf(builder.log).services?.ucwa).toMatchObject([
      { side: 'internal', reach: { state: 'reached', words: 'reached, in discovery', evidence: [seq] } },
      { side: 'external', reach: { state: 'not-tried' } },
    ]);
  });
});

describe('what is missing', () => {
  it('is nothing where everything came', () => {
    expect(healthy().missing).toEqual({ lines: [], allClear: 'Nothing is missing and nothing is odd.' });
  });

  it('is what failed, what a healthy server sends, and odd rules counted together', () => {
    const builder = log().signedIn();
    builder.add('settings.provisioning.read', { groups: [], omittedGroups: 0 });
    builder.through('provisioning');
    builder.through('contacts', { outcome: 'no-answer', status: null, delivery: null });
    builder.add('settings.location-profile.read', {
      ...LOCATION_PROFILE,
      rules: [rule('(', '$1'), rule('\\d+', '$0'), rule('^9$', '1'), rule('^9$', '2')],
    });
    const { missing, dialPlan } = modelOf(builder.log);

    expect(missing.lines.map(({ weight, sentence }) => `${weight}: ${sentence}`)).toEqual([
      'broken: Contact list: The server did not answer.',
      'broken: The server configuration is missing: the client learns no server addresses.',
      'broken: The dial plan has 1 rule whose pattern cannot be read: 1.',
      'remark: The group endpointConfiguration did not come.',
      'remark: The group ucPolicy did not come.',
      'remark: The group meetingPolicy did not come.',
      'remark: The dial plan has 1 rule whose pattern also matches inside of longer numbers: 2.',
      'remark: The dial plan has 1 rule whose pattern an earlier one has as well: 4.',
    ]);
    expect(dialPlan?.rules.map(({ remarks }) => remarks.length)).toEqual([1, 1, 0, 1]);
  });

  it('is also an address that came and cannot be used', () => {
    const { missing } = modelOf(
      log().signedIn().allReceived().probed({ outcome: 'unresolvable' }).finished().log,
    );

    expect(missing.lines).toContainEqual({
      weight: 'broken',
      sentence: 'Address book, https://web.contoso.test/abs/handler: its name is not found in DNS.',
    });
  });
});

describe('trying a number', () => {
  const plan = healthy().dialPlan!;
  const planOf = (...rules: readonly ReturnType<typeof rule>[]): typeof plan => ({
    ...plan,
    source: { rules },
  });

  it.each([
    ['1234', 1, '+49305551234'],
    ['0 (30) 555-100', 2, '+4930555100'],
    ['12', null, '12'],
    ['+49 30 555', null, '+4930555'],
  ])('takes %s by rule %s', (typed, ruleNumber, result) => {
    expect(tryInDialPlan(plan, typed)).toMatchObject({ rule: ruleNumber, result, doubts: [] });
  });

  it('says nothing of nothing, and why something is no number', () => {
    expect(tryInDialPlan(plan, '  ')).toBeNull();
    expect(tryInDialPlan(plan, 'bob@contoso.test')).toMatchObject({ result: null, rule: null });
    expect(tryInDialPlan(plan, '---')).toMatchObject({ sentence: 'Nothing of this can be dialled.' });
  });

  it('names what makes the result uncertain', () => {
    expect(tryInDialPlan(planOf(rule('(', ''), rule('^1$', '$7')), '1')?.doubts).toEqual([
      expect.stringMatching(/^Rule 1 could not be tried \(.+\), so the server may come to another result\.$/),
      expect.stringMatching(/groups that the pattern does not have: .*7/),
    ]);
  });

  it('ends in time whatever the rules are', () => {
    const costly = Array.from({ length: 200 }, () => rule('^(\\d+)+(\\d+)+(\\d+)+x$', '$1'));

    expect(tryInDialPlan(planOf(...costly), '1'.repeat(120))?.doubts).toHaveLength(1);
  });
});

describe('texts from outside', () => {
  it('are safe in everything that is shown and copied', () => {
    const hostile = 'a\u202eb\u001b[2J';
    const builder = log().signedIn({ userServices: hostile });
    builder.add('settings.provisioning.read', {
      groups: ['ServerConfiguration', 'ucPolicy', hostile].map((name) => ({
        ...{ name, known: name, shape: 'list' as const, omittedSettings: 0 },
        settings: ['poolUri', 'absInternalServerUrl', 'ucPC2PCAVEncryption', hostile].map((setting) => ({
          name: setting,
          value: setting === 'absInternalServerUrl' ? `https://${hostile}/` : hostile,
        })),
      })),
      omittedGroups: 1,
    });
    builder.add('settings.location-profile.read', {
      ...{ name: hostile, rules: [rule(hostile, hostile)], externalAccessPrefix: hostile },
      ...{ isDeviceDialingOptimised: null, omittedRules: 0 },
    });
    builder.through('self', { outcome: 'invalid', detail: hostile });
    const model = modelOf(builder.log);

    const { dialPlan, ...shown } = model;
    const texts = JSON.stringify({ ...shown, dialPlan: { ...dialPlan, source: null } }) + settingsText(model);
    expect(texts).not.toMatch(/[\u202e\u001b]|\\u001b/u); // eslint-disable-line no-control-regex -- they are what must not be there
  });

  it('are cut to what the clipboard takes', () => {
    const policies = Array.from({ length: 9_000 }, (_, n) => ({
      ...{ setting: `S${n}`, label: `S${n}`, isOn: null },
      value: 'x'.repeat(50),
    }));

    expect(policiesText([{ name: 'g', title: 'G', policies }]).length).toBeLessThanOrEqual(200_000);
  });
});
