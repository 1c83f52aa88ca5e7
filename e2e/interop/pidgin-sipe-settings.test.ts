import { expect, it } from 'vitest';
import { createDirectory } from '../../electron/lab/directory.ts';
import { lineUri, staffOf, type Person } from '../../electron/lab/nodes/settings/staff.ts';
import { describeWith } from '../support/programs.ts';
import {
  buddiesIn,
  notesIn,
  relaysIn,
  settingsIn,
  signaturesIn,
  statesIn,
  type Buddy,
} from '../support/sipe-knowledge.ts';
import { lastWord, logons, registers, verified } from '../support/sipe-ledger.ts';
import { sipeNeeds, type SipeReport } from '../support/sipe-sign-in.ts';
import { visit } from '../support/sipe-visit.ts';

const missing = sipeNeeds().map((packageName) => ({ packageName, isInstalled: false }));

const BOB = 'bob@contoso.test';
const AS_BOB = { address: BOB, logon: 'CONTOSO\\bob' };
/** The last things that it does with what comes by itself, after the answers. */
const ALL_HAS_COME = ['Media relay: ', 'process_incoming_notify_rlmi_resub: '];

/** Everybody but Bob is in his list. */
const CONTACTS = staffOf(createDirectory(), 'contoso.test').filter(({ address }) => address !== BOB);

/** What a list with those contacts has to look like. */
const BUDDIES: readonly Buddy[] = CONTACTS.flatMap((person) =>
  groupsOf(person).map((group) => ({
    group,
    address: person.address,
    // The list names those of other companies itself; the others are named by their own cards.
    alias: person.company === 'Contoso' ? person.displayName : `${person.displayName} (${person.company})`,
    company: person.company,
    department: person.department,
    title: person.title,
    phone: person.extension === null ? null : lineUri(person.extension),
  })),
);

function groupsOf({ department, company }: Person): readonly string[] {
  if (company !== 'Contoso') return ['Other Contacts', 'Project Rowan'];
  if (department === 'Accounting') return ['Accounting'];
  return [department === 'Engineering' ? 'Project Rowan' : 'Other Contacts'];
}

/** pidgin-sipe's words for the figures of [MS-PRES]. */
const STATES: ReadonlyMap<number, string> = new Map([
  [3_500, 'available'],
  [5_000, 'idle'],
  [6_500, 'busy'],
  [9_500, 'do-not-disturb'],
  [12_500, 'be-right-back'],
  [15_500, 'away'],
  [18_500, 'offline'],
]);

const byAddress = (one: Buddy, other: Buddy): number =>
  `${one.address} ${one.group}`.localeCompare(`${other.address} ${other.group}`);

/** It has the contacts, their presence and the settings of this pool, and would find its relay. */
function expectAllSettings(report: SipeReport, pool: string): void {
  expect([...buddiesIn(report)].sort(byAddress)).toEqual([...BUDDIES].sort(byAddress));
  expect(statesIn(report)).toEqual(
    new Map(CONTACTS.map(({ address, availability }) => [address, STATES.get(availability)])),
  );
  expect(notesIn(report)).toEqual(
    new Map(CONTACTS.flatMap(({ address, note }) => (note === null ? [] : [[address, note] as const]))),
  );
  expectServices(report, pool);
}

function expectServices(report: SipeReport, pool: string): void {
  const ofPool = (service: string): unknown =>
    expect.stringMatching(`^sip:${pool}@contoso\\.test;gruu;opaque=srvr:${service}:`);
  expect(settingsIn(report)).toEqual({
    focus_factory_uri: `sip:${BOB};gruu;opaque=app:conf:focusfactory`,
    dlx_uri: 'https://webint.contoso.test:443/groupexpansion/service.svc',
    addressbook_uri: 'https://webint.contoso.test:443/abs/handler',
    test_call_bot_uri: ofPool('Microsoft.Rtc.Applications.testbot'),
    mras_uri: ofPool('MRAS'),
  });
  expect(relaysIn(report)).toEqual(['av.contoso.test TCP: 443 UDP: 3478']);
}

/** Both were signed in, and whatever the other said was rightly signed. */
function expectMutualBelief(report: SipeReport, ...further: readonly string[]): void {
  expect(report).toMatchObject({ isSignedOn: true, registered: [BOB], registeredAfterwards: [] });
  expect(report.ledger.filter(({ ok }) => !ok)).toEqual([]);
  expect(new Set(verified(report))).toEqual(
    new Set(['ntlm-response', 'ntlm-signature', ...further].map((proof) => `${proof} true`)),
  );
  const { messages, checked, believed } = signaturesIn(report);
  expect(messages).toBeGreaterThan(5);
  expect({ checked, believed }).toEqual({ checked: messages, believed: messages });
  expect(lastWord(report)).toContain('signed out');
}

describeWith(missing, 'pidgin-sipe at a practice network that sends it on', () => {
  it.each([
    [
      'once',
      'redirect-other-pool',
      ['director01.contoso.test redirected to pool02.contoso.test', 'fe11.contoso.test signed in'],
    ],
    [
      'twice',
      'redirect-chain',
      [
        'director01.contoso.test redirected to pool01.contoso.test',
        'fe01.contoso.test redirected to pool02.contoso.test',
        'fe11.contoso.test signed in',
      ],
    ],
  ] as const)('follows, having been sent on %s, and gets its settings there', async (_, scenario, hops) => {
    const report = await visit(scenario, { ...AS_BOB, server: 'director01.contoso.test:5061' });

    expectMutualBelief(report);
    expect(logons(report)).toEqual(hops);
    // At each an anonymous one, one for the challenge and one with the logon; the last one withdraws the binding.
    expect(registers(report)).toBe(3 * hops.length + 1);
    // It believed each of those that sent it on before it went.
    expect(report.log.split('completed successfully (with redirect)')).toHaveLength(hops.length);
    expectAllSettings(report, 'pool02.contoso.test');
  });
});

describeWith(missing, 'pidgin-sipe and its settings', () => {
  it.each([
    ['with the answers', 'settings-healthy', undefined, []],
    ['by NOTIFY, a second later', 'settings-notify-late', ALL_HAS_COME, ['notify-answer']],
    ['by BENOTIFY', 'settings-benotify', ALL_HAS_COME, ['benotify-silence']],
  ] as const)('shows what comes %s', async (_, scenario, staysFor, proofs) => {
    const report = await visit(scenario, AS_BOB, staysFor);

    expectMutualBelief(report, ...proofs);
    expectAllSettings(report, 'pool01.contoso.test');
  });

  it('looks for its contacts in Exchange when they are there', async () => {
    const report = await visit('contacts-in-exchange', AS_BOB);

    expectMutualBelief(report);
    expect(report.log).toContain('contact list has been migrated to Unified Contact Store (UCS)');
    expect(report.log).toContain('sipe_ews_autodiscover_url: trying');
    expect(buddiesIn(report)).toEqual([]);
    expectServices(report, 'pool01.contoso.test');
  });
});
