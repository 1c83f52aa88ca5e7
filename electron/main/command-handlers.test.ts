import { describe, expect, it } from 'vitest';
import type { StartRunRequest } from '../../shared/ipc/contract.ts';
import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import { DEFAULT_LIMITS } from '../../shared/run/limits.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import { failure, success } from '../../shared/lib/result.ts';
import type { StartRefusal } from '../services/services.ts';
import { createCommandHandlers, type CommandDependencies } from './command-handlers.ts';
import { createRunShelf } from './run-shelf.ts';
import { fakeRun, type FakeRun } from './testing/fake-run.ts';

const SCENARIO: ScenarioInfo = {
  id: 'healthy',
  title: 'Everything works',
  story: 'The client signs in.',
  about: 'server',
  signIn: null,
  expect: { outcome: 'reachable', step: null, finding: null, warnings: [] },
};

const BAD_PASSWORD: ScenarioInfo = {
  ...SCENARIO,
  id: 'bad-password',
  about: 'sign-in',
  signIn: { address: 'dave@contoso.test', user: 'CONTOSO\\dave', auth: 'ntlm' },
};

const REQUEST: StartRunRequest = {
  address: 'alice@contoso.com',
  scenario: null,
  profile: 'sfb',
  network: 'auto',
  server: '',
  auth: 'none',
  credentials: { kind: 'none' },
  confirmedCertificates: [],
  keepCertificate: false,
  isConfirmed: false,
};

/** What the page sends for a password, and the very bytes that arrive. */
function withPassword(changes: Partial<StartRunRequest> = {}) {
  const password = new TextEncoder().encode('Canary-1!');
  const credentials = { kind: 'password', user: ' CONTOSO\\alice ', password } as const;
  return { password, request: { ...REQUEST, auth: 'auto', credentials, ...changes } as const };
}

const isWiped = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

function setUp(refusal: StartRefusal | null = null) {
  const plans: RunPlan[] = [];
  const handedOver: { password: string | null; isConfirmed: boolean | undefined }[] = [];
  const runs: FakeRun[] = [];
  const addresses: string[] = [];
  const copied: string[] = [];
  const started: string[] = [];
  const shelf = createRunShelf();
  const handlers = createCommandHandlers({
    services: {
      scenarios: [SCENARIO, BAD_PASSWORD],
      singleSignOn: () => ({ ok: false, reason: 'No GSSAPI library could be loaded.' }),
      startRun(plan, { password, isConfirmed } = {}) {
        handedOver.push({ password: password ? new TextDecoder().decode(password) : null, isConfirmed });
        if (refusal !== null) return Promise.resolve(failure(refusal));
        const run = fakeRun(`run-${String(plans.push(plan))}`, { plan });
        runs.push(run);
        return Promise.resolve(success(run));
      },
      startPracticeNetwork: () => Promise.reject(new Error('the window never asks for a standing network')),
    },
    canKeepCertificate: () => true,
    onStart: (run) => started.push(run.id),
    shelf,
    recents: {
      list: () => Promise.resolve(addresses),
      remember: (address) => Promise.resolve(void addresses.unshift(address)),
      clear: () => Promise.resolve(void addresses.splice(0)),
    },
    version: '0.1.0',
    writeClipboard: (text) => void copied.push(text),
  });
  return { handlers, plans, handedOver, runs, addresses, copied, shelf, started };
}

/** What a handler that fails before has no use for. */
function unused(): Omit<CommandDependencies, 'services'> {
  const unexpected = (): never => {
    throw new Error('not part of this test');
  };
  return {
    canKeepCertificate: unexpected,
    shelf: createRunShelf(),
    recents: { list: unexpected, remember: unexpected, clear: unexpected },
    version: '0.1.0',
    onStart: unexpected,
    writeClipboard: unexpected,
  };
}

describe('app.describe', () => {
  it('tells version, scenarios and recent addresses', async () => {
    const { handlers, addresses } = setUp();
    addresses.push('bob@contoso.com');

    expect(await handlers['app.describe']({})).toEqual({
      version: '0.1.0',
      scenarios: [SCENARIO, BAD_PASSWORD],
      recentAddresses: ['bob@contoso.com'],
    });
  });
});

