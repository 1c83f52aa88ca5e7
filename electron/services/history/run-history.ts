import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { judgeRun } from '../../../shared/findings/judge.ts';
import type { HistoryEntry, HistoryList } from '../../../shared/ipc/history-commands.ts';
import { HISTORY_ENTRIES, HistoryIndex, type KeptEntry } from '../../../shared/run/history-index.ts';
import { failure, success, type Result } from '../../../shared/lib/result.ts';
import { readRunDocument } from '../../../shared/bundle/read-document.ts';
import { runDocument } from '../../../shared/projections/run-document.ts';
import { redactLog } from '../../../shared/redaction/redact-log.ts';
import { hostAndPort } from '../../../shared/projections/describe/dns.ts';

const INDEX = 'index.json';
const INDEX_BYTES = 1_048_576;
/** One log of 16 MiB with what is computed from it. */
const RUN_BYTES = 67_108_864;

const EMPTY: HistoryIndex = { format: 'rungs/history', version: 1, isKept: true, entries: [] };

/** A run from the history, for reading. */
export interface KeptRun {
  readonly events: readonly LoggedEvent[];
  readonly keptAt: string;
}

/** The last runs of this computer, without secrets. Never fails: what went wrong is a notice in the list. */
export interface RunHistory {
  list(): Promise<HistoryList>;
  /** Keeps a finished run, in place of an earlier state of the same run; nothing while runs are not kept. */
  keep(log: readonly LoggedEvent[]): Promise<void>;
  open(id: string): Promise<Result<KeptRun, string>>;
  remove(id: string): Promise<HistoryList>;
  empty(): Promise<HistoryList>;
  setKept(isKept: boolean): Promise<HistoryList>;
}

/**
 * Keeps the last 50 runs in `folder`: an index, and a file for each. A damaged index is moved aside with all that belongs to it,
 * and a new one begun; the notice says so until the program ends. One change at a time, in the order in which they were asked for.
 */
export function createRunHistory(folder: string, wall: () => number): RunHistory {
  let notice: string | null = null;
  let lastChange: Promise<unknown> = Promise.resolve();

  async function readIndex(): Promise<HistoryIndex> {
    const text = await readBounded(join(folder, INDEX), INDEX_BYTES);
    if (text.kind === 'missing') return EMPTY;
    const index = text.kind === 'read' ? parseIndex(text.bytes) : null;
    if (index !== null) return index;
    const aside = `${folder}-damaged-${new Date(wall()).toISOString().replaceAll(':', '-')}`;
    await rename(folder, aside);
    notice = `The list of earlier checks was damaged. It was moved to ${aside}, and a new one has begun.`;
    return EMPTY;
  }

  async function write(name: string, bytes: string | Uint8Array): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, name);
    await writeFile(`${file}.new`, bytes, { mode: 0o600, flush: true });
    await rename(`${file}.new`, file);
  }

  function listOf(index: HistoryIndex): HistoryList {
    const entries = index.entries.map(
      ({ id, address, startedAt, durationMs, verdict, server, scenario, bytes }): HistoryEntry => ({
        id,
        address,
        startedAt,
        durationMs,
        verdict,
        server,
        scenario,
        bytes,
      }),
    );
    return { isKept: index.isKept, entries, notice };
  }

  /** Runs after everything that was asked for before; what it throws becomes the notice. */
  function inTurn<T>(act: () => Promise<T>, otherwise: () => T): Promise<T> {
    const turn = lastChange.then(act).catch((error: unknown) => {
      notice = `The earlier checks cannot be read or written: ${reasonOf(error)}.`;
      return otherwise();
    });
    lastChange = turn;
    return turn;
  }

  function change(to: (index: HistoryIndex) => Promise<HistoryIndex> | HistoryIndex): Promise<HistoryList> {
    return inTurn(
      async () => {
        const before = await readIndex();
        const after = await to(before);
        await write(INDEX, JSON.stringify(after));
        for (const { id } of before.entries) {
          if (!after.entries.some((one) => one.id === id)) await unlinkIfThere(join(folder, fileOf(id)));
        }
        return listOf(after);
      },
      () => ({ isKept: EMPTY.isKept, entries: [], notice }),
    );
  }

  return {
    list: () =>
      inTurn(
        async () => listOf(await readIndex()),
        () => ({ isKept: true, entries: [], notice }),
      ),
    async keep(log) {
      if (log.length === 0) return;
      await change(async (index) => {
        if (!index.isKept) return index;
        const document = runDocument(redactLog(log, 'standard').events, judgeRun);
        const bytes = await promisify(gzip)(JSON.stringify(document));
        const { run, verdict, server } = document;
        const plan = log[0]?.kind === 'run.started' ? log[0].data.plan : null;
        const id = run.id.slice(0, 64);
        await write(fileOf(id), bytes);
        const entry: KeptEntry = {
          id,
          address: run.address,
          startedAt: run.startedAt,
          durationMs: run.durationMs,
          verdict,
          server: server === null ? null : hostAndPort(server.host, server.port).slice(0, 300),
          scenario: plan?.scenario ?? null,
          bytes: bytes.length,
          keptAt: new Date(wall()).toISOString(),
        };
        const others = index.entries.filter((one) => one.id !== id);
        return { ...index, entries: [entry, ...others].slice(0, HISTORY_ENTRIES) };
      });
    },
    open: (id) =>
      inTurn<Result<KeptRun, string>>(
        async () => {
          const kept = (await readIndex()).entries.find((one) => one.id === id);
          if (kept === undefined) return failure('This check is no longer among the earlier ones.');
          const read = await readBounded(join(folder, fileOf(id)), RUN_BYTES);
          const text = read.kind === 'read' ? await unzipped(read.bytes) : null;
          if (text === null) return failure('This earlier check is damaged and cannot be opened.');
          const document = readRunDocument(text);
          if (!document.ok) return failure(`This earlier check cannot be opened. ${document.error}`);
          return success({ events: document.value.events, keptAt: kept.keptAt });
        },
        () => failure(notice ?? 'This earlier check cannot be opened.'),
      ),
    remove: (id) => change((index) => ({ ...index, entries: index.entries.filter((one) => one.id !== id) })),
    empty: () => change((index) => ({ ...index, entries: [] })),
    setKept: (isKept) => change((index) => ({ ...index, isKept })),
  };
}

/** Ids are made by us, but an index is a file like others: its names must not lead elsewhere. */
function fileOf(id: string): string {
  return `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.run.gz`;
}

function parseIndex(bytes: Uint8Array): HistoryIndex | null {
  try {
    const parsed = HistoryIndex.safeParse(
      JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)),
    );
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null;
    throw error;
  }
}

type Read =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large' };

async function readBounded(file: string, most: number): Promise<Read> {
  try {
    const bytes = await readFile(file);
    return bytes.length > most ? { kind: 'too-large' } : { kind: 'read', bytes };
  } catch (error) {
    if (isMissing(error)) return { kind: 'missing' };
    throw error;
  }
}

/** null: damaged, or larger than anything that we have written. */
async function unzipped(bytes: Uint8Array): Promise<string | null> {
  try {
    const text = await promisify(gunzip)(bytes, { maxOutputLength: RUN_BYTES });
    return new TextDecoder('utf-8', { fatal: true }).decode(text);
  } catch (error) {
    if (error instanceof Error && ('code' in error || error instanceof TypeError)) return null;
    throw error;
  }
}

async function unlinkIfThere(file: string): Promise<void> {
  try {
    await unlink(file);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
