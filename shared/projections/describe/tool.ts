import { visible } from '../../lib/text.ts';

/** "Rungs 1.2.0": the program that made a log, as people write it. */
export function toolText({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name === 'rungs' ? 'Rungs' : visible(name, 100)} ${visible(version, 100)}`;
}
