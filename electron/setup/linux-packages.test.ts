import { describe, expect, it } from 'vitest';
import { distributionFamily } from './linux-distribution.mjs';
import { missingLibraries, packagesOfLibrary } from './linux-packages.mjs';

describe('system packages', () => {
  it('reads from the dynamic linker which libraries are missing', () => {
    const report = [
      '\tlinux-vdso.so.1 (0x00007ffd2b5f2000)',
      '\tlibffmpeg.so => /opt/electron/libffmpeg.so (0x00007f0000000000)',
      '\tlibnss3.so => not found',
      '\tlibasound.so.2 => not found',
      '\tlibnss3.so => not found',
      '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f0000000000)',
    ].join('\n');

    expect(missingLibraries(report)).toEqual(['libnss3.so', 'libasound.so.2']);
  });

  it.each([
    ['libnss3.so', ['libnss3']],
    ['libnssutil3.so', ['libnss3']],
    ['libnspr4.so', ['libnspr4']],
    ['libgtk-3.so.0', ['libgtk-3-0t64', 'libgtk-3-0']],
    ['libasound.so.2', ['libasound2t64', 'libasound2']],
    ['libatk-bridge-2.0.so.0', ['libatk-bridge2.0-0t64', 'libatk-bridge2.0-0']],
    ['libatk-1.0.so.0', ['libatk1.0-0t64', 'libatk1.0-0']],
    ['libX11-xcb.so.1', ['libx11-xcb1']],
    ['libX11.so.6', ['libx11-6']],
    ['libgbm.so.1', ['libgbm1']],
  ])('knows what Debian calls the package of %s', (library, names) => {
    expect(packagesOfLibrary(library)?.debian).toEqual(names);
  });

  it('has no package for a library that it does not know', () => {
    expect(packagesOfLibrary('libmystery.so.1')).toBeUndefined();
  });

  it.each([
    ['PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n', 'debian'],
    ['ID=linuxmint\nID_LIKE="ubuntu debian"\n', 'debian'],
    ['ID="rocky"\nID_LIKE="rhel centos fedora"\n', 'fedora'],
    ['ID=manjaro\nID_LIKE=arch\n', 'arch'],
    ['ID=alpine\n', 'other'],
    ['', 'other'],
  ])('tells the distribution from os-release %j', (osRelease, family) => {
    expect(distributionFamily(osRelease)).toBe(family);
  });
});
