import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, open, readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { nodeModules, root } from '../../../electron/setup/paths.mjs';
import { ensureWindowsNode } from '../../../electron/setup/windows-node.mjs';
import { findProgram, type ForeignProgram } from '../programs.ts';
import { createTemporaryFolder } from '../temporary-folder.ts';
import type { AgentAnswer, AgentRequest } from './agent-messages.ts';

/** Debian keeps it out of the search path. */
const program =
  findProgram('wine64') ??
  (existsSync('/usr/lib/wine/wine64') ? '/usr/lib/wine/wine64' : findProgram('wine'));
export const wine: ForeignProgram = {
  packageName: 'wine64',
  isInstalled: process.platform === 'linux' && process.arch === 'x64' && program !== null,
};
/** Wine's NTLM leaves the work to the `ntlm_auth` of Samba. */
export const winbind: ForeignProgram = {
  packageName: 'winbind',
  isInstalled: findProgram('ntlm_auth') !== null,
};

/** A process under Wine that does with secur32.dll what it is asked for. */
export interface WindowsAgent extends AsyncDisposable {
  /** One question at a time. Throws with all that the process wrote when it is gone, or when the agent itself broke. */
  ask(request: AgentRequest): Promise<AgentAnswer>;
}

const SETUP_MS = 150_000;
const ANSWER_MS = 60_000;

/** Makes a Windows of its own in a temporary folder and starts the agent in it. env: more for Wine's own libraries. */
export async function startWindowsAgent(env: Readonly<Record<string, string>>): Promise<WindowsAgent> {
  if (program === null) throw new Error('Wine is not installed');
  const windows = await ensureWindowsNode();
  const folder = await createTemporaryFolder('wine');
  const environment = {
    ...process.env,
    WINEPREFIX: path.join(folder.path, 'prefix'),
    WINEDEBUG: '-all',
    // Neither .NET nor a browser engine, for which it would ask to download something.
    WINEDLLOVERRIDES: 'mscoree=;mshtml=',
    DISPLAY: '',
    NODE_SKIP_PLATFORM_CHECK: '1',
    ...env,
  };
  const call = (command: string, ...args: readonly string[]): Promise<unknown> =>
    promisify(execFile)(command, [...args], { env: environment, timeout: SETUP_MS });
  const server = createServer();
  let socket: Socket | null = null;
  const end = async (): Promise<void> => {
    socket?.destroy();
    server.close();
    const wineserver = path.join(path.dirname(program), 'wineserver');
    const stop = existsSync(wineserver) ? wineserver : (findProgram('wineserver') ?? 'wineserver');
    // It keeps a Windows alive that nobody uses any more; fails when there is none.
    await call(stop, '--kill').catch(() => null);
    await folder[Symbol.asyncDispose]();
  };
  try {
    await call(program, 'wineboot', '--init');
    await call(program, 'reg', 'add', 'HKCU\\Software\\Wine', '/v', 'Version', '/d', 'win10', '/f');
    const script = await bundleAgent(folder.path, windows.bridge);
    server.listen({ host: '127.0.0.1', port: 0 });
    await once(server, 'listening');
    // The server listens by TCP, so its address is one.
    const { port } = server.address() as AddressInfo;
    // Node for Windows can't write into a pipe of Wine's.
    const output = path.join(folder.path, 'output');
    const file = await open(output, 'w');
    const child = spawn(program, [windows.node, `Z:${script.replaceAll('/', '\\')}`, String(port)], {
      env: environment,
      stdio: ['ignore', file.fd, file.fd],
    });
    const gone = new AbortController();
    child.once('exit', () => gone.abort());
    child.once('error', () => gone.abort());
    await file.close();
    const patience = AbortSignal.any([gone.signal, AbortSignal.timeout(SETUP_MS)]);
    const wrote = async (): Promise<string> =>
      `The process under Wine wrote:\n${await readFile(output, 'utf8')}`;
    // 'connection' brings a socket.
    const [connected] = (await once(server, 'connection', { signal: patience }).catch(
      async (error: unknown) => {
        throw new Error(await wrote(), { cause: error });
      },
    )) as [Socket];
    socket = connected;
    connected.on('timeout', () => connected.destroy());
    const lines = createInterface({ input: connected })[Symbol.asyncIterator]();
    return {
      async ask(request) {
        connected.setTimeout(ANSWER_MS);
        connected.write(`${JSON.stringify(request)}\n`);
        const line = await lines.next();
        connected.setTimeout(0);
        if (line.done === true) throw new Error(await wrote());
        // The agent is written against the same types.
        const answer = JSON.parse(line.value) as AgentAnswer;
        if (answer.is === 'broken') throw new Error(`${answer.text}\n${await wrote()}`);
        return answer;
      },
      [Symbol.asyncDispose]: end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}

/** The agent with all that it imports in one file, and koffi beside it. Returns the file. */
async function bundleAgent(folder: string, bridge: string): Promise<string> {
  const target = path.join(folder, 'agent');
  const vite = path.join(nodeModules, 'vite', 'bin', 'vite.js');
  const entry = path.join(import.meta.dirname, 'sspi-agent.ts');
  const args = [vite, 'build', '--ssr', entry, '--outDir', target, '--emptyOutDir', '--logLevel', 'warn'];
  await promisify(execFile)(process.execPath, args, { cwd: root, timeout: SETUP_MS });
  const modules = path.join(target, 'node_modules');
  for (const file of ['package.json', 'index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs']) {
    await mkdir(path.dirname(path.join(modules, 'koffi', file)), { recursive: true });
    await cp(path.join(nodeModules, 'koffi', file), path.join(modules, 'koffi', file));
  }
  await cp(bridge, path.join(modules, '@koromix', 'koffi-win32-x64'), { recursive: true });
  await cp(path.join(import.meta.dirname, 'agent-package.json'), path.join(target, 'package.json'));
  return path.join(target, 'sspi-agent.js');
}
