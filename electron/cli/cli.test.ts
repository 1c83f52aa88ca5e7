import { describe, expect, it } from 'vitest';
import { RunDocument } from '../../shared/run/document.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import { systemClock } from '../engine/clock.ts';
import { createRecorder, type Recorder } from '../engine/recorder.ts';
import type { LabEntry } from '../lab/lab.ts';
import { failure, success, type Result } from '../../shared/lib/result.ts';
import type { PracticeNetwork, RunHandle, Services, StartRefusal } from '../services/services.ts';
import { runCli } from './cli.ts';
import { fakeHost } from './testing/fake-host.ts';

const NOWHERE = { step: null, probe: null, flow: null } as const;

const healthy = {
  id: 'healthy',
  title: 'All is well',
  story: '',
  about: 'server' as const,
  signIn: null,
  expect: { outcome: 'reachable' as const, step: null, finding: null, warnings: [] },
};

const KDC_IS_MISSING = { kind: 'lab-needs', sentence: 'This scenario needs krb5kdc.' } as const;

/** A run that ends by itself after the given events, or when it is cancelled. */
function startScripted(
  plan: RunPlan,
  script: (recorder: Recorder) => 'completed' | 'crashed' | 'waits',
): Promise<Result<RunHandle, StartRefusal>> {
  const recorder = createRecorder(systemClock, plan.limits.logBytes);
  let finish: () => void = () => undefined;
  const done = new Promise<void>((resolve) => (finish = resolve));
  const end = (reason: 'completed' | 'crashed' | 'cancelled'): void => {
    if (reason === 'cancelled') recorder.record(NOWHERE, 'run.cancelled', {});
    recorder.record(NOWHERE, 'run.finished', { reason });
    recorder.close();
    finish();
  };
  recorder.record(NOWHERE, 'run.started', {
    runId: 'r1',
    source: 'live',
    tool: { name: 'rungs', version: '1.2.3' },
    plan,
  });
  const ending = script(recorder);
  if (ending !== 'waits') end(ending);
  return Promise.resolve(
    success({
      id: 'r1',
      plan,
      log: recorder.log,
      cancel: () => {
        if (!recorder.log.isClosed) end('cancelled');
      },
      done,
    }),
  );
}

describe('rungs', () => {
  it.each([
    [['--help'], 0, /^Rungs shows where/],
    [['help', 'lab'], 0, /^Runs a practice network/],
    [['check', '--help'], 0, /Examples:\n {2}rungs check alice@contoso\.com/],
    [['explain', '--help'], 0, /Examples:\n {2}rungs explain/],
    [['lab', '-h'], 0, /Examples:\n {2}rungs lab/],
    [['--version'], 0, /^rungs 1\.2\.3\n$/],
  ])('%j prints to stdout', async (argv, code, text) => {
    const host = fakeHost({ scenarios: [healthy] });

    expect(await runCli(argv, host)).toBe(code);
    expect(host.stdout()).toMatch(text);
    expect(host.stderr()).toBe('');
  });

  it.each([
    [['chekc'], 'rungs: There is no command "chekc"; did you mean check?\n'],
    [['alice@contoso.com'], 'rungs: Give a command first: rungs check alice@contoso.com\n'],
    [['--json'], 'rungs: There is no option --json here; give a command first.\n'],
    [
      ['check', 'a\u001b[31mb@contoso.com\n'],
      'rungs: The address contains invisible control characters; type it instead of pasting it.\n',
    ],
    [['check', 'a@b.test', '--password', 'x'], 'rungs: There is no option --password.\n'],
    [['check', 'a@b.test', '--auth', 'ntlm'], 'rungs: --auth ntlm needs --user or --sso.\n'],
    [
      ['check', 'a@b.test', '--user', 'alice'],
      'rungs: Give the password of alice by --password-stdin or RUNGS_PASSWORD.\n',
    ],
    [['check', 'a@b.test', '--jsn'], 'rungs: There is no option --jsn; did you mean --json?\n'],
    [['check', 'a@b.test', '--server', 'x', '--server', 'y'], 'rungs: Give --server only once.\n'],
    [['lab', 'healty'], 'rungs: lab: there is no scenario "healty"; did you mean healthy?\n'],
    [['lab', '--list', 'healthy'], 'rungs: --list takes no scenario; it names them all.\n'],
    [
      ['explain', 'connectivity.certificate-expird'],
      /^rungs: There is no finding .*did you mean connectivity\.certificate-expired/,
    ],
    [['explain', 'a\u009bb'], /^rungs: There is no finding "a\\x9bb"; /],
  ])('%j is wrong usage: one line on stderr, nothing on stdout', async (argv, text) => {
    const host = fakeHost({ scenarios: [healthy] });

    expect(await runCli(argv, host)).toBe(2);
    expect(host.stdout()).toBe('');
    expect(host.stderr()).toMatch(text instanceof RegExp ? text : /./);
    if (typeof text === 'string') expect(host.stderr()).toBe(text);
    expect(host.stderr().split('\n')).toHaveLength(2);
  });

  it('without arguments says how it is used, as wrong usage', async () => {
    const host = fakeHost({});

    expect(await runCli([], host)).toBe(2);
    expect(host.stdout()).toBe('');
    expect(host.stderr()).toMatch(/^Rungs shows/);
  });
});

