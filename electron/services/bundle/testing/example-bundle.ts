import type { BundleFile } from '../../../../shared/bundle/bundle-file.ts';
import { manifestOf, type Manifest } from '../../../../shared/bundle/manifest.ts';
import { judgeRun } from '../../../../shared/findings/judge.ts';
import { runDocument } from '../../../../shared/projections/run-document.ts';
import { healthyLog } from '../../../../shared/projections/testing/sample-logs.ts';
import { writeArchive, type WrittenEnd, type WrittenEntry } from './archive-writer.ts';

export const exampleLog = healthyLog();
export const SAVED_AT = Date.UTC(2026, 10, 22, 12, 30);
export const RUN_JSON = JSON.stringify(runDocument(exampleLog, judgeRun), null, 1);

export const exampleFiles: readonly BundleFile[] = [
  { path: 'run.json', content: RUN_JSON },
  { path: 'report.html', content: '<!doctype html><title>Report</title>' },
  { path: 'messages.pcapng', content: new Uint8Array([0x0a, 0x0d, 0x0d, 0x0a, 0xff]) },
  { path: 'certificates/1.pem', content: '-----BEGIN CERTIFICATE-----\n' },
];

export function exampleManifest(changes: Partial<Record<keyof Manifest, unknown>> = {}): string {
  const manifest = manifestOf(exampleFiles, {
    savedAt: SAVED_AT,
    savedBy: 'alice on pc-1',
    tool: { name: 'rungs', version: '0.1.0' },
    redaction: 'standard',
  });
  return JSON.stringify({ ...manifest, ...changes });
}

/** The entries of a bundle as it should be; those of the same name are changed, others are put behind. */
export function exampleEntries(...changes: readonly WrittenEntry[]): readonly WrittenEntry[] {
  const entries: readonly WrittenEntry[] = [
    ...exampleFiles.map(({ path, content }) => ({ name: path, content })),
    { name: 'manifest.json', content: exampleManifest() },
  ];
  const changed = entries.map((entry) => ({ ...entry, ...changes.find(({ name }) => name === entry.name) }));
  return [...changed, ...changes.filter(({ name }) => !entries.some((entry) => entry.name === name))];
}

export function exampleBundle(changes: readonly WrittenEntry[] = [], end: WrittenEnd = {}): Uint8Array {
  return writeArchive(exampleEntries(...changes), end);
}

/** Without one of its files. */
export function bundleWithout(name: string): Uint8Array {
  return writeArchive(exampleEntries().filter((entry) => entry.name !== name));
}
