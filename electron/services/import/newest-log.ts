import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A log that an installed client has written; nothing here writes to its folder. */
export interface ClientLog {
  readonly path: string;
  readonly fileName: string;
  readonly folder: string;
  readonly changedAtMs: number;
  readonly bytes: number;
}

/** Where the clients of Windows write, newest client first: Skype for Business 2016 and 2015/Lync 2013, Lync 2010 and older. */
function foldersOf(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const local = environment['LOCALAPPDATA'];
  const profile = environment['USERPROFILE'];
  return [
    ...(local === undefined || local === ''
      ? []
      : [
          join(local, 'Microsoft', 'Office', '16.0', 'Lync', 'Tracing'),
          join(local, 'Microsoft', 'Office', '15.0', 'Lync', 'Tracing'),
          join(local, 'Packages', 'Microsoft.LyncMX_8wekyb3d8bbwe', 'LocalState', 'Tracing'),
          join(local, 'Microsoft', 'LWAPlugin', 'Tracing'),
        ]),
    ...(profile === undefined || profile === '' ? [] : [join(profile, 'Tracing')]),
  ];
}

const LOG_NAME = /-uccapi-\d+\.uccapilog$/i;

/** The log that was written last; null: there is none, or none that can be read. */
export async function findNewestLog(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ClientLog | null> {
  let newest: ClientLog | null = null;
  for (const folder of foldersOf(environment)) {
    for (const fileName of await namesIn(folder)) {
      if (!LOG_NAME.test(fileName)) continue;
      const path = join(folder, fileName);
      const found = await stat(path).catch(() => null);
      if (found?.isFile() !== true) continue;
      const log = { path, fileName, folder, changedAtMs: found.mtimeMs, bytes: found.size };
      if (newest === null || log.changedAtMs > newest.changedAtMs) newest = log;
    }
  }
  return newest;
}

/** A folder that is not there, or not ours to read, holds nothing for us. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}
