/** Runs in a private room (private-room.ts): the command line signs in to a practice network while dumpcap listens. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { CAPTURE_FILE, KEY_FILE } from './captured-run.ts';
import { runCli, type CliOutcome } from './command-line.ts';
import { pause, performTask, programPath, roomFolder } from './room-task.ts';

const DISCARD_PORT = 9;
const BETWEEN_LOOKS_MS = 50;
const LAST_MARK = Buffer.from('rungs: nothing comes after this');

await performTask(async (scenario): Promise<CliOutcome> => {
  const capture = path.join(roomFolder, CAPTURE_FILE);
  const dumpcap = spawn(programPath('dumpcap'), ['-q', '-i', 'lo', '-w', capture], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  dumpcap.stderr.setEncoding('utf8');
  let said = '';
  // It names the file when it has begun to listen.
  for await (const part of dumpcap.stderr) {
    said += String(part);
    if (said.includes('File: ')) break;
  }
  if (!said.includes('File: ')) throw new Error(`dumpcap does not listen: ${said}`);

  // Both ends of every TLS connection are in that process; Node writes down their keys.
  const run = await runCli(['check', '--lab', String(scenario), '--json'], {
    environment: { RUNGS_PASSWORD: PRACTICE_PASSWORD },
    nodeOptions: [`--tls-keylog=${path.join(roomFolder, KEY_FILE)}`],
  });
  await awaitMark(capture);
  dumpcap.kill('SIGINT');
  await once(dumpcap, 'close');
  return run;
});

/** dumpcap writes now and then: what was sent before a mark that is in the file is in there, too. */
async function awaitMark(capture: string): Promise<void> {
  const socket = createSocket('udp4');
  socket.send(LAST_MARK, DISCARD_PORT, '127.0.0.1');
  while (!(await readFile(capture)).includes(LAST_MARK)) await pause(BETWEEN_LOOKS_MS);
  socket.close();
}
