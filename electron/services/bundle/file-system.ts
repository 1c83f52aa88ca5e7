import { open, readdir, rename, stat, unlink } from 'node:fs/promises';

/** A file that is being written. */
export interface OpenFile {
  writeFile(bytes: Uint8Array): Promise<void>;
  sync(): Promise<void>;
  stat(): Promise<{ readonly mtimeMs: number }>;
  close(): Promise<void>;
}

/** What saving needs of a file system, so that tests can let every call of it fail. */
export interface FileSystem {
  open(path: string, flags: string, mode?: number): Promise<OpenFile>;
  rename(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
  readdir(folder: string): Promise<readonly string[]>;
  stat(path: string): Promise<{ readonly mtimeMs: number; isDirectory(): boolean }>;
}

export const systemFiles: FileSystem = { open, rename, unlink, readdir, stat };
