import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentOf, requireBuiltCli, runCli, type CliOutcome } from '../support/command-line.ts';
import { schemaViolations } from '../support/json-schema.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

/** What the built command line saves, opens and compares. */

const EXPIRED = 'connectivity.certificate-expired';

let folder: TemporaryFolder;
let expired: CliOutcome;
let healthy: CliOutcome;
const fileNamed = (name: string): string => path.join(folder.path, name);

const exampleLog = (name: string): Promise<string> =>
  readFile(new URL(`../../shared/import/sign-ins/fixtures/${name}.UccApilog`, import.meta.url), 'utf8');

beforeAll(async () => {
  requireBuiltCli();
  folder = await createTemporaryFolder('cli-files');
  expired = await runCli([
    'check',
    '--lab',
    'cert-expired',
    '--json',
    '--bundle',
    fileNamed('expired.rungs'),
  ]);
  healthy = await runCli(['check', '--lab', 'healthy', '--json', '--bundle', fileNamed('healthy.rungs')]);
});
afterAll(() => folder[Symbol.asyncDispose]());

describe('rungs check --bundle', () => {
  it('prints and ends as without it, and leaves one whole file', async () => {
    expect(documentOf(expired).verdict.finding).toBe(EXPIRED);
    expect([expired.code, healthy.code]).toEqual([1, 0]);
    expect((await readdir(folder.path)).filter((name) => name.endsWith('.rungs'))).toHaveLength(2);
    expect((await readFile(fileNamed('expired.rungs'))).subarray(0, 2).toString()).toBe('PK');
  });

  it('says so to a person', async () => {
    const { stderr } = await runCli([
      'check',
      '--lab',
      'healthy-a-only',
      '--bundle',
      fileNamed('said.rungs'),
    ]);

    expect(stderr).toMatch(
      /^Saved .*said\.rungs \(\d+ kB\)\. Its report\.pdf is made only by the window\.\n$/,
    );
  });

  it.each([
    [['--bundle', '/no/such/folder/x.rungs'], 'There is no folder /no/such/folder for the bundle.'],
    [['--bundle', '/'], '/ is a folder; give the name of a file for the bundle.'],
    [['--redact', 'strict'], '--redact is about the bundle: give --bundle FILE with it.'],
    [['--bundle', 'x.rungs', '--redact', 'much'], '--redact knows only standard, strict, not "much".'],
  ])('refuses %j before anything is asked of anybody', async (options, sentence) => {
    const outcome = await runCli(['check', '--lab', 'healthy', ...options]);

    expect(outcome).toEqual({ code: 2, stdout: '', stderr: `rungs: ${sentence}\n` });
  });
});

