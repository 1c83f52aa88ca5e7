import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../electron/lab/lab.ts';
import { Secret, type CertificateStore } from '../../electron/services/services.ts';
import { eventsOf } from '../../shared/events/catalogue.ts';
import { judgeRun } from '../../shared/findings/judge.ts';
import { runDocument } from '../../shared/projections/run-document.ts';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import { leftBehind } from '../support/left-behind.ts';
import { openLab } from '../support/lab-services.ts';
import { itOnScenario } from '../support/scenario-needs.ts';
import { openSockets } from '../support/sockets.ts';
import { standAlice } from '../support/standing-endpoint.ts';

/** How long the one registrar that says nothing is waited for. */
const SHORT_SILENCE = { ...DEFAULT_LIMITS, sipTransactionMs: 4_000 };

/** What a run leaves behind at the servers and on this machine: nothing. */

describe('after a run', () => {
  for (const { id, signIn, expect: expected } of SCENARIOS) {
    if (signIn === null) continue;
    itOnScenario(
      id,
      `${id}: nobody is registered, nothing is subscribed to, and no socket is left`,
      async () => {
        await using practice = await openLab(id);
        const run = await practice.run({ limits: SHORT_SILENCE });

        expect(runDocument(run.log.events, judgeRun).verdict.outcome).toBe(expected.outcome);
        expect(leftBehind(practice.lab)).toEqual([]);
        await practice.lab.close();
        await expect.poll(openSockets).toEqual([]);
      },
    );
  }

  it.each(['settings-healthy', 'redirect-other-pool'])(
    '%s: while its settings were loaded, Bob was registered beside his PC, and subscribed',
    async (scenario) => {
      await using practice = await openLab(scenario);
      const { registrar } = practice.lab;
      const run = await practice.start();
      const seen: string[][] = [];
      for await (const { kind } of run.log.read({ from: 0, follow: true })) {
        if (kind === 'settings.presence.read') seen.push([...leftBehind(practice.lab)]);
      }
      await run.done;

      expect(seen.flat()).toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^registered: bob@contoso\.test as [0-9a-f]+$/),
          'subscribed: bob@contoso.test to vnd-microsoft-roaming-contacts',
          'subscribed: bob@contoso.test to vnd-microsoft-roaming-self',
        ]),
      );
      expect(registrar.standingEndpoints().map(({ address }) => address)).toContain('bob@contoso.test');
      expect(leftBehind(practice.lab)).toEqual([]);
      const ended = eventsOf(run.log.events, 'settings.subscription.ended');
      expect(ended.map(({ data }) => [data.request, data.status])).toEqual(
        expect.arrayContaining([
          ['contacts', 200],
          ['self', 200],
        ]),
      );
      // First what was subscribed to, then the registration itself.
      const withdrawn = eventsOf(run.log.events, 'authentication.withdrawn');
      expect(withdrawn.map(({ data }) => data.status)).toEqual([200]);
      expect(ended.every(({ seq }) => seq < (withdrawn[0]?.seq ?? 0))).toBe(true);
    },
  );

  for (const scenario of ['ntlm', 'kerberos', 'ntlm-only']) {
    itOnScenario(scenario, `${scenario}: another endpoint of the same user stays signed in`, async () => {
      await using practice = await openLab(scenario);
      const standing = await standAlice(practice.lab);
      const before = practice.lab.registrar.registrations();
      const run = await practice.run();

      expect(before).toEqual([{ address: 'alice@contoso.test', epid: standing.epid }]);
      expect(practice.lab.registrar.registrations()).toEqual(before);
      expect(eventsOf(run.log.events, 'authentication.registered')).toMatchObject([
        // Alice's telephone, which the practice network always lists, and the one of this test.
        { data: { otherEndpoints: 2 } },
      ]);
      standing.close();
    });
  }

  it('tls-dsk, as another method at a registrar that has the user already', async () => {
    await using practice = await openLab('ntlm');
    const standing = await standAlice(practice.lab);
    const run = await practice.run({ auth: 'tls-dsk' });

    expect(runDocument(run.log.events, judgeRun).authentication).toMatchObject({
      used: 'tls-dsk',
      registers: 4,
    });
    expect(practice.lab.registrar.registrations()).toEqual([
      { address: 'alice@contoso.test', epid: standing.epid },
    ]);
    standing.close();
  });
});

