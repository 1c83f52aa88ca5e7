import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseLoggedEvent } from '../../shared/events/catalogue.ts';
import { documentOf, requireBuiltCli, runCli, type CliOutcome } from '../support/command-line.ts';
import { schemaViolations } from '../support/json-schema.ts';
import { itOnScenario } from '../support/scenario-needs.ts';
import type { Writing } from '../support/pattern-search.ts';
import { findSecrets } from '../support/secret-search.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** Signing in with the built command line: where the password comes from, and where it must not be. */

const PASSWORD = 'Rungs!2026';
const ALICE = ['check', 'alice@contoso.test', '--user', 'CONTOSO\\alice'];

beforeAll(requireBuiltCli);

describe('rungs check --user --password-stdin --json', () => {
  for (const [scenario, used, registers] of [
    ['ntlm', 'ntlm', 3],
    ['kerberos', 'kerberos', 2],
    ['tls-dsk', 'tls-dsk', 4],
  ] as const) {
    itOnScenario(scenario, `${scenario}: signs in with ${registers} REGISTERs`, async () => {
      const outcome = await runCli([...ALICE, '--lab', scenario, '--password-stdin', '--json'], {
        input: `${PASSWORD}\n`,
      });

      expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
      const document = documentOf(outcome);
      expect(document).toMatchObject({
        run: { address: 'alice@contoso.test' },
        verdict: { outcome: 'signed-in', step: null, finding: null },
        authentication: { used, registers },
      });
      expect(schemaViolations(document)).toEqual([]);
      for (const entry of document.log)
        expect(parseLoggedEvent(entry)).toMatchObject({ ok: true, known: true });
      expectNowhere(outcome, PASSWORD);
    });
  }

  itOnScenario('kerberos', '--auth all: every other method after the first', async () => {
    const outcome = await runCli(
      [...ALICE, '--lab', 'kerberos', '--auth', 'all', '--password-stdin', '--json'],
      { input: PASSWORD },
    );

    expect(outcome.code).toBe(0);
    const ended = documentOf(outcome).log.filter(({ kind }) => kind === 'authentication.attempt.ended');
    expect(ended.map(({ data }) => data)).toMatchObject([
      { purpose: 'sign-in', method: 'kerberos', outcome: 'signed-in', registers: 2 },
      { purpose: 'comparison', method: 'ntlm', outcome: 'signed-in', registers: 3 },
      { purpose: 'comparison', method: 'tls-dsk', outcome: 'signed-in', registers: 4 },
    ]);
  });

  itOnScenario('kerberos', '--sso: as the user who is signed in to the workstation', async () => {
    const outcome = await runCli(['check', '--lab', 'kerberos', '--sso', '--json']);

    expect(outcome.code).toBe(0);
    const document = documentOf(outcome);
    expect(document).toMatchObject({
      verdict: { outcome: 'signed-in' },
      authentication: { used: 'kerberos', registers: 2 },
    });
    expect(document.log.filter(({ kind }) => kind.startsWith('authentication.password.'))).toEqual([]);
  });

  it('redirect-other-pool: at home, where the first server sends to, with all settings', async () => {
    const outcome = await runCli(
      [
        ...['check', 'bob@contoso.test', '--lab', 'redirect-other-pool'],
        ...['--user', 'bob', '--password-stdin', '--json'],
      ],
      { input: `${PASSWORD}\n` },
    );

    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
    const document = documentOf(outcome);
    expect(document).toMatchObject({
      run: { address: 'bob@contoso.test' },
      verdict: { outcome: 'signed-in', step: null, finding: null },
      server: { host: 'pool02.contoso.test', port: 5061, via: 'redirect' },
    });
    expect(document.steps.map(({ outcome: came }) => came)).toEqual([
      ...['passed', 'passed', 'passed', 'passed', 'passed'],
    ]);
    expect(schemaViolations(document)).toEqual([]);
    expectNowhere(outcome, PASSWORD);
  });

  it('a wrong password: exit code 1, and the reason', async () => {
    const wrong = `wrong-${randomBytes(12).toString('hex')}`;
    const outcome = await runCli([...ALICE, '--lab', 'ntlm', '--password-stdin', '--json'], {
      input: `${wrong}\n`,
    });

    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 1, stderr: '' });
    expect(documentOf(outcome)).toMatchObject({
      verdict: { outcome: 'failed', step: 'authentication', finding: 'authentication.credentials-rejected' },
      authentication: { used: 'ntlm', registers: 3 },
    });
    expectNowhere(outcome, wrong);
  });

  it.each([
    ['no password at all', ''],
    ['an empty line', '\n'],
    ['a password that is too long', 'x'.repeat(5_000)],
  ])('%s: one sentence, exit code 2', async (_, input) => {
    const outcome = await runCli([...ALICE, '--lab', 'ntlm', '--password-stdin', '--json'], { input });

    expect({ code: outcome.code, stdout: outcome.stdout }).toEqual({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(/^rungs: [^\n]{10,300}\n$/);
  });
});

