import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import type { Page } from 'playwright';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appEnvironment, sandboxArguments } from '../../electron/setup/launch-options.mjs';
import { ensureElectron } from '../../electron/setup/runtime.mjs';
import { packagedExecutable, packagedFolder, withPackagedApp } from './packaged-app.ts';

/** In the executable, a fuse is an ASCII digit. */
const FUSE_ON = '1'.charCodeAt(0);

const resources = path.join(packagedFolder, 'resources');

describe('the packaged app', () => {
  let scratch: string;
  beforeEach(async () => {
    scratch = await mkdtemp(path.join(tmpdir(), 'rungs-smoke-'));
  });
  afterEach(async () => {
    await rm(scratch, { recursive: true, force: true });
  });

  it('shows the start page and exits cleanly when its window is closed', async () => {
    await withPackagedApp(async ({ page, close }) => {
      await expectStartPage(page);

      expect(await close()).toBe(0);
    });
  });

  it('has every fuse set as stated', async () => {
    const wire = await getCurrentFuseWire(packagedExecutable);

    const states = Object.fromEntries(
      Object.values(FuseV1Options)
        .filter((option) => typeof option === 'number')
        .map((option) => [FuseV1Options[option], Number(wire[option]) === FUSE_ON]),
    );
    expect(states).toEqual({
      RunAsNode: false,
      EnableCookieEncryption: true,
      EnableNodeOptionsEnvironmentVariable: false,
      EnableNodeCliInspectArguments: false,
      EnableEmbeddedAsarIntegrityValidation: true,
      OnlyLoadAppFromAsar: true,
      LoadBrowserProcessSpecificV8Snapshot: false,
      GrantFileProtocolExtraPrivileges: false,
    });
  });

  it('cannot be turned into Node, given Node options or inspected', async () => {
    const marker = path.join(scratch, 'was-loaded');
    const script = path.join(scratch, 'intruder.cjs');
    await writeFile(script, `require('node:fs').writeFileSync(${JSON.stringify(marker)}, '');`);

    await withPackagedApp(
      async ({ page, output, close }) => {
        await expectStartPage(page);
        await close();

        expect(output()).not.toMatch(/Debugger listening/);
      },
      { args: ['--inspect=0'], env: { ELECTRON_RUN_AS_NODE: '1', NODE_OPTIONS: `--require ${script}` } },
    );
    expect(existsSync(marker)).toBe(false);
  });

  it('starts from its archive only, never from a folder laid in its place', async () => {
    const copy = path.join(scratch, 'app-without-archive');
    const archive = path.join(resources, 'app.asar');
    await cp(packagedFolder, copy, { recursive: true, filter: (source) => source !== archive });
    const looseApp = path.join(copy, 'resources', 'app');
    await mkdir(looseApp);
    await writeFile(path.join(looseApp, 'package.json'), '{ "name": "intruder", "main": "index.js" }');
    await writeFile(path.join(looseApp, 'index.js'), 'process.exit(42);');

    const { status } = spawnSync(path.join(copy, 'rungs'), sandboxArguments(), {
      env: appEnvironment(),
      timeout: 30_000,
    });

    expect(status).toBe(1);
  });

  it('carries what was built, the bridge to the system libraries, and nothing else', async () => {
    const files = listPackage(path.join(resources, 'app.asar'), { isPack: false });

    expect(files).toEqual(
      expect.arrayContaining(['/package.json', '/out/main/index.js', '/out/preload/index.cjs']),
    );
    const others = files.filter(
      (file) =>
        !/^\/(package\.json$|out($|\/(main|file-worker|preload|renderer|cli|chunks)($|\/)))/.test(file),
    );
    const bridge = `/node_modules/@koromix/koffi-${process.platform}-${process.arch}`;
    const binary = `${process.platform}_${process.arch}`;
    expect(others.sort()).toEqual(
      [
        '/assets',
        '/assets/icon.png',
        '/node_modules',
        '/node_modules/@koromix',
        bridge,
        `${bridge}/index.js`,
        `${bridge}/package.json`,
        `${bridge}/${binary}`,
        `${bridge}/${binary}/koffi.node`,
        '/node_modules/koffi',
        '/node_modules/koffi/LICENSE.txt',
        '/node_modules/koffi/index.cjs',
        '/node_modules/koffi/package.json',
        '/node_modules/koffi/src',
        '/node_modules/koffi/src/koffi',
        '/node_modules/koffi/src/koffi/index.cjs',
        '/node_modules/koffi/src/koffi/src',
        '/node_modules/koffi/src/koffi/src/static.cjs',
      ].sort(),
    );
    // Beside the archive lies the bridge's platform package only: the linker can't look into an archive.
    const beside = await readdir(path.join(resources, 'app.asar.unpacked'), {
      recursive: true,
      withFileTypes: true,
    });
    expect(
      beside
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(resources, path.join(entry.parentPath, entry.name)))
        .sort(),
    ).toEqual(
      ['index.js', `${binary}/koffi.node`, 'package.json'].map(
        (file) => `app.asar.unpacked${bridge}/${file}`,
      ),
    );
  });

  it('works on files in a process of its own, which it starts from its archive', async () => {
    const file = path.join(scratch, 'cut.rungs');
    await writeFile(file, 'PK\u0003\u0004 and nothing more');

    await withPackagedApp(
      async ({ page, close }) => {
        await page.getByText('cut.rungs cannot be opened.').waitFor();

        expect(await close()).toBe(0);
      },
      { args: [file] },
    );
  });

  it("can load the system's libraries from its archive", async () => {
    // The packaged app can't be turned into Node; the Electron that it was packaged with can.
    const { executablePath } = await ensureElectron();
    const bridge = path.join(resources, 'app.asar', 'node_modules', 'koffi');
    const script = `
      const koffi = require(${JSON.stringify(bridge)});
      const absolute = koffi.load('libc.so.6').func('int abs(int value)');
      process.stdout.write(String(absolute(-42)));`;

    const { stdout, stderr } = spawnSync(executablePath, ['-e', script], {
      env: { ...appEnvironment(), ELECTRON_RUN_AS_NODE: '1' },
      encoding: 'utf8',
      timeout: 30_000,
    });

    expect({ stdout, stderr }).toEqual({ stdout: '42', stderr: '' });
  });
});

async function expectStartPage(page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Rungs' }).waitFor();
  expect(await page.getByRole('textbox', { name: /sign-in address/i }).isVisible()).toBe(true);
  expect(new URL(page.url()).protocol).toBe('app:');
}
