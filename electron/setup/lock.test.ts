import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

describe('withLock', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'rungs-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('lets one work at a time and frees the lock even when the work fails', async () => {
    const happened: string[] = [];
    let finishFirst: () => void = () => undefined;
    const first = withLock('x', () => new Promise<void>((resolve) => (finishFirst = resolve)), folder).then(
      () => happened.push('first'),
    );
    const second = withLock('x', () => Promise.reject(new Error('failed')), folder).catch(() =>
      happened.push('second'),
    );

    finishFirst();
    await Promise.all([first, second]);

    expect(happened).toEqual(['first', 'second']);
    expect(existsSync(path.join(folder, 'x.lock'))).toBe(false);
  });

  it('passes over a holder that died', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    await writeFile(path.join(folder, 'x.lock'), String(pid));

    expect(await withLock('x', () => Promise.resolve('done'), folder)).toBe('done');
  });
});
