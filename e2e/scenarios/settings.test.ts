import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { LabEntry, Verification } from '../../electron/lab/lab.ts';
import { eventsOf, type EventData, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { SettingsRequestKind } from '../../shared/events/settings-events.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { PROVISIONING_GROUPS } from '../../shared/protocol/settings/requests.ts';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import { openLab, type OpenLab } from '../support/lab-services.ts';
import { findSecrets, type MarkedSecret } from '../support/secret-search.ts';
import { writingsOf } from '../support/written-output.ts';

/** Step 5: what is asked for after the sign-in, how it comes, and what is made of it. */

type Concluded = EventData<'settings.request.concluded'>;

/** Whoever has these may use the media relay; each server's answer is taken down as it leaves. */
const relayCredentials = vi.hoisted(() => ({ taken: [] as string[] }));

vi.mock(import('../../electron/lab/nodes/settings/settings-service.ts'), async (original) => {
  const { createSettingsService, ...others } = await original();
  return {
    ...others,
    createSettingsService(options) {
      const service = createSettingsService(options);
      return {
        ...service,
        answer(request, caller) {
          const answer = service.answer(request, caller);
          const text = new TextDecoder().decode(answer?.response?.body);
          for (const [, credential = ''] of text.matchAll(/<(?:username|password)>([^<]+)</g))
            relayCredentials.taken.push(credential);
          return answer;
        },
      };
    },
  };
});

beforeEach(() => {
  relayCredentials.taken.length = 0;
});

const ALL = SettingsRequestKind.options;
const SUBSCRIPTIONS = ['provisioning', 'contacts', 'self', 'presence'] as const;
const SERVICES = ['location-profile', 'media-relay', 'conferencing'] as const;

describe.each([
  ['settings-healthy', 'piggyback'],
  ['settings-notify-late', 'notify'],
  ['settings-benotify', 'benotify'],
] as const)('%s', (scenario, delivery) => {
  it(`everything comes, each subscription by ${delivery}`, async () => {
    await using practice = await openLab(scenario);
    const { log, document, concluded } = await load(practice);

    expect(document.verdict.outcome).toBe('signed-in');
    expect(document.findings).toEqual([]);
    expect(concluded.map(({ request, outcome }) => `${request}: ${outcome}`).sort()).toEqual(
      ALL.map((request) => `${request}: received`).sort(),
    );
    expect(Object.fromEntries(concluded.map((one) => [one.request, one.delivery]))).toEqual({
      ...Object.fromEntries(SUBSCRIPTIONS.map((request) => [request, delivery])),
      ...Object.fromEntries(SERVICES.map((request) => [request, 'answer'])),
    });
    expect(concluded.every(({ status, bodyBytes }) => status === 200 && bodyBytes > 0)).toBe(true);
    expectBobsSettings(log);
    expectNoRelayCredentials(log);
  });
});

describe('settings-healthy', () => {
  it('asks for what depends on nothing at once, and for the rest as soon as it can', async () => {
    await using practice = await openLab('settings-healthy');
    const { log } = await load(practice);

    const messages = log.filter(
      ({ kind, step }) =>
        step === 'settings' && (kind === 'sip.request.sent' || kind === 'sip.response.received'),
    );
    const asked = messages.findIndex(({ kind }) => kind === 'sip.response.received');
    expect(messages.slice(0, asked).map(subjectOf).sort()).toEqual([
      'SERVICE app:locationprofile:get',
      'SUBSCRIBE vnd-microsoft-provisioning-v2',
      'SUBSCRIBE vnd-microsoft-roaming-contacts',
      'SUBSCRIBE vnd-microsoft-roaming-self',
    ]);
    // Nothing is ever published, and nobody else's state is asked for but that of the contacts.
    const methods = eventsOf(log, 'sip.request.sent').map(({ data }) => data.method);
    expect(new Set(methods)).toEqual(new Set(['REGISTER', 'SUBSCRIBE', 'SERVICE']));
    expect(eventsOf(log, 'sip.request.sent').some(({ data }) => /publish/i.test(data.body))).toBe(false);
  });

  it('says what it is told once: each event of data stands right before the end of its request', async () => {
    await using practice = await openLab('settings-healthy');
    const { log } = await load(practice);

    const told = log.flatMap(({ kind, data }) => {
      const read = /^settings\.(.+)\.read$/.exec(kind)?.[1];
      if (read !== undefined) return [read];
      return kind === 'settings.request.concluded' ? [`end of ${data.request}`] : [];
    });
    for (const request of ALL) expect(told[told.indexOf(`end of ${request}`) - 1]).toBe(request);
    expect(told).toHaveLength(2 * ALL.length);
  });
});

describe('requests of the server', () => {
  it('settings-notify-late: every NOTIFY is answered, and the keep-alive that the server asks for', async () => {
    await using practice = await openLab('settings-notify-late');
    const { log } = await load(practice);

    const notified = eventsOf(log, 'sip.request.received');
    expect(notified.map(({ data }) => data.method)).toEqual(SUBSCRIPTIONS.map(() => 'NOTIFY'));
    const answers = eventsOf(log, 'sip.response.sent');
    expect(answers.map(({ data }) => data.status)).toEqual(notified.map(() => 200));
    expect(answers.map(({ cause }) => cause)).toEqual(notified.map(({ seq }) => seq));
    const verified = verifiedIn(practice, 'notify-answer');
    expect(verified.map(({ ok }) => ok)).toEqual(notified.map(() => true));

    expect(eventsOf(log, 'sip.keep-alive.received').length).toBeGreaterThan(0);
    expect(eventsOf(log, 'sip.keep-alive.sent').filter(({ data }) => data.isAnswer).length).toBe(
      eventsOf(log, 'sip.keep-alive.received').length,
    );
    const kept = verifiedIn(practice, 'keep-alive-answer');
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.every(({ ok }) => ok)).toBe(true);
    expect(eventsOf(log, 'registration.described')[0]?.data.keepAlive).toMatchObject({ hopByHop: true });
  });

  it('settings-benotify: no BENOTIFY is', async () => {
    await using practice = await openLab('settings-benotify');
    const { log } = await load(practice);

    const notified = eventsOf(log, 'sip.request.received');
    expect(notified.map(({ data }) => data.method)).toEqual(SUBSCRIPTIONS.map(() => 'BENOTIFY'));
    expect(eventsOf(log, 'sip.response.sent')).toEqual([]);
    const verified = verifiedIn(practice, 'benotify-silence');
    expect(verified.map(({ ok }) => ok)).toEqual(notified.map(() => true));
    expect(verifiedIn(practice, 'notify-answer')).toEqual([]);
  });

  it('settings-healthy: there is none', async () => {
    await using practice = await openLab('settings-healthy');
    const { log } = await load(practice);

    expect(eventsOf(log, 'sip.request.received')).toEqual([]);
    expect(eventsOf(log, 'sip.response.sent')).toEqual([]);
  });
});

