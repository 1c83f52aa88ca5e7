import type { Services } from '../../services/services.ts';
import type { CliHost, FileContent, LineRead, TextSink } from '../host.ts';

export interface FakeHost extends CliHost {
  /** Everything written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly interrupt: () => void;
  /** Files that are held at this moment, by path. */
  readonly held: ReadonlyMap<string, string>;
  /** What a person at the terminal was asked. */
  readonly asked: readonly string[];
}

export interface FakeHostOptions {
  readonly isTerminal?: boolean;
  readonly onWrite?: (text: string) => void;
  readonly environmentPassword?: string;
  /** What standard input gives; unavailable if left out. */
  readonly input?: LineRead;
  /** What a person types; there is no terminal if left out. */
  readonly typed?: LineRead;
}

/** A host without a process: what a command writes stays in memory. */
export function fakeHost(services: Partial<Services>, options: FakeHostOptions = {}): FakeHost {
  const interruption = new AbortController();
  const held = new Map<string, string>();
  const asked: string[] = [];
  const written = { out: '', err: '' };
  let environmentPassword = options.environmentPassword ?? null;
  const sink = (name: 'out' | 'err'): TextSink => ({
    write(text) {
      written[name] += text;
      if (name === 'out') options.onWrite?.(text);
    },
    isTerminal: options.isTerminal ?? false,
    columns: 80,
  });
  const unexpected = (): never => {
    throw new Error('not part of this test');
  };
  const read = (line: LineRead | undefined, maxBytes: number): Promise<LineRead> => {
    if (line === undefined) return Promise.resolve({ kind: 'unavailable', reason: 'there is nothing' });
    return Promise.resolve(
      line.kind === 'line' ? { ...line, bytes: line.bytes.subarray(0, maxBytes) } : line,
    );
  };
  return {
    out: sink('out'),
    err: sink('err'),
    environment: {},
    tool: { name: 'rungs', version: '1.2.3' },
    services: () => ({
      scenarios: [],
      startRun: unexpected,
      startPracticeNetwork: unexpected,
      singleSignOn: unexpected,
      ...services,
    }),
    interruption: interruption.signal,
    wall: () => Date.UTC(2026, 10, 23, 12),
    readFile: (): FileContent => ({ ok: false, reason: 'no such file or directory' }),
    takeEnvironmentPassword() {
      const taken = environmentPassword;
      environmentPassword = null;
      return taken === null ? null : new TextEncoder().encode(taken);
    },
    readInputLine: (maxBytes) => read(options.input, maxBytes),
    askPassword(prompt, maxBytes) {
      if (options.typed !== undefined) asked.push(prompt);
      return read(options.typed, maxBytes);
    },
    holdTemporaryFile(name, content) {
      held.set(name, content);
      return { path: `/tmp/${name}`, release: () => held.delete(name) };
    },
    stdout: () => written.out,
    stderr: () => written.err,
    interrupt: () => interruption.abort(),
    held,
    asked,
  };
}
