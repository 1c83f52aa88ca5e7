import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Where packages put programs of administrators, which is often not on a user's path. */
const ADMIN_FOLDERS = [
  '/usr/sbin',
  '/usr/local/sbin',
  '/sbin',
  '/opt/homebrew/opt/krb5/sbin',
  '/opt/homebrew/opt/krb5/bin',
];

/** Returns the program's full path, or null. */
export function findProgram(program: string): string | null {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  return (
    [...onPath, ...ADMIN_FOLDERS].map((folder) => join(folder, program)).find((path) => existsSync(path)) ??
    null
  );
}
