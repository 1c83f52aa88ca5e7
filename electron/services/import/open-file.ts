import { randomUUID } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { recogniseFile } from '../../../shared/import/log-reader.ts';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { visible } from '../../../shared/lib/text.ts';
import type { RunOrigin } from '../../../shared/run/origin.ts';
import { openBundle } from '../bundle/open-bundle.ts';
import { fileProblem } from './file-problem.ts';
import { startLogImport, type LogImport } from './log-import.ts';
import { fileSource, textSource } from './log-source.ts';

export type OpenedFile =
  | { readonly kind: 'run'; readonly events: readonly LoggedEvent[]; readonly origin: RunOrigin }
  /** It has begun to be read. */
  | { readonly kind: 'log'; readonly reading: LogImport };

type Tool = { readonly name: string; readonly version: string };

const HEAD_BYTES = 65_536;
const LOG_NAME = /\.(uccapilog|log)$/i;

/** Opens whatever somebody took along: a bundle, a saved document or a log. Fails with a sentence. */
export async function openFile(path: string, tool: Tool): Promise<Result<OpenedFile, string>> {
  const name = visible(basename(path), 255);
  try {
    if (!(await stat(path)).isFile()) return failure(`${name} is not a file.`);
    const recognised = recogniseFile(await headOf(path), name);
    switch (recognised.kind) {
      case 'unknown':
        // A client may have written for long before its first message.
        if (LOG_NAME.test(name))
          return success({ kind: 'log', reading: startLogImport(await fileSource(path), portsOf(tool)) });
        return failure(`${name} cannot be opened. ${recognised.sentence}`);
      case 'refused':
        return failure(`${name} cannot be opened. ${recognised.sentence}`);
      case 'bundle':
      case 'run-json': {
        const saved = await openBundle(path);
        return saved.ok ? success({ kind: 'run', ...saved.value }) : failure(saved.error.sentence);
      }
      case 'log':
        return success({ kind: 'log', reading: startLogImport(await fileSource(path), portsOf(tool)) });
    }
  } catch (error) {
    return failure(`${name} cannot be read: ${fileProblem(error)}.`);
  }
}

/** Opens text that somebody has pasted as a log. */
export function openText(text: string, tool: Tool): LogImport {
  return startLogImport(textSource(text), portsOf(tool));
}

function portsOf(tool: Tool): Parameters<typeof startLogImport>[1] {
  return { tool, newRunId: randomUUID };
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await file.read(head, 0, HEAD_BYTES, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