describe('rungs check', () => {
  it('prints one document for a cancelled run and exits with 130', async () => {
    const host = fakeHost({ startRun: (plan) => startScripted(plan, () => 'waits') });

    const running = runCli(['check', 'alice@contoso.com', '--json'], host);
    host.interrupt();

    expect(await running).toBe(130);
    const document = RunDocument.parse(JSON.parse(host.stdout()));
    expect(document.verdict.outcome).toBe('cancelled');
    expect(host.stdout().endsWith('}\n')).toBe(true);
    expect(host.stderr()).toBe('');
  });

  it('prints observations one by one, then the document without them', async () => {
    const host = fakeHost({ startRun: (plan) => startScripted(plan, () => 'waits') });

    const running = runCli(['check', 'alice@contoso.com', '--ndjson'], host);
    host.interrupt();
    await running;

    const lines = host
      .stdout()
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const document = RunDocument.parse(lines.at(-1));
    expect(lines.slice(0, -1)).toMatchObject([
      { kind: 'run.started' },
      { kind: 'run.cancelled' },
      { kind: 'run.finished' },
    ]);
    expect(document.log).toEqual([]);
  });

  it('is silent when quiet', async () => {
    const host = fakeHost({ startRun: (plan) => startScripted(plan, () => 'waits') }, { isTerminal: true });

    const running = runCli(['check', 'SIP:alice@contoso.com', '--quiet'], host);
    host.interrupt();

    expect(await running).toBe(130);
    expect(host.stdout() + host.stderr()).toBe('');
  });

  it('says on stderr how the address was read and, on a terminal, what is going on', async () => {
    const host = fakeHost(
      {
        startRun: (plan) =>
          startScripted(plan, ({ record }) => {
            record({ ...NOWHERE, step: 'discovery' }, 'step.started', { step: 'discovery' });
            record({ ...NOWHERE, step: 'discovery' }, 'step.finished', { step: 'discovery' });
            return 'waits';
          }),
      },
      { isTerminal: true },
    );

    const running = runCli(['check', '<alice@contoso.com>'], host);
    host.interrupt();
    await running;

    expect(host.stderr()).toMatch(
      /^Read as alice@contoso\.com\.\n1\/5 Looking for the server …\n.*1\/5 Find the server: done in [^\n]* ms\n/su,
    );
    expect(host.stderr().endsWith('\u001b[1A\u001b[2K')).toBe(true);
  });

  it('shows no progress where nobody watches', async () => {
    const host = fakeHost({
      startRun: (plan) =>
        startScripted(plan, ({ record }) => {
          record({ ...NOWHERE, step: 'discovery' }, 'step.started', { step: 'discovery' });
          return 'waits';
        }),
    });

    const running = runCli(['check', 'alice@contoso.com'], host);
    host.interrupt();
    await running;

    expect(host.stderr()).toBe('');
    expect(host.stdout()).toContain('Checked alice@contoso.com on ');
  });

  it('exits with 70 when a defect of ours ended the run', async () => {
    const host = fakeHost({
      startRun: (plan) =>
        startScripted(plan, ({ record }) => {
          record(NOWHERE, 'probe.crashed', { message: 'oops', stack: null });
          return 'crashed';
        }),
    });

    expect(await runCli(['check', 'alice@contoso.com', '--json'], host)).toBe(70);
    expect(RunDocument.safeParse(JSON.parse(host.stdout())).success).toBe(true);
  });
});

