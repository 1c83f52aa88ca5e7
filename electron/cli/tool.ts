import { readFileSync } from 'node:fs';

/** Two levels up from here, and from the built program too. */
const MANIFEST = new URL('../../package.json', import.meta.url);

/** Name and version as package.json has them. */
export function readTool(): { readonly name: string; readonly version: string } {
  const manifest: unknown = JSON.parse(readFileSync(MANIFEST, 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'name' in manifest && 'version' in manifest) {
    const { name, version } = manifest;
    if (typeof name === 'string' && typeof version === 'string') return { name, version };
  }
  throw new Error('package.json has no name and version');
}
