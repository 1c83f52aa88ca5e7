import { beforeEach, describe, expect, it } from 'vitest';
import { IpcRefusal } from '../../shared/ipc/server.ts';
import { installFakeHost, quietHandlers } from '../testing/fake-host.ts';
import type { Painter } from './copy-picture.ts';

const host = installFakeHost();
const { copyPicture, pictureScale } = await import('./copy-picture.ts');

const written: Uint8Array[] = [];
beforeEach(() => {
  written.splice(0);
  host.handlers = {
    ...quietHandlers(),
    'clipboard.write-picture': ({ png }) => {
      written.push(png);
      return {};
    },
  };
});

/** Paints as many bytes as the picture has pixels. */
const paint: Painter = ({ width, height }, scale) =>
  Promise.resolve(new Uint8Array(Math.floor(width * scale) * Math.floor(height * scale)));

describe('the picture of the call flow', () => {
  it('goes to the clipboard at twice its size', async () => {
    expect(await copyPicture('run-1', paint)).toBeNull();

    expect(written.map(({ length }) => length)).toEqual([1_600 * 1_200]);
  });

  it('is no longer than 8,192 pixels a side', () => {
    expect(pictureScale({ width: 800, height: 600 })).toBe(2);
    expect(pictureScale({ width: 1_000, height: 8_192 })).toBe(1);
    expect(pictureScale({ width: 16_384, height: 100 })).toBe(0.5);
  });

  it('is made smaller where it would be more than 32 MB', async () => {
    host.handlers = {
      ...host.handlers,
      'ladder.draw': () => ({ svg: '<svg/>', width: 4_000, height: 4_000 }),
    };

    expect(await copyPicture('run-1', paint)).toBeNull();

    expect(written.map(({ length }) => length)).toEqual([4_000 * 4_000]);
  });

  it('is left aside, with a sentence, where nobody could read it', async () => {
    host.handlers = {
      ...host.handlers,
      'ladder.draw': () => ({ svg: '<svg/>', width: 800, height: 200_000 }),
    };

    expect(await copyPicture('run-1', paint)).toMatch(/too long/);
    expect(written).toEqual([]);
  });

  it('says what went wrong', async () => {
    expect(await copyPicture('run-1', () => Promise.resolve(null))).toMatch(/could not be drawn/);
    host.handlers = {
      ...host.handlers,
      'ladder.draw': () => {
        throw new IpcRefusal('not-found', 'This check is no longer open.');
      },
    };
    expect(await copyPicture('run-1', paint)).toBe('This check is no longer open.');
  });
});
