import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of a test's own that goes away with everything in it. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
  /** Writes a file into the folder and returns its whole path. */
  write(name: string, text: string): Promise<string>;
}

export async function createTemporaryFolder(purpose: string): Promise<TemporaryFolder> {
  const folder = await mkdtemp(path.join(tmpdir(), `rungs-${purpose}-`));
  return {
    path: folder,
    async write(name, text) {
      const file = path.join(folder, name);
      await writeFile(file, text);
      return file;
    },
    async [Symbol.asyncDispose]() {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