describe('rungs analyze', () => {
  it('judges a bundle as the run was judged', async () => {
    const outcome = await runCli(['analyze', fileNamed('expired.rungs'), '--json']);

    const document = documentOf(outcome);
    const { run, ...judged } = documentOf(expired);
    expect(outcome).toMatchObject({ code: 1, stderr: '' });
    expect(document).toMatchObject({ ...judged, log: expect.any(Array) as unknown });
    expect(document.run).toEqual({ ...run, source: 'bundle' });
    expect(schemaViolations(JSON.parse(outcome.stdout))).toEqual([]);
  });

  it('judges what --json and --ndjson printed alike', async () => {
    await writeFile(fileNamed('expired.json'), expired.stdout);
    const lines = await runCli(['check', '--lab', 'cert-expired', '--ndjson']);
    await writeFile(fileNamed('expired.ndjson'), lines.stdout);

    const outcomes = [
      await runCli(['analyze', fileNamed('expired.json'), '--json']),
      await runCli(['analyze', fileNamed('expired.ndjson'), '--json']),
    ];

    expect(outcomes.map((outcome) => documentOf(outcome).verdict.finding)).toEqual([EXPIRED, EXPIRED]);
  });

  it('says first where a check comes from, and at the end when it was', async () => {
    const { stdout } = await runCli(['analyze', fileNamed('expired.rungs')]);

    expect(stdout).toMatch(/^Saved on \d+ \w+ \d{4} by .+ on .+ with Rungs \S+ — read only\n\n✗ /);
    expect(stdout).toMatch(/\nChecked alice@contoso\.test on \d+ \w+ \d{4}, [\d:]{8} UTC, in .+\.\n$/);
  });

  it('saves again what it opened, with nobody in it', async () => {
    const saved = await runCli([
      'analyze',
      fileNamed('expired.rungs'),
      '--quiet',
      '--bundle',
      fileNamed('strict.rungs'),
      '--redact',
      'strict',
    ]);
    const again = documentOf(await runCli(['analyze', fileNamed('strict.rungs'), '--json']));

    expect(saved).toEqual({ code: 1, stdout: '', stderr: '' });
    expect(again.verdict).toMatchObject({ finding: EXPIRED, step: 'connectivity' });
    expect(again.run.address).toMatch(/^user\d@domain1\.example$/);
    expect(JSON.stringify(again)).not.toMatch(/contoso|alice/i);
  });

  it('lists the sign-ins of a log, and judges the last one or the one that is chosen', async () => {
    const [signedIn, refused] = await Promise.all(['uccapi-ok-ntlm', 'uccapi-fail-404-4005'].map(exampleLog));
    const log = await folder.write('both.UccApilog', `${signedIn ?? ''}${refused ?? ''}`);

    const list = await runCli(['analyze', log, '--list']);
    const last = await runCli(['analyze', log, '--json']);
    const first = await runCli(['analyze', log, '--json', '--sign-in', '1']);
    const third = await runCli(['analyze', log, '--sign-in', '3']);

    expect(list.stdout.split('\n').map((line) => line.split('  ').slice(0, 4))).toEqual([
      ['1', '2026-03-09 08:14:02', 'alex.wilber@contoso.com', 'sip.contoso.com'],
      ['2', '2026-03-10 07:41:55', 'new.joiner@contoso.com', 'sip.contoso.com'],
      [''],
    ]);
    expect([last.code, first.code, third.code]).toEqual([1, 0, 2]);
    expect(documentOf(last)).toMatchObject({
      run: { source: 'log', address: 'new.joiner@contoso.com' },
      verdict: { finding: 'authentication.not-sip-enabled' },
    });
    expect(documentOf(first)).toMatchObject({ verdict: { outcome: 'signed-in' } });
    expect(third.stderr).toBe(`rungs: ${log} holds 2 sign-ins; there is no 3 among them.\n`);
  });

  it('refuses what it cannot read, in a sentence', async () => {
    await writeFile(fileNamed('cut.rungs'), (await readFile(fileNamed('expired.rungs'))).subarray(0, 5_000));
    await writeFile(fileNamed('picture.png'), Buffer.from('89504e470d0a1a0a00', 'hex'));

    for (const name of ['cut.rungs', 'picture.png', 'missing.rungs']) {
      const outcome = await runCli(['analyze', fileNamed(name), '--json']);
      expect(outcome).toMatchObject({ code: 2, stdout: '' });
      expect(outcome.stderr).toMatch(/^rungs: .*\.\n$/);
    }
  });
});

describe('rungs diff', () => {
  it('says how two runs differ, and with its exit code that they end differently', async () => {
    const text = await runCli(['diff', fileNamed('healthy.rungs'), fileNamed('expired.rungs')]);
    const json = await runCli(['diff', fileNamed('healthy.rungs'), fileNamed('expired.rungs'), '--json']);

    expect(text).toMatchObject({ code: 1, stderr: '' });
    expect(text.stdout).toMatch(/expired/);
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({ format: 'rungs/diff', version: 1, outcomeDiffers: true });
  });

  it('finds no difference between a run and itself', async () => {
    const { code } = await runCli(['diff', fileNamed('expired.rungs'), fileNamed('expired.rungs')]);

    expect(code).toBe(0);
  });

  it.each([[[]], [['one.rungs']], [['1', '2', '3']]])('needs two files, not %j', async (files) => {
    const { code, stderr } = await runCli(['diff', ...files]);

    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'rungs: Give two files: saved checks, client logs, or the output of rungs check --json.\n',
    });
  });
});