describe('rungs check with credentials', () => {
  /** Keeps what a run was started with; the password as text, as the bytes are wiped. */
  function starting(refusal: StartRefusal | null = null) {
    const starts: { plan: RunPlan; password: string | null }[] = [];
    const startRun: Services['startRun'] = (plan, { password } = {}) => {
      starts.push({ plan, password: password === undefined ? null : new TextDecoder().decode(password) });
      return refusal === null ? startScripted(plan, () => 'completed') : Promise.resolve(failure(refusal));
    };
    return { starts, services: { startRun, scenarios: [healthy] } };
  }

  const typed = (text: string) => ({ kind: 'line' as const, bytes: new TextEncoder().encode(text) });

  it('hands the password over beside the plan, and prints it nowhere', async () => {
    const { starts, services } = starting();
    const host = fakeHost(services, { input: typed('Canary-1!') });

    await runCli(['check', 'a@b.test', '--user', 'B\\a', '--password-stdin', '--ndjson'], host);

    expect(starts).toMatchObject([
      { plan: { auth: 'auto', credentials: { kind: 'password', user: 'B\\a' } }, password: 'Canary-1!' },
    ]);
    expect(JSON.stringify(starts[0]?.plan) + host.stdout() + host.stderr()).not.toContain('Canary');
  });

  it('takes the password from the environment, or asks for it', async () => {
    const { starts, services } = starting();

    await runCli(['check', 'a@b.test', '--user', 'a'], fakeHost(services, { environmentPassword: 'one' }));
    await runCli(['check', 'a@b.test', '--user', 'a'], fakeHost(services, { typed: typed('two') }));

    expect(starts.map(({ password }) => password)).toEqual(['one', 'two']);
  });

  it('leaves the password to the practice network, unless told otherwise', async () => {
    const { starts, services } = starting();
    const alone = fakeHost(services, { environmentPassword: 'mine' });
    const told = fakeHost(services, { environmentPassword: 'mine' });

    await runCli(['check', '--lab', 'healthy', '--auth', 'ntlm'], alone);
    await runCli(['check', '--lab', 'healthy', '--user', 'CONTOSO\\erin'], fakeHost(services));
    await runCli(['check', '--lab', 'healthy', '--user', 'CONTOSO\\erin'], told);

    expect(starts.map(({ plan, password }) => [plan.credentials, password])).toEqual([
      [{ kind: 'password', user: 'CONTOSO\\alice' }, null],
      [{ kind: 'password', user: 'CONTOSO\\erin' }, null],
      [{ kind: 'password', user: 'CONTOSO\\erin' }, 'mine'],
    ]);
  });

  it('starts nothing and exits with 130 when the person gives up at the prompt', async () => {
    const { starts, services } = starting();
    const host = fakeHost(services, { typed: { kind: 'cancelled' } });

    expect(await runCli(['check', 'a@b.test', '--user', 'a'], host)).toBe(130);
    expect(starts).toEqual([]);
    expect(host.stdout() + host.stderr()).toBe('');
  });

  it.each<[StartRefusal, string | RegExp]>([
    [KDC_IS_MISSING, 'rungs: This scenario needs krb5kdc.\n'],
    [
      { kind: 'no-single-sign-on', reason: 'No GSSAPI library could be loaded.' },
      'rungs: --sso: nobody can be signed in as the signed-in user here. No GSSAPI library could be loaded.\n',
    ],
    [
      { kind: 'recently-rejected', user: 'B\\a', secondsAgo: 75 },
      /^rungs: The password of B\\a was rejected .* ago\. Accounts lock after some attempts; wait ten minutes\.\n$/,
    ],
  ])('says why a run was not begun: %j', async (refusal, sentence) => {
    const host = fakeHost(starting(refusal).services);

    expect(await runCli(['check', 'a@b.test', '--sso', '--json'], host)).toBe(2);
    expect(host.stdout()).toBe('');
    expect(host.stderr()).toMatch(sentence);
  });
});

