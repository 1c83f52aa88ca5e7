import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startLogImport } from '../../electron/services/import/log-import.ts';
import { fileSource } from '../../electron/services/import/log-source.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { GENERATED_LAYOUTS, writeGeneratedLog } from './generated-log.ts';
import { writeMessagesPcapng } from './log-messages-pcapng.ts';

const run = promisify(execFile);
const REPEATS = 3;
const FIELDS = [
  ...['frame.time_epoch', 'ip.src', 'sip.Method', 'sip.Status-Code'],
  ...['sip.Call-ID', 'sip.CSeq', 'sip.from.addr', 'sip.to.addr'],
];

/** What one process needs to list the sign-ins of some files, one after another. */
interface Reading {
  readonly files: readonly { readonly ms: number; readonly signIns: number }[];
  /** How much more memory it had at its most than before it began. */
  readonly grownBytes: number;
  /** Of all its threads; says more than the time where the machine is busy. */
  readonly cpuMs: number;
}

export interface ReadLog {
  readonly title: string;
  readonly bytes: number;
  readonly messages: number;
  /** As many as were written, or something is wrong with the reader or with this benchmark. */
  readonly signIns: { readonly written: number; readonly found: number };
  readonly ms: number;
  /** Of `wc -l` on the same file. */
  readonly wcMs: number;
}

export interface LogReading {
  readonly logs: readonly ReadLog[];
  readonly grownBytes: number;
  readonly cpuMs: number;
  /** Of one `wc -l` on all of them. */
  readonly wcMs: number;
}

/** Writes logs of every layout, so many bytes in all, and lists their sign-ins as the product does; each time the median of three. */
export async function measureLogReading(bytes: number): Promise<LogReading> {
  await using folder = await createTemporaryFolder('logs');
  const written = [];
  for (const layout of GENERATED_LAYOUTS) {
    const path = join(folder.path, `${layout.title}.log`);
    const log = await writeGeneratedLog(path, layout, { bytes: (bytes * layout.parts) / 100 });
    written.push({ ...log, title: layout.title });
  }
  const paths = written.map(({ path }) => path);
  const readings: Reading[] = [];
  const wcMs: number[][] = [];
  const wcAllMs: number[] = [];
  // The files are in memory from the writing on; taken in turns, so that a busy moment of the machine meets both.
  for (let index = 0; index < REPEATS; index += 1) {
    readings.push(await readInProcess(paths));
    const times: number[] = [];
    for (const path of paths) times.push(await timeOf('wc', ['-l', path]));
    wcMs.push(times);
    wcAllMs.push(await timeOf('wc', ['-l', ...paths]));
  }
  return {
    logs: written.map(({ title, bytes: size, messages, signIns }, index) => ({
      title,
      bytes: size,
      messages,
      signIns: { written: signIns, found: readings[0]?.files[index]?.signIns ?? 0 },
      ms: middle(readings.map(({ files }) => files[index]?.ms ?? NaN)),
      wcMs: middle(wcMs.map((times) => times[index] ?? NaN)),
    })),
    grownBytes: Math.max(...readings.map(({ grownBytes }) => grownBytes)),
    cpuMs: middle(readings.map(({ cpuMs }) => cpuMs)),
    wcMs: middle(wcAllMs),
  };
}

export interface AgainstTshark {
  readonly messages: number;
  readonly ms: number;
  /** For a line about each message. */
  readonly linesMs: number;
  /** For what a list of sign-ins needs of each: its call, its users, its outcome. */
  readonly fieldsMs: number;
}

/** The same messages as a client's log for us and as exported PDUs for tshark, without the time that it takes to start. */
export async function measureAgainstTshark(messages: number): Promise<AgainstTshark | string> {
  const hasTshark = await run('tshark', ['--version']).then(
    () => true,
    () => false,
  );
  if (!hasTshark) return 'there is no tshark';
  await using folder = await createTemporaryFolder('tshark');
  const [layout] = GENERATED_LAYOUTS;
  if (layout === undefined) return 'there is no layout';
  const log = await writeGeneratedLog(join(folder.path, 'messages.log'), layout, { messages });
  const [capture, empty] = [join(folder.path, 'messages.pcapng'), join(folder.path, 'empty.pcapng')];
  const captured = await writeMessagesPcapng(log.path, capture);
  await writeFile(empty, '');
  await writeMessagesPcapng(empty, empty);
  const reading = await readInProcess([log.path]);
  const startMs = await timeOf('tshark', ['-n', '-r', empty]);
  const linesMs = (await timeOf('tshark', ['-n', '-r', capture])) - startMs;
  const fields = FIELDS.flatMap((field) => ['-e', field]);
  const fieldsMs = (await timeOf('tshark', ['-n', '-r', capture, '-T', 'fields', ...fields])) - startMs;
  return { messages: captured, ms: reading.files[0]?.ms ?? NaN, linesMs, fieldsMs };
}

/** Wall time of a whole process, whose output is read and thrown away. */
async function timeOf(command: string, parameters: readonly string[]): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
  child.stdout.resume();
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0) throw new Error(`${command} ended with ${String(code)}`);
  return performance.now() - startedAt;
}

/** A fresh process: memory that another benchmark has left would count, and code that it has compiled would not. */
async function readInProcess(paths: readonly string[]): Promise<Reading> {
  const own = fileURLToPath(import.meta.url);
  const { stdout } = await run(process.execPath, ['--import', 'tsx', own, ...paths]);
  // Our own process wrote this, in this shape.
  return JSON.parse(stdout) as Reading;
}

async function readAll(paths: readonly string[]): Promise<Reading> {
  const before = process.memoryUsage.rss();
  const cpuBefore = process.cpuUsage();
  const files = [];
  for (const path of paths) {
    const startedAt = performance.now();
    const tool = { name: 'rungs', version: 'bench' };
    const reading = startLogImport(await fileSource(path), { tool, newRunId: () => 'bench' });
    await reading.done;
    const progress = reading.progress();
    if (progress.kind !== 'read') throw new Error(JSON.stringify(progress));
    files.push({ ms: performance.now() - startedAt, signIns: progress.signIns.length });
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  const grownBytes = process.resourceUsage().maxRSS * 1_024 - before;
  return { files, grownBytes, cpuMs: (user + system) / 1_000 };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(JSON.stringify(await readAll(process.argv.slice(2))));
}
