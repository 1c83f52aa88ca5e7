import type { Services } from '../../services/services.ts';
import type { CliHost, FileContent, TextSink } from '../host.ts';

export interface FakeHost extends CliHost {
  /** Everything written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly interrupt: () => void;
  /** Files that are held at this moment, by path. */
  readonly held: ReadonlyMap<string, string>;
}

/** A host without a process: what a command writes stays in memory. */
export function fakeHost(
  services: Partial<Services>,
  options: { readonly isTerminal?: boolean; readonly onWrite?: (text: string) => void } = {},
): FakeHost {
  const interruption = new AbortController();
  const held = new Map<string, string>();
  const written = { out: '', err: '' };
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
  return {
    out: sink('out'),
    err: sink('err'),
    environment: {},
    tool: { name: 'rungs', version: '1.2.3' },
    services: () => ({ scenarios: [], startRun: unexpected, startPracticeNetwork: unexpected, ...services }),
    interruption: interruption.signal,
    readFile: (): FileContent => ({ ok: false, reason: 'no such file or directory' }),
    holdTemporaryFile(name, content) {
      held.set(name, content);
      return { path: `/tmp/${name}`, release: () => held.delete(name) };
    },
    stdout: () => written.out,
    stderr: () => written.err,
    interrupt: () => interruption.abort(),
    held,
  };
}
