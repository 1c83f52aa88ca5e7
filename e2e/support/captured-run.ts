import type { CliOutcome } from './command-line.ts';
import { inPrivateRoom } from './private-room.ts';

/** In the folder, for Wireshark: the packets, and the keys of every TLS connection among them. */
export const CAPTURE_FILE = 'capture.pcapng';
export const KEY_FILE = 'keys.log';

/** Signs in to a practice scenario by the command line, alone on a loopback of its own. Leaves both files in the folder. */
export async function captureRun(scenario: string, folder: string): Promise<CliOutcome> {
  // The room's script returns it in this shape.
  return (await inPrivateRoom('capture-room.ts', folder, scenario)) as CliOutcome;
}