it('contacts-in-exchange: the list says where they are, and nobody is asked about', async () => {
  await using practice = await openLab('contacts-in-exchange');
  const { log, document, concluded } = await load(practice);

  expect(document.verdict.outcome).toBe('signed-in');
  expect(document.findings).toEqual([]);
  expect(eventsOf(log, 'settings.contacts.read').map(({ data }) => data)).toMatchObject([
    { storage: 'exchange', ucsMode: 'migrated', contacts: 0, groups: [] },
  ]);
  expect(outcomesOf(concluded)).toEqual({ ...allReceived, presence: 'not-asked' });
  expect(eventsOf(log, 'sip.request.sent').map(subjectOf)).not.toContain('SUBSCRIBE presence');
  expectNoRelayCredentials(log);
});

const allReceived: Readonly<Record<string, string>> = Object.fromEntries(
  ALL.map((request) => [request, 'received']),
);

/** What is asked at addresses that provisioning names. */
const WITHOUT_PROVISIONING = { 'media-relay': 'not-asked', conferencing: 'not-asked' } as const;

describe('one request that fails leaves the others what they are', () => {
  it.each([
    ['location-profile-404', 404, { 'location-profile': 'refused' }],
    ['location-profile-garbage', 200, { 'location-profile': 'invalid' }],
    ['contacts-503', 503, { contacts: 'refused', presence: 'not-asked' }],
    ['provisioning-403', 403, { provisioning: 'refused', ...WITHOUT_PROVISIONING }],
    ['provisioning-timeout', null, { provisioning: 'no-answer', ...WITHOUT_PROVISIONING }],
    ['provisioning-empty', 200, WITHOUT_PROVISIONING],
    ['presence-489', 489, { presence: 'refused' }],
    ['policy-url-unreachable', 200, {}],
  ] as const)('%s', async (scenario, status, others) => {
    await using practice = await openLab(scenario);
    const { log, concluded } = await load(practice);

    expect(outcomesOf(concluded)).toEqual({ ...allReceived, ...others });
    const [failed] = Object.keys(others);
    const { status: answered = null } = concluded.find(({ request }) => request === failed) ?? {};
    if (failed !== undefined && failed !== 'media-relay') expect(answered).toBe(status);
    // What came is told, and of what did not come nothing.
    for (const { request, outcome } of concluded)
      expect(eventsOfRead(log, request)).toBe(outcome === 'received' ? 1 : 0);
  });

  it('policy-url-unreachable: one address is not to be had, and every other one is', async () => {
    await using practice = await openLab('policy-url-unreachable');
    const { log } = await load(practice);

    const probed = eventsOf(log, 'settings.service.probed').map(({ data }) => data);
    const missed = probed.filter(({ outcome }) => outcome !== 'reached');
    expect(new Set(missed.map(({ service, host, outcome }) => `${service} at ${host}: ${outcome}`))).toEqual(
      new Set(['address-book at oldabs.contoso.test: unresolvable']),
    );
    expect(probed.length - missed.length).toBeGreaterThan(5);
  });

  it('dropped-mid-settings: what was under way is told as cut off, and the registration is ended over a new line', async () => {
    await using practice = await openLab('dropped-mid-settings');
    const { log, concluded, document } = await load(practice);

    expect(document.verdict).toMatchObject({ outcome: 'failed', finding: 'settings.connection-lost' });
    expect(concluded.map(({ request }) => request).sort()).toEqual([...ALL].sort());
    expect(concluded.filter(({ outcome }) => outcome === 'closed').length).toBeGreaterThan(0);
    expect(concluded.every(({ outcome }) => ['received', 'closed', 'not-asked'].includes(outcome))).toBe(
      true,
    );
    const ended = eventsOf(log, 'authentication.attempt.ended').map(({ data }) => [
      data.purpose,
      data.outcome,
    ]);
    expect(ended).toContainEqual(['sign-out', 'signed-in']);
    expect(eventsOf(log, 'authentication.withdrawn').at(-1)?.data.status).toBe(200);
  });
});