describe('rungs explain', () => {
  it('lists all findings, and explains one', async () => {
    const list = fakeHost({});
    await runCli(['explain'], list);
    const one = fakeHost({});
    await runCli(['explain', 'connectivity.certificate-expired'], one);
    const json = fakeHost({});
    await runCli(['explain', 'connectivity.certificate-expired', '--json'], json);

    expect(list.stdout()).toContain('connectivity.certificate-expired');
    expect(one.stdout()).toMatch(/What to do: .*\nWho can mend it: /s);
    expect(JSON.parse(json.stdout())).toMatchObject({
      id: 'connectivity.certificate-expired',
      step: 'connectivity',
    });
  });
});

describe('rungs lab', () => {
  function network(entries: readonly LabEntry[], onClose: () => void): PracticeNetwork {
    return {
      scenario: healthy,
      resolver: { address: '127.0.0.1', port: 5300 },
      caPem: 'PEM',
      connectTo: [{ fromHost: 'sip.contoso.test', fromPort: 443, toHost: '::1', toPort: 8443 }],
      endpoints: [{ role: 'edge', host: 'sip.contoso.test', port: 443, listen: '127.0.0.1:8443' }],
      users: [{ address: 'alice@contoso.test', user: 'alice', password: 'x' }],
      ledger: {
        entries,
        async *follow() {
          yield* await Promise.resolve(entries);
        },
      },
      close: () => {
        onClose();
        return Promise.resolve();
      },
    };
  }

  it('says how to reach it, then what it verified, and leaves nothing behind', async () => {
    const verified = { at: 5, node: 'edge', client: '127.0.0.1:9', what: 'REGISTER', ok: true };
    const asked = { at: 4, node: 'dns', client: '127.0.0.1:9', what: 'A sip.contoso.test (udp)', ok: true };
    const signed = {
      at: 5,
      node: 'web',
      client: '127.0.0.1:8',
      what: 'RST with Negotiate',
      ok: false,
      verified: 'ntlm-response' as const,
    };
    let closed = 0;
    let lines = 0;
    const host = fakeHost(
      {
        scenarios: [healthy],
        startPracticeNetwork: () =>
          Promise.resolve(success(network([asked, signed, verified], () => (closed += 1)))),
      },
      {
        onWrite: () => {
          lines += 1;
          if (lines === 1) expect([...host.held]).toEqual([['rungs-lab-ca.pem', 'PEM']]);
          if (lines === 3) host.interrupt();
        },
      },
    );

    expect(await runCli(['lab'], host)).toBe(0);
    expect(
      host
        .stdout()
        .trimEnd()
        .split('\n')
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      {
        scenario: 'healthy',
        resolver: '127.0.0.1:5300',
        caFile: '/tmp/rungs-lab-ca.pem',
        connectTo: ['sip.contoso.test:443:[::1]:8443'],
        endpoints: [{ role: 'edge', host: 'sip.contoso.test', port: 443, listen: '127.0.0.1:8443' }],
        users: [{ address: 'alice@contoso.test', user: 'alice', password: 'x' }],
      },
      { at: 5, client: '127.0.0.1:8', verified: 'ntlm-response', ok: false },
      { at: 5, client: '127.0.0.1:9', verified: 'REGISTER', ok: true },
    ]);
    expect(closed).toBeGreaterThan(0);
    expect(host.held.size).toBe(0);
  });

  it('says what it needs where it cannot stand', async () => {
    const host = fakeHost({
      scenarios: [healthy],
      startPracticeNetwork: () => Promise.resolve(failure(KDC_IS_MISSING)),
    });

    expect(await runCli(['lab', 'healthy'], host)).toBe(2);
    expect(host.stdout()).toBe('');
    expect(host.stderr()).toBe('rungs: This scenario needs krb5kdc.\n');
  });

  it('lists the scenarios', async () => {
    const text = fakeHost({ scenarios: [healthy] });
    await runCli(['lab', '--list'], text);
    const json = fakeHost({ scenarios: [healthy] });
    await runCli(['lab', '--list', '--json'], json);

    expect(text.stdout()).toBe('healthy  All is well\n');
    expect(JSON.parse(json.stdout())).toEqual([healthy]);
  });
});
