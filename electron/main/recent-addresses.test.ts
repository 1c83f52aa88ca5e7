import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRecentAddresses, type RecentAddresses } from './recent-addresses.ts';

describe('recent addresses', () => {
  let folder: string;
  let file: string;
  let problems: string[];
  let recents: RecentAddresses;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rungs-recents-'));
    file = path.join(folder, 'profile', 'recent-addresses.json');
    problems = [];
    recents = createRecentAddresses(file, (problem) => problems.push(problem));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('are empty at first', async () => {
    expect(await recents.list()).toEqual([]);
    expect(problems).toEqual([]);
  });

  it('are kept newest first, each once, the last eight, also by the next start', async () => {
    for (let index = 0; index < 10; index++) await recents.remember(`user${String(index)}@contoso.com`);
    await recents.remember('user5@contoso.com');

    const names = (await createRecentAddresses(file, () => undefined).list()).map((one) => one.split('@')[0]);
    expect(names).toEqual(['user5', 'user9', 'user8', 'user7', 'user6', 'user4', 'user3', 'user2']);
    expect(problems).toEqual([]);
  });

  it('lose nothing when two are remembered at the same moment', async () => {
    await Promise.all([recents.remember('a@contoso.com'), recents.remember('b@contoso.com')]);

    expect(await recents.list()).toEqual(['b@contoso.com', 'a@contoso.com']);
    expect(await readdir(path.dirname(file))).toEqual(['recent-addresses.json']);
  });

  it('are forgotten on request', async () => {
    await recents.remember('a@contoso.com');

    await recents.clear();

    expect(await recents.list()).toEqual([]);
    expect(await readFile(file, 'utf8')).toBe('[]');
  });

  it.skipIf(process.platform === 'win32')('are nobody else’s to read', async () => {
    await recents.remember('a@contoso.com');

    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it.each([
    '',
    '{',
    'null',
    '[1]',
    '{"a":1}',
    `["${'a'.repeat(321)}"]`,
    '["a","a","a","a","a","a","a","a","a"]',
  ])('are empty when the file holds %j, and the next one replaces it', async (text) => {
    await mkdir(path.dirname(file));
    await writeFile(file, text);

    expect(await recents.list()).toEqual([]);
    await recents.remember('a@contoso.com');
    expect(await recents.list()).toEqual(['a@contoso.com']);
  });

  it('fail nobody when the file can be neither read nor written', async () => {
    await mkdir(file, { recursive: true });

    expect(await recents.list()).toEqual([]);
    await recents.remember('a@contoso.com');
    await recents.clear();

    expect(problems.map((problem) => problem.replace(/:.*/s, ''))).toEqual([
      'the recent addresses could not be read',
      'the recent addresses could not be read',
      'the recent addresses could not be written',
      'the recent addresses could not be written',
    ]);
  });
});