describe('run.start', () => {
  it('runs against the real network with what was typed, and remembers the address', async () => {
    const { handlers, plans, addresses, shelf, started } = setUp();

    const reply = await handlers['run.start']({
      ...REQUEST,
      profile: 'lync2010',
      network: 'external',
      server: ' sip.contoso.com:443 ',
    });

    expect(reply).toEqual({ kind: 'started', runId: 'run-1', address: 'alice@contoso.com', note: null });
    expect(started).toEqual(['run-1']);
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
        credentials: { kind: 'none' },
        confirmedCertificates: [],
        keepCertificate: false,
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

    expect(reply).toEqual({ kind: 'started', runId: 'run-1', address: 'alice@contoso.test', note: null });
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

describe('run.start with credentials', () => {
  it('hands everything over as it was chosen, the password beside the plan', async () => {
    const { handlers, plans, handedOver } = setUp();
    const { request, password } = withPassword({
      auth: 'tls-dsk',
      confirmedCertificates: ['0'.repeat(64)],
      keepCertificate: true,
      isConfirmed: true,
    });

    await handlers['run.start'](request);

    expect(plans).toMatchObject([
      {
        auth: 'tls-dsk',
        credentials: { kind: 'password', user: 'CONTOSO\\alice' },
        confirmedCertificates: ['0'.repeat(64)],
        keepCertificate: true,
      },
    ]);
    expect(handedOver).toEqual([{ password: 'Canary-1!', isConfirmed: true }]);
    expect(JSON.stringify(plans)).not.toContain('Canary');
    expect(isWiped(password)).toBe(true);
  });

  it('signs in as the signed-in user', async () => {
    const { handlers, plans, handedOver } = setUp();

    await handlers['run.start']({ ...REQUEST, auth: 'auto', credentials: { kind: 'current-user' } });

    expect(plans).toMatchObject([{ auth: 'auto', credentials: { kind: 'current-user' } }]);
    expect(handedOver).toEqual([{ password: null, isConfirmed: false }]);
  });

  it.each<[string, Partial<StartRunRequest>]>([
    ['without credentials, whatever the method', { auth: 'ntlm', credentials: { kind: 'none' } }],
    ['with the method "none"', { auth: 'none' }],
  ])('signs in nobody %s', async (_what, changes) => {
    const { handlers, plans, handedOver } = setUp();
    const { request, password } = withPassword(changes);

    await handlers['run.start'](request);

    expect(plans).toMatchObject([{ auth: 'none', credentials: { kind: 'none' } }]);
    expect(handedOver[0]?.password).toBeNull();
    expect(request.credentials.kind === 'none' || isWiped(password)).toBe(true);
  });

  it('signs in whom the practice scenario names, and wipes what was typed', async () => {
    const { handlers, plans, handedOver } = setUp();
    const { request, password } = withPassword({ scenario: 'bad-password' });

    await handlers['run.start'](request);

    expect(plans).toMatchObject([
      {
        address: 'dave@contoso.test',
        auth: 'ntlm',
        credentials: { kind: 'password', user: 'CONTOSO\\dave' },
      },
    ]);
    expect([handedOver[0]?.password, isWiped(password)]).toEqual([null, true]);
  });

  it('passes on that the account was rejected a short while ago, and starts nothing', async () => {
    const rejected = { kind: 'recently-rejected', user: 'CONTOSO\\alice', secondsAgo: 75 } as const;
    const { handlers, plans, addresses } = setUp(rejected);
    const { request, password } = withPassword();

    expect(await handlers['run.start'](request)).toEqual(rejected);
    expect([plans, addresses, isWiped(password)]).toEqual([[], [], true]);
  });

  it.each<[StartRefusal, string]>([
    [{ kind: 'lab-needs', sentence: 'Install krb5-kdc.' }, 'Install krb5-kdc.'],
    [{ kind: 'no-single-sign-on', reason: 'There is no library.' }, 'There is no library.'],
  ])('shows why a run was not begun: %j', async (reason, message) => {
    const { handlers } = setUp(reason);

    await expect(async () => handlers['run.start'](REQUEST)).rejects.toMatchObject({
      name: 'IpcRefusal',
      code: 'refused',
      message,
    });
  });

  it.each<[string, Partial<StartRunRequest>]>([
    ['the address', { address: 'alice' }],
    ['the server', { server: 'http://sip.contoso.com/' }],
    ['the scenario', { scenario: 'earthquake' }],
  ])('wipes the password when it refuses %s', async (_what, changes) => {
    const { handlers, handedOver } = setUp();
    const { request, password } = withPassword(changes);

    await expect(async () => handlers['run.start'](request)).rejects.toThrow();

    expect([isWiped(password), handedOver]).toEqual([true, []]);
  });

  it('refuses a user name that can be none, and wipes the password', async () => {
    const { handlers } = setUp();
    const { password } = withPassword();
    const credentials = { kind: 'password', user: 'CONTOSO/alice', password } as const;

    await expect(async () =>
      handlers['run.start']({ ...REQUEST, auth: 'auto', credentials }),
    ).rejects.toMatchObject({ name: 'IpcRefusal', code: 'invalid-input' });

    expect(isWiped(password)).toBe(true);
  });

  it('wipes the password when the services cannot be loaded', async () => {
    const { password, request } = withPassword();
    const handlers = createCommandHandlers({
      ...unused(),
      services: Promise.reject(new Error('no engine')),
    });

    await expect(async () => handlers['run.start'](request)).rejects.toThrow('no engine');

    expect(isWiped(password)).toBe(true);
  });
});

describe('sign-in.describe', () => {
  it('tells what this computer can do', async () => {
    const { handlers } = setUp();

    expect(await handlers['sign-in.describe']({})).toEqual({
      singleSignOn: { ok: false, reason: 'No GSSAPI library could be loaded.' },
      canKeepCertificate: true,
    });
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
