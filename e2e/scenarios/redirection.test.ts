import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../electron/lab/lab.ts';
import type { RunHandle } from '../../electron/services/services.ts';
import { eventsOf, type EventData, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { isMicrosoftCloudHost } from '../../shared/lib/microsoft-cloud.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { leftBehind } from '../support/left-behind.ts';
import { openLab } from '../support/lab-services.ts';
import { submittedInVain, verdictsOnPassword } from '../support/password-use.ts';

/** Step 4: where a sign-in is sent, and in which order it goes there. */

const REDIRECTING = [
  'redirect-same-pool',
  'redirect-other-pool',
  'redirect-chain',
  'redirect-loop',
  'redirect-no-target',
  'redirect-unreachable',
  'redirect-bad-cert',
  'redirect-outside-domain',
  'redirect-from-edge',
  'primary-down-backup',
  'moved-to-teams',
] as const;

describe.each(REDIRECTING)('%s', (scenario) => {
  it('asks each server in its turn, no stranger, and keeps the password safe', async () => {
    await using practice = await openLab(scenario);
    const run = await practice.run();
    const log = run.log.events;
    const expected = SCENARIOS.find(({ id }) => id === scenario)?.expect;

    expect(runDocument(log, judgeRun).verdict).toMatchObject({
      outcome: expected?.outcome,
      step: expected?.step,
    });
    expect(eventsOf(log, 'redirection.concluded')).toHaveLength(1);
    expectOrder(log);
    expectNothingSaidToStrangers(log);
    expect(hostsDialled(log).filter(isMicrosoftCloudHost)).toEqual([]);

    expect(verdictsOnPassword(log)).not.toContain('rejected');
    expect(verdictsOnPassword(log)).not.toContain('undecided');
    expect(submittedInVain(log)).toBeLessThanOrEqual(1);
    // Once for each registrar that answered the logon, and each of them took it.
    const asked = eventsOf(log, 'authentication.attempt.ended').length;
    expect(eventsOf(log, 'authentication.password.submitted')).toHaveLength(asked);
    expect(practice.lab.directory.attempts).toEqual(
      Array.from({ length: asked }, () => ({ account: 'bob', carrier: 'sip', ok: true })),
    );
    // Who sends the sign-in on has registered nobody.
    expect(eventsOf(log, 'authentication.registered').length).toBe(expected?.outcome === 'signed-in' ? 1 : 0);
    expect(leftBehind(practice.lab)).toEqual([]);
  });
});

describe('arrives', () => {
  it.each([
    ['redirect-same-pool', ['fe02.contoso.test:5061']],
    ['redirect-other-pool', ['pool02.contoso.test:5061']],
    ['redirect-outside-domain', ['sip.fabrikam.test:5061']],
  ])('%s: in one step', async (scenario, way) => {
    const { log, attempts } = await redirected(scenario);

    expect(wayOf(log)).toEqual(way);
    expect(attempts).toEqual([
      ['redirected', 3],
      ['signed-in', 3],
    ]);
    expect(dataOf(log, 'redirection.concluded')).toMatchObject([
      { outcome: 'arrived', hops: 1, isFirstChoice: true },
    ]);
    const outside = dataOf(log, 'redirection.received').flatMap(({ contacts }) =>
      contacts.map(({ isOutsideDomain }) => isOutsideDomain),
    );
    expect(outside).toContain(scenario === 'redirect-outside-domain');
    expect(outside).not.toContain(scenario !== 'redirect-outside-domain');
  });

  it('redirect-chain: from one to the next, each with a logon of its own', async () => {
    const { log, attempts } = await redirected('redirect-chain');

    const hops = dataOf(log, 'redirection.received');
    expect(hops.length).toBeGreaterThan(1);
    expect(hops.map(({ hop }) => hop)).toEqual(hops.map((_, index) => index + 1));
    expect(attempts.map(([outcome]) => outcome)).toEqual([...hops.map(() => 'redirected'), 'signed-in']);
    // Each hop sends the sign-in on from where the one before had sent it.
    expect(hops.slice(1).map(({ from }) => `${from.host}:${String(from.port)}`)).toEqual(
      wayOf(log).slice(0, -1),
    );
    expect(dataOf(log, 'redirection.concluded')).toMatchObject([
      { outcome: 'arrived', hops: hops.length, home: { host: 'pool02.contoso.test', via: 'redirect' } },
    ]);
  });

  it('the Call-ID and CSeq go on from server to server', async () => {
    const { log } = await redirected('redirect-chain');

    const registers = dataOf(log, 'sip.request.sent').filter(({ method }) => method === 'REGISTER');
    const values = (name: string): readonly (string | undefined)[] =>
      registers.map(({ headers }) => headers.find(([one]) => one === name)?.[1]);
    expect(new Set(values('Call-ID')).size).toBe(1);
    expect(values('CSeq')).toEqual(registers.map((_, index) => `${index + 1} REGISTER`));
  });

  it('primary-down-backup: at the backup registrar, which says that it only stands in', async () => {
    const { log } = await redirected('primary-down-backup');

    const [received] = dataOf(log, 'redirection.received');
    expect(received?.contacts.map(({ standing }) => standing)).toEqual(['candidate', 'candidate']);
    expect(targetsOf(log)).toEqual(['1 pool01.contoso.test tcp-failed', '2 pool02.contoso.test reached']);
    expect(dataOf(log, 'redirection.concluded')).toMatchObject([
      { outcome: 'arrived', home: { host: 'pool02.contoso.test' }, isFirstChoice: false },
    ]);
    expect(dataOf(log, 'registration.described')).toMatchObject([{ isConnectedToPrimary: false }]);
  });
});

describe('does not arrive', () => {
  it('redirect-loop: sent back to where it has been, it stops', async () => {
    const { log } = await redirected('redirect-loop');

    const last = dataOf(log, 'redirection.received').at(-1);
    expect(last?.contacts.map(({ standing }) => standing)).toEqual(['visited']);
    expect(dataOf(log, 'redirection.concluded')).toMatchObject([{ outcome: 'loop', home: null }]);
    const peers = dataOf(log, 'authentication.attempt.ended').length;
    expect(new Set(registrarsAsked(log)).size).toBe(peers);
  });

  it('redirect-no-target: nothing is dialled', async () => {
    const { log } = await redirected('redirect-no-target');

    expect(targetsOf(log)).toEqual([]);
    expect(log.filter(({ step, kind }) => step === 'redirection' && kind === 'tcp.connect.started')).toEqual(
      [],
    );
    expect(dataOf(log, 'redirection.concluded')).toMatchObject([{ outcome: 'no-target', hops: 1 }]);
  });

  it.each([
    ['redirect-unreachable', /^1 \S+ (tcp-failed|unresolvable)$/],
    ['redirect-bad-cert', /^1 \S+ untrusted$/],
    ['redirect-from-edge', /^1 \S+ unresolvable$/],
  ])('%s: no target is fit', async (scenario, target) => {
    const { log } = await redirected(scenario);

    expect(targetsOf(log)).toEqual([expect.stringMatching(target)]);
    expect(dataOf(log, 'redirection.concluded')).toMatchObject([{ outcome: 'unreachable', home: null }]);
    const said = log.filter(({ step, kind }) => step === 'redirection' && kind === 'sip.request.sent');
    expect(said).toEqual([]);
  });

  it('redirect-from-edge: it came from outside', async () => {
    const { log } = await redirected('redirect-from-edge');

    expect(dataOf(log, 'redirection.received')[0]?.from).toMatchObject({
      host: 'sip.contoso.test',
      port: 443,
    });
    expect(dataOf(log, 'redirection.received')[0]?.contacts[0]?.isOutsideDomain).toBe(false);
  });

  it('moved-to-teams: it is told, and nobody there is asked anything', async () => {
    const { log } = await redirected('moved-to-teams');

    const [received] = dataOf(log, 'redirection.received');
    expect(received?.contacts.map(({ standing, place }) => [standing, place?.host])).toContainEqual([
      'cloud',
      expect.stringMatching(/\.online\.lync\.com$/) as string,
    ]);
    expect(targetsOf(log)).toEqual([]);
    expect(dataOf(log, 'redirection.concluded')).toMatchObject([{ outcome: 'moved-to-cloud' }]);
    expect(hostsDialled(log).filter((host) => !host.endsWith('contoso.test'))).toEqual([]);
  });
});

it('limited-mode: signed in at home, whose services are out of reach', async () => {
  const { log } = await redirected('limited-mode');

  expect(dataOf(log, 'redirection.received')).toEqual([]);
  const [described] = dataOf(log, 'registration.described');
  expect([described?.userServices, described?.isConnectedToPrimary]).toEqual([
    'unavailable',
    expect.any(Boolean),
  ]);
  expect(dataOf(log, 'settings.request.concluded')).toContainEqual(
    expect.objectContaining({ request: 'contacts', outcome: 'refused', status: 503 }),
  );
});

interface Redirected {
  readonly log: RunHandle['log']['events'];
  /** Outcome and REGISTERs of each logon. */
  readonly attempts: readonly (readonly [string, number])[];
}

async function redirected(scenario: string): Promise<Redirected> {
  await using practice = await openLab(scenario);
  const { log } = await practice.run();
  const attempts = dataOf(log.events, 'authentication.attempt.ended');
  return { log: log.events, attempts: attempts.map(({ outcome, registers }) => [outcome, registers]) };
}

function dataOf<K extends Parameters<typeof eventsOf>[1]>(
  log: readonly LoggedEvent[],
  kind: K,
): readonly EventData<K>[] {
  return eventsOf(log, kind).map(({ data }) => data as EventData<K>); // data belongs to kind by eventsOf's filter
}

/** The registrars to which redirections led, in order. */
function wayOf(log: readonly LoggedEvent[]): readonly string[] {
  return dataOf(log, 'connectivity.endpoint.selected')
    .filter(({ endpoint }) => endpoint.via === 'redirect')
    .map(({ endpoint }) => `${endpoint.host}:${endpoint.port}`);
}

function targetsOf(log: readonly LoggedEvent[]): readonly string[] {
  return dataOf(log, 'redirection.target.concluded')
    .map(({ order, endpoint, outcome }) => `${order} ${endpoint.host} ${outcome}`)
    .sort();
}

function registrarsAsked(log: readonly LoggedEvent[]): readonly string[] {
  return [...new Set(dataOf(log, 'sip.request.sent').map(({ peer }) => `${peer.host}:${peer.port}`))];
}

/** Every name asked for, and every host connected to. */
function hostsDialled(log: readonly LoggedEvent[]): readonly string[] {
  return log.flatMap(({ kind, data }) => {
    if (kind === 'dns.query.sent') return [data.name];
    if (kind === 'tcp.connect.started') return [data.peer.host];
    return kind === 'tls.handshake.started' ? [data.serverName ?? ''] : [];
  });
}

/** By falling q, each candidate looked at once and told by its place, and the first one that is fit is asked. */
function expectOrder(log: readonly LoggedEvent[]): void {
  for (const { data, seq } of eventsOf(log, 'redirection.received')) {
    const qs = data.contacts.map(({ q }) => q);
    expect(qs).toEqual([...qs].sort((a, b) => b - a));
    const candidates = data.contacts.filter(({ standing }) => standing === 'candidate');
    const targets = eventsOf(log, 'redirection.target.concluded')
      .filter((target) => target.data.hop === data.hop)
      .sort((a, b) => a.data.order - b.data.order);
    expect(targets.map((target) => target.data.endpoint)).toMatchObject(
      candidates.map(({ place }) => ({ ...place, via: 'redirect' })),
    );
    expect(targets.every((target) => target.cause === seq && target.seq > seq)).toBe(true);
    const fit = targets.find((target) => target.data.outcome === 'reached');
    const next = eventsOf(log, 'connectivity.endpoint.selected').find((selected) => selected.seq > seq);
    expect(next?.data.endpoint).toEqual(fit?.data.endpoint);
  }
}

/** SIP is spoken only over a connection whose certificate was judged before, and found good. */
function expectNothingSaidToStrangers(log: readonly LoggedEvent[]): void {
  const handshakes = eventsOf(log, 'tls.handshake.completed');
  const judged = eventsOf(log, 'tls.certificates.judged');
  expect(handshakes.length).toBeGreaterThan(0);
  for (const { flow } of handshakes) expect(judged.filter((one) => one.flow === flow)).toHaveLength(1);
  for (const request of eventsOf(log, 'sip.request.sent')) {
    const before = judged.find(({ flow, seq }) => flow === request.flow && seq < request.seq);
    expect(before?.data.trusted).toBe(true);
  }
}
