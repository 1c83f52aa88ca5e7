import { hostname, userInfo } from 'node:os';
import type { BundleFile } from '../../../shared/bundle/bundle-file.ts';
import { bundleFiles, type BundleRequest } from '../../../shared/bundle/bundle-files.ts';
import { manifestOf } from '../../../shared/bundle/manifest.ts';
import { listed } from '../../../shared/lib/listing.ts';
import type { Result } from '../../../shared/lib/result.ts';
import { findLeaks } from '../../../shared/redaction/find-leaks.ts';
import type { RedactedLog } from '../../../shared/redaction/redact-log.ts';
import { packBundle } from './pack-bundle.ts';

/** Prints a page that needs nothing from outside; a sentence when it cannot. */
export type PrintPdf = (html: string) => Promise<Result<Uint8Array, string>>;

export interface MadeBundle {
  readonly packed: Uint8Array;
  readonly files: readonly BundleFile[];
  readonly counts: RedactedLog['counts'];
  /** What could not be made, or should be looked at before it is given away; a sentence each. */
  readonly notes: readonly string[];
}

/** The computer and its user: they may be named in a log, and strict takes them out of it. */
export function thisComputer(): { readonly hosts: readonly string[]; readonly users: readonly string[] } {
  return { hosts: [hostname()], users: [userName()] };
}

/** Who saves a bundle, on which computer. */
export function whoSaves(): string {
  return `${userName()} on ${hostname()}`.slice(0, 320);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user of a container may have no name.
    return 'somebody';
  }
}

/**
 * Makes a bundle and packs it. With strict, every file is searched once more for what had to go, unless it is made only to be
 * looked at: that takes longer than everything else. print null: without the PDF, which only a window can print.
 */
export async function makeBundle(
  request: BundleRequest,
  print: PrintPdf | null,
  { isSearched = true }: { readonly isSearched?: boolean } = {},
): Promise<MadeBundle> {
  const { files, savedBy, redacted } = bundleFiles(request);
  const notes: string[] = [];
  const report = files.find(({ path }) => path === 'report.html');
  const printed = print === null || typeof report?.content !== 'string' ? null : await print(report.content);
  if (printed?.ok === false) notes.push(`report.pdf could not be made: ${printed.error}`);
  const pdf: readonly BundleFile[] =
    printed?.ok === true ? [{ path: 'report.pdf', content: printed.value }] : [];
  const all = [...files.slice(0, 2), ...pdf, ...files.slice(2)];
  const { originals } = redacted;
  const searched = isSearched && originals.length > 0 ? all : [];
  const leaking = searched.filter(({ content }) => findLeaks(content, originals).length > 0);
  if (leaking.length > 0) {
    notes.push(
      `A name or address may still be found in ${listed(leaking.map(({ path }) => path))}. Look at it before you send it.`,
    );
  }
  const { savedAt, tool, level } = request;
  const manifest = manifestOf(all, { savedAt, savedBy, tool, redaction: level });
  const whole = [...all, { path: 'manifest.json', content: JSON.stringify(manifest, null, 1) }];
  return { packed: await packBundle(whole, savedAt), files: whole, counts: redacted.counts, notes };
}
