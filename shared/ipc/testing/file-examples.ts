import type { CommandInput, CommandName, CommandReply } from '../contract.ts';
import type { exportCommands } from '../export-commands.ts';
import type { historyCommands } from '../history-commands.ts';
import type { openCommands } from '../open-commands.ts';
import type { IpcHandlers } from '../server.ts';

type FileCommand = keyof typeof exportCommands | keyof typeof openCommands | keyof typeof historyCommands;

const BUNDLE = { runId: 'run-1', level: 'strict', comparedWith: 'opened-1' } as const;

const OPENED: CommandReply<'file.open'> = {
  kind: 'opened',
  runId: 'opened-1',
  address: 'alice@contoso.com',
  origin: {
    kind: 'bundle',
    fileName: 'alice.rungs',
    savedAt: '2026-11-23T15:42:00.000Z',
    savedBy: 'alice on PC-17',
    tool: { name: 'rungs', version: '0.1.0' },
    redaction: 'standard',
    notes: ['report.html is not as it was saved.'],
  },
};

const HISTORY: CommandReply<'history.list'> = {
  isKept: true,
  entries: [
    {
      id: 'run-1',
      address: 'alice@contoso.com',
      startedAt: '2026-11-23T15:42:00.000Z',
      durationMs: 1_234.5,
      verdict: {
        outcome: 'failed',
        step: 'connectivity',
        finding: 'connectivity.certificate-expired',
        summary: 'The certificate has expired.',
      },
      server: 'sip.contoso.com:443',
      scenario: null,
      bytes: 12_345,
    },
  ],
  notice: null,
};

/** One payload for each schema of the commands about files; a new command without an example does not compile. */
export const FILE_EXAMPLES: {
  readonly [C in FileCommand]: { readonly input: CommandInput<C>; readonly reply: CommandReply<C> };
} = {
  'bundle.preview': {
    input: BUNDLE,
    reply: {
      fileName: 'rungs-2026-11-23-1542.rungs',
      packedBytes: 45_678,
      files: [
        { path: 'run.json', about: 'Everything', bytes: 123_456, beginning: '{', isWhole: false },
        { path: 'report.pdf', about: 'For printing', bytes: null, beginning: null, isWhole: false },
      ],
      replaced: [{ what: 'host names', count: 3 }],
    },
  },
  'bundle.save': {
    input: { ...BUNDLE, level: 'standard', comparedWith: null },
    reply: { kind: 'saved', fileName: 'alice.rungs', folder: '/home/alice', bytes: 45_678, notes: [] },
  },
  'bundle.drag': { input: BUNDLE, reply: {} },
  'ladder.draw': { input: { runId: 'run-1' }, reply: { svg: '<svg/>', width: 800, height: 600.5 } },
  'clipboard.write-picture': { input: { png: Uint8Array.of(0x89, 0x50) }, reply: {} },
  'shell.next': { input: {}, reply: { kind: 'open', reply: OPENED } },
  'file.choose': { input: {}, reply: { kind: 'cancelled' } },
  'file.open': { input: { path: '/home/alice/alice.rungs' }, reply: OPENED },
  'text.open': {
    input: { text: 'SIP/2.0 401 Unauthorized' },
    reply: { kind: 'reading', importId: 'import-1', fileName: 'pasted text', totalBytes: 24 },
  },
  'newest-log.find': {
    input: {},
    reply: {
      log: {
        fileName: 'Lync-UccApi-0.UccApilog',
        folder: 'C:\\Users\\alice\\AppData\\Local\\Microsoft\\Office\\16.0\\Lync\\Tracing',
        changedAt: '2026-11-23T15:42:00.000Z',
        bytes: 12_345_678,
      },
    },
  },
  'newest-log.open': { input: {}, reply: { kind: 'refused', sentence: 'It is no longer there.' } },
  'import.progress': {
    input: { importId: 'import-1' },
    reply: {
      kind: 'read',
      format: 'uccapi',
      signIns: [
        {
          id: 0,
          atMs: 1_796_115_600_000,
          address: 'alice@contoso.com',
          server: 'sip.contoso.com:443',
          method: 'ntlm',
          outcome: 'signed-in',
          outcomeText: 'signed in',
          registers: 3,
          messages: 42,
        },
      ],
      notes: ['The head is cut off.'],
    },
  },
  'import.cancel': { input: { importId: 'import-1' }, reply: {} },
  'import.choose': { input: { importId: 'import-1', signIn: 0 }, reply: OPENED },
  'history.list': { input: {}, reply: HISTORY },
  'history.open': { input: { id: 'run-1' }, reply: OPENED },
  'history.delete': { input: { id: 'run-1' }, reply: { ...HISTORY, entries: [] } },
  'history.empty': { input: {}, reply: { ...HISTORY, entries: [] } },
  'history.keep': { input: { isKept: false }, reply: { ...HISTORY, isKept: false } },
};

/** Answers every command about files with its example. */
export function exampleFileHandlers(): Pick<IpcHandlers, FileCommand> {
  const handlers = Object.entries(FILE_EXAMPLES).map(([name, { reply }]) => [name, () => reply] as const);
  // Object.entries forgets that name and reply belong together.
  return Object.fromEntries(handlers) as unknown as Pick<IpcHandlers, FileCommand & CommandName>;
}
