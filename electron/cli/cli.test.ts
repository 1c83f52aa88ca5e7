import { describe, expect, it } from 'vitest';
import { RunDocument } from '../../shared/run/document.ts';
import type { RunPlan } from '../../shared/run/plan.ts';
import { systemClock } from '../engine/clock.ts';
import { createRecorder, type Recorder } from '../engine/recorder.ts';
import type { LabEntry } from '../lab/lab.ts';
import type { PracticeNetwork, RunHandle } from '../services/services.ts';
import { runCli } from './cli.ts';
import { fakeHost } from './testing/fake-host.ts';

const NOWHERE = { step: null, probe: null, flow: null } as const;

const healthy = {
  id: 'healthy',
  title: 'All is well',
  story: '',
  expect: { outcome: 'reachable' as const, step: null, finding: null, warnings: [] },
};

/** A run that ends by itself after the given events, or when it is cancelled. */
function startScripted(
  plan: RunPlan,
  script: (recorder: Recorder) => 'completed' | 'crashed' | 'waits',
): Promise<RunHandle> {
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
  return Promise.resolve({
    id: 'r1',
    plan,
    log: recorder.log,
    cancel: () => {
      if (!recorder.log.isClosed) end('cancelled');
    },
    done,
  });
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
    [['check', 'a@b.test', '--sso'], 'rungs: There is no option --sso.\n'],
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
    expect(host.stdout()).toContain('Checked alice@contoso.com in ');
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
    let closed = 0;
    let lines = 0;
    const host = fakeHost(
      {
        scenarios: [healthy],
        startPracticeNetwork: () => Promise.resolve(network([asked, verified], () => (closed += 1))),
      },
      {
        onWrite: () => {
          lines += 1;
          if (lines === 1) expect([...host.held]).toEqual([['rungs-lab-ca.pem', 'PEM']]);
          if (lines === 2) host.interrupt();
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
      { at: 5, client: '127.0.0.1:9', verified: 'REGISTER', ok: true },
    ]);
    expect(closed).toBeGreaterThan(0);
    expect(host.held.size).toBe(0);
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