describe('RUNGS_PASSWORD', () => {
  it('signs in', async () => {
    const outcome = await runCli([...ALICE, '--lab', 'ntlm', '--json'], {
      environment: { RUNGS_PASSWORD: PASSWORD },
    });

    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
    expect(documentOf(outcome).authentication).toMatchObject({ used: 'ntlm', registers: 3 });
    expectNowhere(outcome, PASSWORD);
  });

  it.each([
    ['--json', ['--json']],
    ['--ndjson', ['--ndjson']],
    ['text', []],
  ])('is not in the output as %s when it is wrong', async (_, mode) => {
    const wrong = `wrong-${randomBytes(12).toString('hex')}`;
    const outcome = await runCli([...ALICE, '--lab', 'tls-dsk', ...mode], {
      environment: { RUNGS_PASSWORD: wrong },
    });

    expect(outcome.code).toBe(1);
    expect(outcome.stdout).not.toBe('');
    expectNowhere(outcome, wrong);
  });
});

describe('the memory of a run that has ended', () => {
  for (const scenario of ['ntlm', 'tls-dsk', 'kerberos']) {
    itOnScenario(scenario, `${scenario}: no string on the heap holds the password`, async () => {
      const password = `Heap-${randomBytes(12).toString('hex')}`;
      await using folder = await createTemporaryFolder('heap');
      const { outcome, heap } = await runWithSnapshot(
        folder,
        [...ALICE, '--lab', scenario, '--password-stdin'],
        {
          input: password,
        },
      );

      expect(outcome.code).toBe(1);
      expect(outcome.stdout).toContain('password');
      // The user's name was in the same places, and is there still.
      expect(heap.bytes.includes('alice@contoso.test')).toBe(true);
      expect(findSecrets([heap], [{ name: 'password', bytes: Buffer.from(password) }])).toEqual([]);
    });
  }

  it('would show one', async () => {
    await using folder = await createTemporaryFolder('heap');
    const planted = randomBytes(12).toString('hex');
    const { heap } = await runWithSnapshot(folder, ['--version'], { environment: { PLANTED: planted } });

    expect(findSecrets([heap], [{ name: 'planted', bytes: Buffer.from(planted) }])).not.toEqual([]);
  });
});

type Folder = Awaited<ReturnType<typeof createTemporaryFolder>>;

/** Runs the command line and takes a snapshot of its heap, garbage collected, when it is about to end. */
async function runWithSnapshot(
  folder: Folder,
  argv: readonly string[],
  options: { readonly input?: string; readonly environment?: Readonly<Record<string, string>> },
): Promise<{ readonly outcome: CliOutcome; readonly heap: Writing }> {
  const snapshot = path.join(folder.path, 'run.heapsnapshot');
  const hook = await folder.write(
    'hook.cjs',
    `globalThis.planted = process.env.PLANTED;
     process.on('exit', () => require('node:v8').writeHeapSnapshot(${JSON.stringify(snapshot)}));`,
  );
  const outcome = await runCli(argv, { ...options, nodeOptions: ['--require', hook] });
  return { outcome, heap: { name: 'heap', bytes: await readFile(snapshot) } };
}

function expectNowhere({ stdout, stderr }: CliOutcome, password: string): void {
  const writings = [
    { name: 'stdout', bytes: Buffer.from(stdout) },
    { name: 'stderr', bytes: Buffer.from(stderr) },
  ];
  expect(findSecrets(writings, [{ name: 'password', bytes: Buffer.from(password) }])).toEqual([]);
}
