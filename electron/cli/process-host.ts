import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getSystemErrorMap } from 'node:util';
import { createServices } from '../services/create-services.ts';
import type { Services } from '../services/services.ts';
import { systemPorts } from '../services/system-ports.ts';
import { PASSWORD_VARIABLE } from './password.ts';
import { askPassword, readInputLine } from './standard-input.ts';
import type { CliHost, FileContent, TextSink } from './host.ts';
import { readTool } from './tool.ts';

const COLUMNS_WITHOUT_TERMINAL = 100;

/** The host of a real process. */
export function processHost(interruption: AbortSignal): CliHost {
  const tool = readTool();
  let password = takeVariable(PASSWORD_VARIABLE);
  let services: Services | null = null;
  return {
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    environment: { ...process.env },
    tool,
    services: () => (services ??= createServices(systemPorts(), tool)),
    interruption,
    wall: () => systemPorts().clock.wall(),
    readFile,
    takeEnvironmentPassword() {
      const taken = password;
      password = null;
      return taken;
    },
    readInputLine: (maxBytes) => readInputLine(process.stdin, maxBytes, interruption),
    askPassword: (prompt, maxBytes) => askPassword(process, prompt, maxBytes, interruption),
    holdTemporaryFile,
  };
}

/** Takes a variable out of the environment: programs that we start have no business with it. An empty one is none. */
function takeVariable(name: string): Uint8Array | null {
  const value = process.env[name] ?? '';
  // eslint-disable-next-line @typescript-eslint/no-dynamic-delete -- the environment knows no other way
  delete process.env[name];
  return value === '' ? null : new TextEncoder().encode(value);
}

function sinkOf(stream: NodeJS.WriteStream): TextSink {
  return {
    write: (text) => void stream.write(text),
    isTerminal: stream.isTTY,
    get columns() {
      // 0 is what some terminals say that do not know.
      return stream.isTTY && stream.columns > 0 ? stream.columns : COLUMNS_WITHOUT_TERMINAL;
    },
  };
}

function readFile(file: string): FileContent {
  try {
    return { ok: true, bytes: readFileSync(file) };
  } catch (error) {
    if (error instanceof Error && 'errno' in error && typeof error.errno === 'number') {
      return { ok: false, reason: getSystemErrorMap().get(error.errno)?.[1] ?? error.message };
    }
    throw error;
  }
}

function holdTemporaryFile(name: string, content: string): { readonly path: string; release(): void } {
  // mkdtemp makes a directory that only this user can enter.
  const directory = mkdtempSync(path.join(tmpdir(), 'rungs-'));
  const file = path.join(directory, name);
  writeFileSync(file, content);
  return { path: file, release: () => rmSync(directory, { recursive: true, force: true }) };
}
