import { afterEach, describe, expect, it } from 'vitest';
import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { PRACTICE_ADDRESS } from '../../shared/lab/practice-address.ts';
import { createPlan, type RunPlan } from '../../shared/run/plan.ts';
import type { EnginePorts } from '../engine/ports.ts';
import { scenarioNeeds, startLab, type Lab } from '../lab/lab.ts';
import { createServices, onPracticeNetwork } from './create-services.ts';
import type { RunHandle, Services, StartOptions } from './services.ts';
import { systemPorts } from './system-ports.ts';
import { withoutLibrary } from './system-security.ts';

const TOOL = { name: 'rungs', version: '1.2.3' };
const labs: Lab[] = [];

afterEach(async () => {
  await Promise.all(labs.splice(0).map((lab) => lab.close()));
});

function servicesWith(ports: Partial<EnginePorts> = {}): Services {
  return createServices(
    systemPorts({
      trustStore: () => Promise.resolve({ source: 'none', path: null, certificates: [] }),
      ...ports,
    }),
    TOOL,
  );
}

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function start(services: Services, plan: RunPlan, options: StartOptions = {}): Promise<RunHandle> {
  const started = await services.startRun(plan, options);
  if (!started.ok) throw new Error(JSON.stringify(started.error));
  return started.value;
}

async function runOf(
  services: Services,
  plan: RunPlan,
  options: StartOptions = {},
): Promise<readonly LoggedEvent[]> {
  const run = await start(services, plan, options);
  await run.done;
  return run.log.events;
}

/** A practice network that a plan takes for the real one: without a scenario, but told how to get there. */
async function realNetwork(
  choices: Partial<RunPlan>,
): Promise<{ readonly lab: Lab; readonly plan: RunPlan }> {
  const lab = await startLab('ntlm-only');
  labs.push(lab);
  const plan = createPlan(PRACTICE_ADDRESS, { auth: 'auto', ...choices });
  return { lab, plan: onPracticeNetwork(plan, lab) };
}

const ALICE = { kind: 'password', user: 'CONTOSO\\alice' } as const;

describe('onPracticeNetwork', () => {
  const network = {
    resolver: { address: '127.0.0.1', port: 5300 },
    connectTo: [{ fromHost: 'sip.contoso.test', fromPort: 443, toHost: '127.0.0.1', toPort: 8443 }],
    caPem: 'LAB',
  };

  it('tells the plan how the practice network is reached', () => {
    expect(onPracticeNetwork(createPlan(PRACTICE_ADDRESS, { scenario: 'healthy' }), network)).toMatchObject({
      scenario: 'healthy',
      resolvers: [network.resolver],
      connectTo: network.connectTo,
      extraCaPem: ['LAB'],
    });
  });

  it('leaves what was given by hand in front', () => {
    const byHand = { fromHost: 'sip.contoso.test', fromPort: 443, toHost: '127.0.0.1', toPort: 1 };
    const plan = createPlan(PRACTICE_ADDRESS, {
      scenario: 'healthy',
      resolvers: [{ address: '127.0.0.1', port: 1 }],
      connectTo: [byHand],
      extraCaPem: ['MINE'],
    });

    expect(onPracticeNetwork(plan, network)).toMatchObject({
      resolvers: [{ address: '127.0.0.1', port: 1 }],
      connectTo: [byHand, ...network.connectTo],
      extraCaPem: ['MINE', 'LAB'],
    });
  });
});

