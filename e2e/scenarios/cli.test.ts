import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseLoggedEvent } from '../../shared/events/catalogue.ts';
import { RunDocument } from '../../shared/run/document.ts';

/** The built command line as a process of its own: arguments, streams, signals and exit codes. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const script = `${root}out/cli/rungs.js`;
/** What must never leave the program raw, anywhere. */
const obeyed = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e]/u; // eslint-disable-line no-control-regex -- they are what is looked for

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...argv: string[]): ChildProcessWithoutNullStreams {
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(https?|all|no)_proxy$/i.test(name)),
  );
  return spawn(process.execPath, [script, ...argv], { cwd: root, env: environment });
}

async function outcomeOf(child: ChildProcessWithoutNullStreams): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  await once(child, 'close');
  return { code: child.exitCode, stdout, stderr };
}

function run(...argv: string[]): Promise<Outcome> {
  return outcomeOf(start(...argv));
}

function documentOf(outcome: Outcome): RunDocument {
  return RunDocument.parse(JSON.parse(outcome.stdout));
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error('the program ended without a line');
}

beforeAll(() => {
  if (!existsSync(script)) throw new Error('out/cli/rungs.js is missing: build first (npm run build)');
});

describe('rungs', () => {
  it('begins with a line that lets the system start it', () => {
    expect(readFileSync(script, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('says its version, the one of package.json', async () => {
    const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }; // written by us

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
    const schema: unknown = JSON.parse(readFileSync(`${root}docs/run.schema.json`, 'utf8'));
    expect(violations(schema, document)).toEqual([]);
    expect(
      violations(schema, { ...document, steps: [], verdict: { ...document.verdict, outcome: 'fine' } }),
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

/** A JSON Schema checker for the keywords that docs/run.schema.json uses; any other keyword is an error of the test. */
function violations(schema: unknown, value: unknown, at = '$'): string[] {
  const rules = schema as Record<string, unknown>; // written by our own script
  return Object.entries(rules).flatMap(([keyword, rule]): string[] => {
    const complain = (isFine: boolean): string[] => (isFine ? [] : [`${at}: ${keyword}`]);
    switch (keyword) {
      case '$schema':
      case 'title':
      case 'description':
        return [];
      case 'type':
        return complain(
          [rule]
            .flat()
            .some((one) => one === typeOf(value) || (one === 'number' && typeof value === 'number')),
        );
      case 'const':
        return complain(value === rule);
      case 'enum':
        return complain((rule as unknown[]).includes(value));
      case 'anyOf':
        return complain((rule as unknown[]).some((one) => violations(one, value, at).length === 0));
      case 'minimum':
        return complain(typeof value !== 'number' || value >= (rule as number));
      case 'maximum':
        return complain(typeof value !== 'number' || value <= (rule as number));
      case 'maxLength':
        return complain(typeof value !== 'string' || value.length <= (rule as number));
      case 'minItems':
        return complain(!Array.isArray(value) || value.length >= (rule as number));
      case 'maxItems':
        return complain(!Array.isArray(value) || value.length <= (rule as number));
      case 'items':
        return Array.isArray(value)
          ? value.flatMap((item, index) => violations(rule, item, `${at}[${index}]`))
          : [];
      case 'required':
        return isObject(value)
          ? complain((rule as string[]).every((name) => Object.hasOwn(value, name)))
          : [];
      case 'additionalProperties':
        if (rule !== false) throw new Error(`${at}: additionalProperties is not false`);
        return isObject(value)
          ? complain(Object.keys(value).every((name) => Object.hasOwn(rules['properties'] as object, name)))
          : [];
      case 'properties':
        return isObject(value)
          ? Object.entries(rule as object).flatMap(([name, one]) =>
              Object.hasOwn(value, name) ? violations(one, value[name], `${at}.${name}`) : [],
            )
          : [];
      default:
        throw new Error(`docs/run.schema.json uses ${keyword}, which this test does not know`);
    }
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
