import { resolve } from 'node:path';
import type { LoggedEvent } from '../../shared/events/catalogue.ts';
import type { ImportProgress } from '../../shared/ipc/open-commands.ts';
import { success, type Result } from '../../shared/lib/result.ts';
import type { RunOrigin } from '../../shared/run/origin.ts';
import type { LogImport } from '../services/import/log-import.ts';
import { openFile } from '../services/import/open-file.ts';
import { usageError, type UsageError } from './arguments/usage-error.ts';
import type { CliHost } from './host.ts';

/** A run that was read from a file. */
export interface SavedRun {
  readonly events: readonly LoggedEvent[];
  readonly origin: RunOrigin;
  /** What a person should know about the file, a sentence each. */
  readonly remarks: readonly string[];
}

type ReadLog = Extract<ImportProgress, { readonly kind: 'read' }>;

/** Reads a bundle, a saved document or one sign-in of a log: the one of this number, counted from 1, or the last. */
export async function openSaved(
  path: string,
  signIn: number | null,
  host: CliHost,
): Promise<Result<SavedRun, UsageError>> {
  const opened = await openFile(resolve(path), host.tool);
  if (!opened.ok) return usageError(opened.error);
  if (opened.value.kind === 'run') {
    const { events, origin } = opened.value;
    if (signIn !== null) return usageError(`${path} holds one check; leave --sign-in out.`);
    return success({ events, origin, remarks: notesOf(origin) });
  }
  const read = await finished(opened.value.reading, host);
  if (!read.ok) return read;
  const { signIns } = read.value;
  const chosen = signIn === null ? signIns.at(-1) : signIns[signIn - 1];
  if (chosen === undefined) {
    return usageError(
      signIns.length === 0
        ? `${path} holds no sign-in. ${read.value.notes.join(' ')}`.trim()
        : `${path} holds ${signIns.length} sign-ins; there is no ${signIn ?? 0} among them.`,
    );
  }
  const log = await opened.value.reading.open(chosen.id);
  if (!log.ok) return usageError(log.error);
  const many =
    signIn === null && signIns.length > 1
      ? [
          `${path} holds ${signIns.length} sign-ins; this is the last one. --list names them, --sign-in N opens another.`,
        ]
      : [];
  return success({ ...log.value, remarks: [...many, ...notesOf(log.value.origin)] });
}

/** The sign-ins of a log. */
export async function readSignIns(path: string, host: CliHost): Promise<Result<ReadLog, UsageError>> {
  const opened = await openFile(resolve(path), host.tool);
  if (!opened.ok) return usageError(opened.error);
  return opened.value.kind === 'log'
    ? finished(opened.value.reading, host)
    : usageError(`${path} is a saved check, which is one sign-in; --list is for logs.`);
}

async function finished(reading: LogImport, host: CliHost): Promise<Result<ReadLog, UsageError>> {
  const cancel = (): void => reading.cancel();
  if (host.interruption.aborted) cancel();
  host.interruption.addEventListener('abort', cancel, { once: true });
  await reading.done;
  host.interruption.removeEventListener('abort', cancel);
  const progress = reading.progress();
  switch (progress.kind) {
    case 'read':
      return success(progress);
    case 'refused':
      return usageError(progress.sentence);
    case 'reading':
      throw new Error('a log that has been read says that it is being read');
  }
}

function notesOf(origin: RunOrigin): readonly string[] {
  return origin.kind === 'bundle' || origin.kind === 'log' ? origin.notes : [];
}
