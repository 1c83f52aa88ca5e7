import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { createLogReader, readRecords, type LogLayout } from '../../../shared/import/log-reader.ts';
import type { LogRecord } from '../../../shared/import/log-record.ts';
import { createSignInIndex, type SignInIndex } from '../../../shared/import/sign-ins/sign-in-index.ts';
import type { PlaceInFile } from '../../../shared/import/sign-ins/found-sign-in.ts';
import { signInLog } from '../../../shared/import/sign-ins/sign-in-log.ts';
import type { ImportProgress } from '../../../shared/ipc/open-commands.ts';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import type { LogFormat, RunOrigin } from '../../../shared/run/origin.ts';
import { fileProblem } from './file-problem.ts';
import type { LogSource } from './log-source.ts';
import { createNativeFind } from './native-find.ts';

/** More than this of one sign-in is not read. */
const SIGN_IN_BYTES = 268_435_456;
const MAX_NOTES = 50;

/** A log of somebody's client or server while it is being read, and afterwards. */
export interface LogImport {
  readonly fileName: string;
  readonly totalBytes: number;
  /** Where it is. Never waits. */
  progress(): ImportProgress;
  /** Resolves when it has been read, refused or cancelled; never rejects. */
  readonly done: Promise<void>;
  cancel(): void;
  /** One of its sign-ins as a log of ours, once it has been read; the file is read again for that. A sentence when it cannot be. */
  open(signIn: number): Promise<Result<OpenedLog, string>>;
}

export interface OpenedLog {
  readonly events: readonly LoggedEvent[];
  readonly origin: RunOrigin;
}

export interface ImportPorts {
  readonly tool: { readonly name: string; readonly version: string };
  readonly newRunId: () => string;
}

interface ReadLog {
  readonly index: SignInIndex;
  readonly format: LogFormat;
  /** Of each file; null: it is none of this log. */
  readonly layouts: readonly (LogLayout | null)[];
  readonly notes: readonly string[];
}

/** Begins to read a log, in pieces: nothing of it is kept but where its sign-ins lie. */
export function startLogImport(source: LogSource, { tool, newRunId }: ImportPorts): LogImport {
  const cancellation = new AbortController();
  const { signal } = cancellation;
  const { fileName, totalBytes } = source;
  let state: ImportProgress = { kind: 'reading', readBytes: 0, totalBytes, signIns: 0 };
  let read: ReadLog | null = null;

  async function readAll(): Promise<void> {
    const index = createSignInIndex();
    const reader = createLogReader(createNativeFind());
    const last = source.files.length - 1;
    let readBytes = 0;
    for (const file of source.files.keys()) {
      for await (const chunk of source.read(file, 0, Infinity, signal)) {
        index.add(reader.push(chunk), file);
        readBytes += chunk.length;
        state = { kind: 'reading', readBytes, totalBytes, signIns: index.count };
      }
      index.add(file === last ? reader.end() : reader.nextFile(), file);
    }
    const { format, layouts, notes } = reader;
    if (format === null) {
      state = {
        kind: 'refused',
        sentence: `No SIP message and no log of a client or server was found in ${fileName}.`,
      };
      return;
    }
    const found = index.finish();
    const all = [...found.notes, ...notes].slice(0, MAX_NOTES);
    read = { index: found, format, layouts, notes: all };
    state = {
      kind: 'read',
      format,
      signIns: found.signIns.map(({ info }) => ({ ...info })),
      notes: all,
    };
  }

  const done = readAll().catch((error: unknown) => {
    const sentence = signal.aborted
      ? 'It was cancelled.'
      : `${fileName} cannot be read: ${fileProblem(error)}.`;
    state = { kind: 'refused', sentence };
  });

  /** Each place begins and ends with a record, so that it is read by itself. */
  async function recordsIn(
    places: readonly PlaceInFile[],
    { layouts }: ReadLog,
  ): Promise<readonly LogRecord[]> {
    const records: LogRecord[] = [];
    let left = SIGN_IN_BYTES;
    for (const { file, offset, end } of places) {
      const layout = layouts[file] ?? null;
      if (layout === null || left <= 0) continue;
      const bytes = await wholeOf(source.read(file, offset, Math.min(end, offset + left), signal));
      for (const record of readRecords(bytes, layout, offset)) records.push(record);
      left -= end - offset;
    }
    return records;
  }

  return {
    fileName,
    totalBytes,
    progress: () => state,
    done,
    cancel: () => cancellation.abort(),
    async open(signIn) {
      await done;
      if (read === null) return failure(state.kind === 'refused' ? state.sentence : 'It has not been read.');
      const { index, format, notes } = read;
      const chosen = index.signIns[signIn];
      if (chosen === undefined) return failure('There is no such sign-in in this log.');
      try {
        const records = await recordsIn(chosen.places, read);
        const { events, origin } = signInLog(records, {
          fileName,
          format,
          tool,
          runId: newRunId(),
          endsAtMs: index.endsAtMs,
        });
        return success({
          events,
          origin: { ...origin, notes: [...origin.notes, ...notes].slice(0, MAX_NOTES) },
        });
      } catch (error) {
        return failure(`${fileName} cannot be read again: ${fileProblem(error)}.`);
      }
    },
  };
}

async function wholeOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const piece of pieces) all.push(Uint8Array.from(piece));
  return all.length === 1 ? (all[0] ?? new Uint8Array()) : Buffer.concat(all);
}
