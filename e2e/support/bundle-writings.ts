import { makeBundle } from '../../electron/services/bundle/make-bundle.ts';
import { readArchiveEntries } from '../../electron/services/bundle/archive-entries.ts';
import { unpackEntry } from '../../electron/services/bundle/unpack-entry.ts';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { Writing } from './pattern-search.ts';

const request = {
  origin: { kind: 'live' },
  savedAt: Date.UTC(2026, 10, 23, 12),
  savedBy: 'somebody on a computer',
  tool: { name: 'rungs', version: '0.0.0-test' },
  known: {},
  comparedWith: null,
} as const;

/** What the receiver of a log gets, at both levels. */
export async function writingsOfBundles(log: readonly LoggedEvent[]): Promise<readonly Writing[]> {
  const writings: Writing[] = [];
  for (const level of ['standard', 'strict'] as const) {
    const { packed } = await makeBundle({ ...request, log, level }, null);
    writings.push(
      { name: `${level} bundle`, bytes: Buffer.from(packed) },
      ...(await unpacked(level, packed)),
    );
  }
  return writings;
}

/** Each file that comes out of a bundle, with its name. */
export async function unpacked(name: string, packed: Uint8Array): Promise<readonly Writing[]> {
  const entries = await readArchiveEntries(packed);
  if (!entries.ok) throw new Error(entries.error);
  const writings: Writing[] = [];
  for (const entry of entries.value) {
    const { content, isWhole } = await unpackEntry(entry, true);
    if (content === null || !isWhole) throw new Error(`${entry.path} does not come out whole`);
    writings.push({
      name: `${name} ${entry.path}`,
      bytes: Buffer.concat([Buffer.from(`${entry.path}\n`), content]),
    });
  }
  return writings;
}