describe('a run with a password', () => {
  it('asks first when the account was rejected a short while ago, and goes on when that is known', async () => {
    const services = servicesWith();
    const { lab, plan } = await realNetwork({ credentials: ALICE });
    const attempts = (): readonly boolean[] => lab.directory.attempts.map(({ ok }) => ok);

    await runOf(services, plan, { password: bytes('wrong') });
    const password = bytes('Rungs!2026');
    const second = await services.startRun(plan, { password });
    expect([second, attempts()]).toMatchObject([
      { ok: false, error: { kind: 'recently-rejected', user: 'CONTOSO\\alice' } },
      [false],
    ]);
    expect(password.every((byte) => byte === 0)).toBe(true);

    const third = await runOf(services, plan, { password: bytes('Rungs!2026'), isConfirmed: true });
    expect(eventsOf(third, 'authentication.registered')).toHaveLength(1);
    const fourth = await runOf(services, plan, { password: bytes('Rungs!2026') });
    expect(eventsOf(fourth, 'authentication.registered')).toHaveLength(1);
    expect(attempts()).toEqual([false, true, true]);
  });

  it('asks as soon as the rejection is known, before the first run has ended', async () => {
    const services = servicesWith();
    const { plan } = await realNetwork({ credentials: ALICE });
    const first = await start(services, plan, { password: bytes('wrong') });
    for await (const { kind } of first.log.read({ from: 0, follow: true })) {
      if (kind === 'authentication.password.judged') break;
    }

    const second = await services.startRun(plan, { password: bytes('wrong') });
    await first.done;

    expect(second).toMatchObject({ ok: false, error: { kind: 'recently-rejected' } });
  });

  it('wipes the password when the run has ended', async () => {
    const services = servicesWith();
    const { plan } = await realNetwork({ credentials: ALICE });
    const password = bytes('Rungs!2026');

    await runOf(services, plan, { password });

    expect(password.every((byte) => byte === 0)).toBe(true);
  });

  it('wipes the password when there is no such practice scenario', async () => {
    const password = bytes('Passw0rd');
    const plan = { ...createPlan(PRACTICE_ADDRESS, { credentials: ALICE }), scenario: 'no-such-scenario' };
    await expect(servicesWith().startRun(plan, { password })).rejects.toThrow('no-such-scenario');
    expect([...password]).toEqual(Array(8).fill(0));
  });

  it('wipes a password that nobody asked for', async () => {
    const services = servicesWith();
    const { plan } = await realNetwork({ auth: 'none' });
    const password = bytes('Rungs!2026');

    const run = await start(services, plan, { password });
    expect(password.every((byte) => byte === 0)).toBe(true);
    run.cancel();
    await run.done;
  });
});

describe('a run as the signed-in user', () => {
  it('is refused with the reason where the system has nothing for it', async () => {
    const services = servicesWith({ systemSecurity: () => withoutLibrary('There is no such library.') });

    expect(services.singleSignOn()).toEqual({ ok: false, reason: 'There is no such library.' });
    expect(
      await services.startRun(
        createPlan('alice@contoso.com', { auth: 'auto', credentials: { kind: 'current-user' } }),
      ),
    ).toEqual({ ok: false, error: { kind: 'no-single-sign-on', reason: 'There is no such library.' } });
  });
});

describe('a run on a practice network', () => {
  it('signs in with the password that everybody has there, unless told otherwise', async () => {
    const services = servicesWith();
    const plan = createPlan(PRACTICE_ADDRESS, { scenario: 'ntlm-only', auth: 'auto', credentials: ALICE });

    const own = await runOf(services, plan);
    const wrong = await runOf(services, plan, { password: bytes('wrong') });
    const again = await runOf(services, plan);

    expect([own, wrong, again].map((log) => eventsOf(log, 'authentication.registered').length)).toEqual([
      1, 0, 1,
    ]);
  });

  it('has a certificate of last time where the scenario is about that, and asks no web service', async () => {
    const plan = createPlan(PRACTICE_ADDRESS, {
      scenario: 'tls-dsk-stored-cert',
      auth: 'auto',
      credentials: ALICE,
    });

    const log = await runOf(servicesWith(), plan);

    expect(eventsOf(log, 'client-certificate.found').map(({ data }) => data.usable)).toEqual([true]);
    expect(eventsOf(log, 'authentication.registered').map(({ data }) => data)).toMatchObject([
      { method: 'tls-dsk' },
    ]);
    expect(eventsOf(log, 'authentication.password.submitted')).toEqual([]);
  });

  it('says what a scenario needs that this computer lacks', async ({ skip }) => {
    const path = process.env['PATH'];
    process.env['PATH'] = '';
    try {
      skip(
        scenarioNeeds('kerberos') === null,
        'all that is needed lies where it is found without a search path',
      );
      const services = servicesWith();
      const plan = createPlan(PRACTICE_ADDRESS, { scenario: 'kerberos', auth: 'auto', credentials: ALICE });
      const password = bytes('Rungs!2026');

      const [run, network] = [
        await services.startRun(plan, { password }),
        await services.startPracticeNetwork('kerberos'),
      ];

      expect([run, network]).toMatchObject([
        { ok: false, error: { kind: 'lab-needs', sentence: scenarioNeeds('kerberos') } },
        { ok: false, error: { kind: 'lab-needs' } },
      ]);
      expect(password.every((byte) => byte === 0)).toBe(true);
    } finally {
      process.env['PATH'] = path;
    }
  });
});
