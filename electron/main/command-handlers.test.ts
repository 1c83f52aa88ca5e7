import { describe, expect, it } from 'vitest';
import type { StartRunRequest } from '../../shared/ipc/contract.ts';
import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import { createCommandHandlers } from './command-handlers.ts';
import { createRunShelf } from './run-shelf.ts';
import { fakeRun, type FakeRun } from './testing/fake-run.ts';

const SCENARIO: ScenarioInfo = {
  id: 'healthy',
  title: 'Everything works',
  story: 'The client signs in.',
  expect: { outcome: 'reachable', step: null, finding: null, warnings: [] },
};

const REQUEST: StartRunRequest = {
  address: 'alice@contoso.com',
  scenario: null,
  profile: 'sfb',
  network: 'auto',
  server: '',
};

function setUp() {
  const plans: RunPlan[] = [];
  const runs: FakeRun[] = [];
  const addresses: string[] = [];
  const copied: string[] = [];
  const shelf = createRunShelf();
  const handlers = createCommandHandlers({
    services: {
      scenarios: [SCENARIO],
      startRun(plan) {
        const run = fakeRun(`run-${String(plans.push(plan))}`, { plan });
        runs.push(run);
        return Promise.resolve(run);
      },
      startPracticeNetwork: () => Promise.reject(new Error('the window never asks for a standing network')),
    },
    shelf,
    recents: {
      list: () => Promise.resolve(addresses),
      remember: (address) => Promise.resolve(void addresses.unshift(address)),
      clear: () => Promise.resolve(void addresses.splice(0)),
    },
    version: '0.1.0',
    writeClipboard: (text) => void copied.push(text),
  });
  return { handlers, plans, runs, addresses, copied, shelf };
}

describe('app.describe', () => {
  it('tells version, scenarios and recent addresses', async () => {
    const { handlers, addresses } = setUp();
    addresses.push('bob@contoso.com');

    expect(await handlers['app.describe']({})).toEqual({
      version: '0.1.0',
      scenarios: [SCENARIO],
      recentAddresses: ['bob@contoso.com'],
    });
  });
});

describe('run.start', () => {
  it('runs against the real network with what was typed, and remembers the address', async () => {
    const { handlers, plans, addresses, shelf } = setUp();

    const reply = await handlers['run.start']({
      ...REQUEST,
      profile: 'lync2010',
      network: 'external',
      server: ' sip.contoso.com:443 ',
    });

    expect(reply).toEqual({ runId: 'run-1', address: 'alice@contoso.com', note: null });
    expect(plans).toEqual([
      {
        address: 'alice@contoso.com',
        profile: 'lync2010',
        network: 'external',
        server: { host: 'sip.contoso.com', port: 443 },
        resolvers: [],
        connectTo: [],
        extraCaPem: [],
        auth: 'none',
        scenario: null,
        limits: DEFAULT_LIMITS,
      },
    ]);
    expect(addresses).toEqual(['alice@contoso.com']);
    expect(shelf.find('run-1')).not.toBeNull();
  });

  it('repairs what is plain and says so', async () => {
    const { handlers, plans, addresses } = setUp();

    const reply = await handlers['run.start']({ ...REQUEST, address: ' sip:Alice@CONTOSO.com ' });

    expect(reply).toMatchObject({ address: 'Alice@contoso.com', note: 'Read as Alice@contoso.com.' });
    expect(plans[0]?.address).toBe('Alice@contoso.com');
    expect(addresses).toEqual(['Alice@contoso.com']);
  });

  it('practises with the lab’s own user and remembers nothing', async () => {
    const { handlers, plans, addresses } = setUp();

    const reply = await handlers['run.start']({ ...REQUEST, address: '', scenario: 'healthy' });

    expect(reply).toEqual({ runId: 'run-1', address: 'alice@contoso.test', note: null });
    expect(plans).toMatchObject([{ address: 'alice@contoso.test', scenario: 'healthy', server: null }]);
    expect(addresses).toEqual([]);
  });

  it.each([
    ['a name without a domain', { address: 'alice' }, 'invalid-input'],
    ['spaces', { address: 'a b@c.d' }, 'invalid-input'],
    ['nothing', { address: '' }, 'invalid-input'],
    ['a server that is none', { server: 'http://sip.contoso.com/' }, 'invalid-input'],
    ['a port that is none', { server: 'sip.contoso.com:99999' }, 'invalid-input'],
    ['an unknown scenario', { scenario: 'earthquake' }, 'not-found'],
  ])('refuses %s with a sentence and starts nothing', async (_what, change, code) => {
    const { handlers, plans, addresses } = setUp();

    const refusal: unknown = await Promise.resolve()
      .then(() => handlers['run.start']({ ...REQUEST, ...change }))
      .catch((error: unknown) => error);

    expect(refusal).toMatchObject({ name: 'IpcRefusal', code });
    expect(refusal).toHaveProperty('message', expect.stringMatching(/^[A-Z].*\.$/));
    expect([plans, addresses]).toEqual([[], []]);
  });
});

describe('run.cancel', () => {
  it('cancels the run that is named', async () => {
    const { handlers, runs } = setUp();
    await handlers['run.start'](REQUEST);
    await handlers['run.start'](REQUEST);

    await handlers['run.cancel']({ runId: 'run-2' });

    expect(runs.map(({ cancellations }) => cancellations)).toEqual([0, 1]);
  });

  it('refuses a run that it does not know', () => {
    const { handlers } = setUp();

    expect(() => handlers['run.cancel']({ runId: 'run-9' })).toThrow('There is no such run.');
  });
});

describe('the small commands', () => {
  it('forgets the recent addresses', async () => {
    const { handlers, addresses } = setUp();
    await handlers['run.start'](REQUEST);

    await handlers['recents.clear']({});

    expect(addresses).toEqual([]);
  });

  it('writes text, and only text, to the clipboard', async () => {
    const { handlers, copied } = setUp();

    await handlers['clipboard.write']({ text: 'The certificate has expired.' });

    expect(copied).toEqual(['The certificate has expired.']);
  });
});
