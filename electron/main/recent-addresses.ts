import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as z from 'zod';

const MOST = 8;
const StoredAddresses = z.array(z.string().max(320)).max(MOST);

/** The addresses used last, newest first, kept in one small file of the user's profile. */
export interface RecentAddresses {
  list(): Promise<readonly string[]>;
  remember(address: string): Promise<void>;
  clear(): Promise<void>;
}

/**
 * A convenience, so it never fails: a missing or damaged file reads as empty, and what can't be read or written for another
 * reason is told to onProblem. One change at a time, in the order in which they were asked for.
 */
export function createRecentAddresses(file: string, onProblem: (problem: string) => void): RecentAddresses {
  let lastChange: Promise<void> = Promise.resolve();

  async function list(): Promise<readonly string[]> {
    try {
      return parseAddresses(await readFile(file, 'utf8'));
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!isMissing) onProblem(`the recent addresses could not be read: ${String(error)}`);
      return [];
    }
  }

  async function write(addresses: readonly string[]): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(`${file}.new`, JSON.stringify(addresses), { mode: 0o600 });
    await rename(`${file}.new`, file);
  }

  function change(to: () => Promise<readonly string[]>): Promise<void> {
    lastChange = lastChange
      .then(async () => write(await to()))
      .catch((error: unknown) => onProblem(`the recent addresses could not be written: ${String(error)}`));
    return lastChange;
  }

  return {
    list,
    remember: (address) =>
      change(async () => {
        const others = (await list()).filter((one) => one !== address);
        return [address, ...others].slice(0, MOST);
      }),
    clear: () => change(() => Promise.resolve([])),
  };
}

function parseAddresses(text: string): readonly string[] {
  try {
    const parsed = StoredAddresses.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