describe('--auth all', () => {
  itOnScenario('kerberos', 'signs in, signs out, and tries every other method by its own count', async () => {
    await using practice = await openLab('kerberos');
    const run = await practice.run({ auth: 'all' });

    const ended = eventsOf(run.log.events, 'authentication.attempt.ended').map(({ data }) => data);
    expect(ended.map(({ purpose, method, outcome, registers }) => [purpose, method, outcome, registers]))
      // The order is the client's.
      .toEqual([
        ['sign-in', 'kerberos', 'signed-in', 2],
        ['comparison', 'ntlm', 'signed-in', 3],
        ['comparison', 'tls-dsk', 'signed-in', 4],
      ]);
    expect(ended.map(({ registers, expectedRegisters }) => registers === expectedRegisters)).toEqual([
      true,
      true,
      true,
    ]);
    expect(eventsOf(run.log.events, 'authentication.withdrawn').map(({ data }) => data.status)).toEqual([
      200, 200, 200,
    ]);
    expect(runDocument(run.log.events, judgeRun).verdict.outcome).toBe('signed-in');
    expect(practice.lab.registrar.registrations()).toEqual([]);
    // Each method is signed in and out before the next begins.
    const order = run.log.events.flatMap(({ kind, data }) => {
      if (kind === 'authentication.registered') return [`in by ${data.method}`];
      return kind === 'authentication.withdrawn' ? ['out'] : [];
    });
    expect(order).toEqual(['in by kerberos', 'out', 'in by ntlm', 'out', 'in by tls-dsk', 'out']);
  });
});

describe('a certificate of an earlier sign-in', () => {
  it('signs in again without the web services and without the password', async () => {
    const certificateStore = createMemoryStore();
    await using practice = await openLab('tls-dsk-stored-cert', { certificateStore });

    const first = await practice.run({ keepCertificate: true });
    const second = await practice.run({ keepCertificate: true });

    const documents = [first, second].map((run) => runDocument(run.log.events, judgeRun));
    expect(documents).toMatchObject([
      { verdict: { outcome: 'signed-in' }, authentication: { used: 'tls-dsk', registers: 4 } },
      { verdict: { outcome: 'signed-in' }, authentication: { used: 'tls-dsk', registers: 4 } },
    ]);
    const asked = [first, second].map(
      (run) =>
        eventsOf(run.log.events, 'http.request.sent').filter(({ data }) =>
          /\/(CertProv|WebTicket)\//i.test(data.url),
        ).length,
    );
    expect(asked[0]).toBeGreaterThan(3);
    expect(asked[1]).toBe(0);
    expect(practice.lab.directory.attempts).toEqual([{ account: 'alice', carrier: 'http', ok: true }]);
    expect(eventsOf(second.log.events, 'authentication.password.submitted')).toEqual([]);
    expect(eventsOf(second.log.events, 'client-certificate.found')).toMatchObject([
      { data: { usable: true } },
    ]);
  });

  it('is not kept unless somebody asked for it', async () => {
    const certificateStore = createMemoryStore();
    await using practice = await openLab('tls-dsk', { certificateStore });
    await practice.run();
    const again = await practice.run();

    expect(eventsOf(again.log.events, 'client-certificate.found')).toEqual([]);
    expect(practice.lab.directory.attempts).toHaveLength(2);
  });
});

/** What the protected store of the app does, in memory: hands out copies, as whoever gets one wipes it. */
function createMemoryStore(): CertificateStore {
  const kept = new Map<string, Parameters<CertificateStore['keep']>[2]>();
  const copy = (certificate: Parameters<CertificateStore['keep']>[2]): typeof certificate => ({
    ...certificate,
    privateKeyPem: new Secret(certificate.privateKeyPem.reveal().slice()),
  });
  return {
    find(address, deviceId) {
      const found = kept.get(`${address} ${deviceId}`);
      return Promise.resolve(found === undefined ? null : copy(found));
    },
    keep(address, deviceId, certificate) {
      kept.set(`${address} ${deviceId}`, copy(certificate));
      return Promise.resolve();
    },
  };
}