/** What the practice company has for him, as its servers tell it. */
function expectBobsSettings(log: readonly LoggedEvent[]): void {
  expect(dataOf(log, 'settings.contacts.read')).toMatchObject({
    storage: 'server',
    contacts: 12,
    invalidUris: [],
    omitted: 0,
  });
  const { groups } = dataOf(log, 'settings.contacts.read');
  expect(groups.map(({ name }) => name)).toEqual(['~', 'Accounting', 'Project Rowan']);
  expect(dataOf(log, 'settings.presence.read')).toMatchObject({ people: 12, unread: [], otherPools: [] });
  const { states } = dataOf(log, 'settings.presence.read');
  expect(states.length).toBeGreaterThan(2);
  expect(states.reduce((sum, { people }) => sum + people, 0)).toBe(12);

  const profile = dataOf(log, 'settings.location-profile.read');
  expect(profile).toMatchObject({ name: 'HQ-Berlin', externalAccessPrefix: '9', omittedRules: 0 });
  expect(profile.rules).toHaveLength(6);
  expect(profile.rules[1]).toMatchObject({
    pattern: '^(5\\d{3})$',
    translation: '+49302312$1',
    isInternalExtension: true,
  });

  const provisioned = dataOf(log, 'settings.provisioning.read').groups;
  expect(provisioned.map(({ known }) => known).sort()).toEqual([...PROVISIONING_GROUPS].sort());
  expect(settingOf(provisioned, 'ucPolicy', 'EnableUC')).toBe('true');
  expect(settingOf(provisioned, 'meetingPolicy', 'MaxMeetingSize')).toBe('250');
  expect(settingOf(provisioned, 'endpointConfiguration', 'EnableSkypeUI')).toBe('true');

  expect(dataOf(log, 'settings.self.read')).toMatchObject({
    telephonyMode: 'Uc',
    lines: ['tel:+493023125102;ext=5102'],
    subscribers: 4,
    delegates: 0,
  });
  expect(dataOf(log, 'settings.media-relay.read')).toEqual({
    reason: 'OK',
    isOk: true,
    hasCredentials: true,
    durationMinutes: 480,
    relays: [{ location: 'intranet', host: 'av.contoso.test', udpPort: 3478, tcpPort: 443 }],
  });
  expect(dataOf(log, 'settings.conferencing.read')).toMatchObject({ isOk: true, defaultRegion: 'Berlin' });

  const probed = eventsOf(log, 'settings.service.probed').map(({ data }) => data);
  expect(probed.filter(({ outcome }) => outcome !== 'reached')).toEqual([]);
  expect(probed.map(({ service }) => service)).toEqual(
    expect.arrayContaining(['address-book', 'group-expansion', 'ucwa', 'media-relay']),
  );
  // Nothing is said there: a service that is reached has not been asked anything.
  expect(eventsOf(log, 'http.request.sent').filter(({ step }) => step === 'settings')).toEqual([]);
}

