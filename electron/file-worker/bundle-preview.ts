import { aboutFile } from '../../shared/bundle/about-file.ts';
import type { BundleFile } from '../../shared/bundle/bundle-file.ts';
import type { BundlePreview } from '../../shared/ipc/export-commands.ts';
import { replacedIn } from '../../shared/redaction/replaced.ts';
import type { MadeBundle } from '../services/bundle/make-bundle.ts';

/** How much of a text the page gets to see, in characters. */
const BEGINNING = 20_000;
/** As many files as a preview lists. */
const MOST_LISTED = 200;

/** What would be in a bundle that was made without its PDF, which is printed when it is saved. */
export function bundlePreview({ packed, files, counts }: MadeBundle): Omit<BundlePreview, 'fileName'> {
  const described = files.map(describe);
  const pdf = {
    path: 'report.pdf',
    about: aboutFile('report.pdf'),
    bytes: null,
    beginning: null,
    isWhole: false,
  };
  return {
    packedBytes: packed.length,
    files: [...described.slice(0, 2), pdf, ...described.slice(2)].slice(0, MOST_LISTED),
    replaced: [...replacedIn(counts)],
  };
}

function describe({ path, content }: BundleFile): BundlePreview['files'][number] {
  const about = aboutFile(path);
  if (typeof content !== 'string')
    return { path, about, bytes: content.length, beginning: null, isWhole: false };
  return {
    path,
    about,
    bytes: new TextEncoder().encode(content).length,
    beginning: content.slice(0, BEGINNING),
    isWhole: content.length <= BEGINNING,
  };
}
