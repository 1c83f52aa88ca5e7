import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findNewestLog } from './newest-log.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'rungs-newest-log-'));
});
afterEach(() => rm(home, { recursive: true }));

async function place(folder: readonly string[], name: string, changedAtS: number): Promise<string> {
  const path = join(home, ...folder);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, name), 'log');
  await utimes(join(path, name), changedAtS, changedAtS);
  return path;
}

it('is the log that was written last, of whichever client', async () => {
  const environment = { LOCALAPPDATA: join(home, 'Local'), USERPROFILE: home };
  const office = ['Local', 'Microsoft', 'Office'];
  await place([...office, '16.0', 'Lync', 'Tracing'], 'Lync-UccApi-0.UccApilog', 1_000);
  const newest = await place([...office, '15.0', 'Lync', 'Tracing'], 'Lync-UccApi-0.UccApilog', 3_000);
  await place([...office, '16.0', 'Lync', 'Tracing'], 'Lync-2-22.etl', 9_000);
  await place(['Tracing'], 'Communicator-uccapi-0.uccapilog', 2_000);

  const found = await findNewestLog(environment);

  expect(found).toEqual({
    path: join(newest, 'Lync-UccApi-0.UccApilog'),
    fileName: 'Lync-UccApi-0.UccApilog',
    folder: newest,
    changedAtMs: 3_000_000,
    bytes: 3,
  });
  expect(await readdir(newest)).toEqual(['Lync-UccApi-0.UccApilog']);
});

it('is none where no client has written, and on other systems', async () => {
  expect(await findNewestLog({ LOCALAPPDATA: join(home, 'nowhere'), USERPROFILE: home })).toBeNull();
  expect(await findNewestLog({})).toBeNull();
});
