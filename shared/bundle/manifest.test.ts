import { describe, expect, it } from 'vitest';
import { manifestOf, readManifest } from './manifest.ts';

const facts = {
  savedAt: Date.UTC(2026, 10, 22, 12),
  savedBy: null,
  tool: { name: 'rungs', version: '0.1.0' },
  redaction: 'strict',
} as const;

describe('manifestOf', () => {
  it('names every file with its size in UTF-8 and its SHA-256', () => {
    const manifest = manifestOf(
      [
        { path: 'a.txt', content: 'é' },
        { path: 'b.bin', content: new Uint8Array() },
      ],
      facts,
    );

    expect(manifest).toEqual({
      format: 'rungs/bundle',
      version: 1,
      savedAt: '2026-11-22T12:00:00.000Z',
      savedBy: null,
      tool: { name: 'rungs', version: '0.1.0' },
      redaction: 'strict',
      files: [
        {
          path: 'a.txt',
          bytes: 2,
          sha256: '4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c',
        },
        {
          path: 'b.bin',
          bytes: 0,
          sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
        },
      ],
    });
    expect(readManifest(JSON.stringify(manifest))).toEqual({ ok: true, value: manifest });
  });
});

describe('readManifest', () => {
  const manifest = manifestOf([], facts);

  it('tells a newer version from what it cannot read', () => {
    const newer = JSON.stringify({ ...manifest, version: 2, redaction: 'total' });

    expect(readManifest(newer)).toEqual({ ok: false, error: { kind: 'newer', version: 2 } });
    expect(readManifest('{"format":"other","version":2}')).toMatchObject({ error: { kind: 'unreadable' } });
    expect(readManifest('{')).toMatchObject({ error: { kind: 'unreadable' } });
  });

  it('leaves out what a later program adds', () => {
    expect(readManifest(JSON.stringify({ ...manifest, signature: 'x' }))).toEqual({
      ok: true,
      value: manifest,
    });
  });
});