/** Neither the credentials themselves nor what they are base64 of, in any form, in anything that is made of the log. */
function expectNoRelayCredentials(log: readonly LoggedEvent[]): void {
  const secrets = relayCredentials.taken.flatMap((text): readonly MarkedSecret[] => [
    { name: 'relay credential', bytes: Buffer.from(text) },
    { name: 'relay credential, decoded', bytes: Buffer.from(text, 'base64') },
  ]);
  // A user name and a password, or nothing would have been looked for.
  expect(relayCredentials.taken).toHaveLength(2);
  expect(findSecrets(writingsOf(log), secrets)).toEqual([]);
  // The search would have found them where they were: with them in it, the log is not clean.
  const planted = log.map((event) =>
    event.kind === 'sip.response.received'
      ? { ...event, data: { ...event.data, body: `<username>${relayCredentials.taken[0] ?? ''}</username>` } }
      : event,
  );
  expect(findSecrets(writingsOf(planted), secrets)).not.toEqual([]);
}

async function load(practice: OpenLab): Promise<{
  readonly log: readonly LoggedEvent[];
  readonly document: ReturnType<typeof runDocument>;
  readonly concluded: readonly Concluded[];
}> {
  const run = await practice.run({ limits: { ...DEFAULT_LIMITS, sipTransactionMs: 4_000 } });
  const log = run.log.events;
  return {
    log,
    document: runDocument(log, judgeRun),
    concluded: eventsOf(log, 'settings.request.concluded').map(({ data }) => data),
  };
}

function outcomesOf(concluded: readonly Concluded[]): Readonly<Record<string, string>> {
  return Object.fromEntries(concluded.map(({ request, outcome }) => [request, outcome]));
}

/** The data of the one event of a kind. */
function dataOf<K extends Parameters<typeof eventsOf>[1]>(
  log: readonly LoggedEvent[],
  kind: K,
): EventData<K> {
  const events = eventsOf(log, kind);
  const [only] = events;
  if (only === undefined || events.length > 1) throw new Error(`${events.length} events of ${kind}`);
  return only.data as EventData<K>; // data belongs to kind by eventsOf's filter
}

function eventsOfRead(log: readonly LoggedEvent[], request: SettingsRequestKind): number {
  return log.filter(({ kind }) => kind === `settings.${request}.read`).length;
}

function settingOf(
  groups: EventData<'settings.provisioning.read'>['groups'],
  group: string,
  name: string,
): string | undefined {
  return groups.find(({ known }) => known === group)?.settings.find((setting) => setting.name === name)
    ?.value;
}

/** What a request is about. */
function subjectOf({ kind, data }: LoggedEvent): string {
  if (kind !== 'sip.request.sent') return '';
  const event = data.headers.find(([name]) => name.toLowerCase() === 'event')?.[1];
  const opaque = /;opaque=([^;]+)/.exec(data.requestUri)?.[1];
  return `${data.method} ${event ?? opaque ?? ''}`;
}

/** What the practice network made of the client's answers. */
function verifiedIn({ lab }: OpenLab, what: Verification): readonly LabEntry[] {
  return lab.ledger.entries.filter(({ verified }) => verified === what);
}
