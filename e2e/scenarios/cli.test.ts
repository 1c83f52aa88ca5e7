import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseLoggedEvent } from '../../shared/events/catalogue.ts';
import { RunDocument } from '../../shared/run/document.ts';
import {
  checkoutFolder,
  cliScript,
  documentOf,
  outcomeOf,
  requireBuiltCli,
  runCli,
  startCli,
  type CliOutcome,
} from '../support/command-line.ts';
import { schemaViolations } from '../support/json-schema.ts';

/** The built command line as a process of its own: arguments, streams, signals and exit codes. */

/** What must never leave the program raw, anywhere. */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e]/u; // eslint-disable-line no-control-regex -- they are what is looked for

function run(...argv: string[]): Promise<CliOutcome> {
  return runCli(argv);
}

function start(...argv: string[]): ChildProcessWithoutNullStreams {
  return startCli(argv);
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the program ended without a line');
}

beforeAll(requireBuiltCli);

describe('rungs', () => {
  it('begins with a line that lets the system start it', () => {
    expect(readFileSync(cliScript, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('says its version, the one of package.json', async () => {
    const { version } = JSON.parse(readFileSync(`${checkoutFolder}package.json`, 'utf8')) as {
      version: string;
    }; // written by us

    expect(await run('--version')).toEqual({ code: 0, stdout: `rungs ${version}\n`, stderr: '' });
  });

  it.each([['check'], ['explain'], ['lab']])('%s --help has examples', async (command) => {
    const { code, stdout, stderr } = await run(command, '--help');

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`Examples:\n {2}rungs ${command}`));
  });

  it.each([
    [['check']],
    [['check', 'alice']],
    [['check', 'alice adams@contoso.com']],
    [['check', `${'a'.repeat(288)}@contoso.com`]],
    [['check', 'alice@contoso.com', '--password-stdin']],
    [['check', 'alice@contoso.com', '--json', '--ndjson']],
    [['check', '--lab', 'no-such-scenario']],
    [['explain', 'no.such-finding']],
    [['lab', 'no-such-scenario']],
    [['diff', 'a', 'b']],
  ])('%j: one sentence on stderr, exit code 2', async (argv) => {
    const { code, stdout, stderr } = await run(...argv);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^rungs: [^\n]{10,300}\n$/);
  });

  it('explains every finding that it can make', async () => {
    const list = JSON.parse((await run('explain', '--json')).stdout) as { id: string }[]; // checked below

    expect(list.length).toBeGreaterThan(20);
    const { code, stdout } = await run('explain', list[0]!.id);
    expect(code).toBe(0);
    expect(stdout).toContain(list[0]!.id);
  });
});

describe('rungs check', () => {
  it('prints one JSON document and nothing else, as the published schema has it', async () => {
    const outcome = await run('check', '--lab', 'healthy', '--json');

    expect({ code: outcome.code, stderr: outcome.stderr }).toEqual({ code: 0, stderr: '' });
    expect(outcome.stdout).not.toMatch(obeyed);
    const document = documentOf(outcome);
    expect(document).toMatchObject({
      run: { address: 'alice@contoso.test', source: 'live' },
      verdict: { outcome: 'reachable', step: null, finding: null },
      findings: [],
    });
    for (const entry of document.log)
      expect(parseLoggedEvent(entry)).toMatchObject({ ok: true, known: true });
    expect(schemaViolations(document)).toEqual([]);
    expect(
      schemaViolations({ ...document, steps: [], verdict: { ...document.verdict, outcome: 'fine' } }),
    ).toHaveLength(2);
  });

  it('names what is wrong: exit code 1', async () => {
    const outcome = await run('check', '--lab', 'cert-expired', '--json');

    expect(outcome.code).toBe(1);
    expect(documentOf(outcome).verdict).toMatchObject({
      outcome: 'failed',
      step: 'connectivity',
      finding: 'connectivity.certificate-expired',
    });
  });

  it('says it in words', async () => {
    const { code, stdout, stderr } = await run('check', '--lab', 'cert-expired');

    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).not.toMatch(obeyed);
    expect(stdout).toMatch(/✗ 2 Reach the server +failed/);
    expect(stdout).toMatch(/What to do: .*rungs explain connectivity\.certificate-expired/s);
  });

  it('says nothing when quiet', async () => {
    expect(await run('check', '--lab', 'cert-expired', '--quiet')).toEqual({
      code: 1,
      stdout: '',
      stderr: '',
    });
  });

  it('prints observations as they are made, then the document without them', async () => {
    const { code, stdout } = await run('check', '--lab', 'healthy', '--ndjson');

    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    const events = lines.slice(0, -1).map((line) => parseLoggedEvent(line));
    expect(code).toBe(0);
    expect(events.every((event) => event.ok && event.known)).toBe(true);
    expect(lines.slice(0, -1)).toMatchObject(events.map((_, seq) => ({ seq })));
    expect(RunDocument.parse(lines.at(-1)).log).toEqual([]);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends politely on %s: document, exit code 130', async (signal) => {
    const child = start('check', '--lab', 'tcp-blackhole', '--ndjson');
    const ending = outcomeOf(child);
    child.stdout.once('data', () => child.kill(signal));

    const { code, stdout, stderr } = await ending;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
    expect(RunDocument.parse(JSON.parse(stdout.trimEnd().split('\n').at(-1)!)).verdict.outcome).toBe(
      'cancelled',
    );
  });

  it('gives up when the time is over', async () => {
    const outcome = await run('check', '--lab', 'tcp-blackhole', '--timeout', '1', '--json');

    expect(outcome.code).toBe(1);
    expect(documentOf(outcome).log.at(-1)).toMatchObject({
      kind: 'run.finished',
      data: { reason: 'timed-out' },
    });
  });

  it('does not complain when nobody reads on', async () => {
    const child = start('check', '--lab', 'tcp-blackhole', '--ndjson');
    const ending = outcomeOf(child);
    child.stdout.once('data', () => child.stdout.destroy());

    const { code, stderr } = await ending;
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  });
});

describe('rungs lab', () => {
  it('lists its scenarios', async () => {
    const { code, stdout } = await run('lab', '--list');

    expect(code).toBe(0);
    expect(stdout).toMatch(/^healthy {2,}\S/m);
    expect(stdout).toMatch(/^cert-expired {2,}\S/m);
  });

  it('stands until it is asked to end, and tells how to sign in to it', async () => {
    const lab = start('lab', 'healthy');
    const ending = once(lab, 'close');
    const lines = createInterface({ input: lab.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<string> => {
      const line = await lines.next();
      if (line.done === true) throw new Error('the lab ended');
      return line.value;
    };
    // What the line holds is what is tested.
    const ready = JSON.parse(await next()) as { resolver: string; caFile: string; connectTo: string[] };

    const checked = await run(
      ...['check', 'alice@contoso.test', '--json', '--resolver', ready.resolver, '--ca-file', ready.caFile],
      ...ready.connectTo.flatMap((line) => ['--connect-to', line]),
    );
    expect(checked.code).toBe(0);
    expect(documentOf(checked).verdict.outcome).toBe('reachable');
    expect(JSON.parse(await next())).toMatchObject({
      verified: expect.stringContaining('REGISTER') as string,
      ok: true,
    });

    lab.kill('SIGTERM');
    await ending;
    expect(lab.exitCode).toBe(0);
    expect(existsSync(ready.caFile)).toBe(false);
  });

  it('ends on Ctrl+C too, without a word', async () => {
    const lab = start('lab', 'no-records');
    let stderr = '';
    lab.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const line: unknown = JSON.parse(await firstLine(lab));
    expect(line).toMatchObject({ scenario: 'no-records' });

    lab.kill('SIGINT');
    await once(lab, 'exit');
    expect({ code: lab.exitCode, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
