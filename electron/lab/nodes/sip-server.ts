import { createSipFramer } from '../../../shared/protocol/sip/stream-framer.ts';
import type { SipMessage } from '../../../shared/protocol/sip/message.ts';
import type { Note } from '../ledger.ts';
import { openRegistrar } from './authenticating-registrar.ts';
import type { FrontEnd } from './front-end.ts';
import type { Registrar } from './registrar.ts';
import { openSipLine, type NoteOnLine } from './sip-line.ts';
import type { Connection } from './tcp-listener.ts';
import { createTimers } from './timers.ts';

/** Messages of one client that wait for their turn; above, it has to wait with sending. */
const MOST_WAITING = 32;

/** How long a client may take to hang up after a dropped connection; what was written before is through by then. */
const DROP_MS = 1_000;

/** Returns what speaks SIP on a connection: one registrar, many clients. */
export function serveSip(
  registrar: Registrar,
  frontEnd: FrontEnd,
  note: Note,
): (connection: Connection) => void {
  const { role: node, frontEndFqdn: server } = registrar;
  return ({ stream, client }) => {
    const noteOf: NoteOnLine = (entry) => note({ node, server, client, ...entry });
    const framer = createSipFramer();
    const connection = openRegistrar(registrar, frontEnd);
    const timers = createTimers();
    const { now } = frontEnd;
    const line = openSipLine({ stream, client, registrar: connection, now, timers, note: noteOf });
    const waiting: SipMessage[] = [];
    let isWorking = false;
    let isEnding = false;
    let isGone = false;

    stream.on('data', (chunk: Buffer) => {
      if (isEnding) return;
      const items = framer.push(chunk);
      if (items.some(({ kind }) => kind === 'keep-alive')) line.hearKeepAlive();
      for (const item of items) {
        if (item.kind === 'message') waiting.push(item.message);
        if (item.kind !== 'error') continue;
        noteOf({ what: `unreadable: ${item.error.detail}`, ok: false });
        isEnding = true;
      }
      if (waiting.length > MOST_WAITING) stream.pause();
      void work();
    });
    stream.on('end', () => {
      isEnding = true;
      void work();
    });
    stream.once('close', () => {
      isGone = true;
      timers.cancel();
      void work();
    });

    /** One message at a time, in their order: counters and tokens build on one another. Those that came before a reset count, too. */
    async function work(): Promise<void> {
      if (isWorking) return;
      isWorking = true;
      for (let message = waiting.shift(); message !== undefined; message = waiting.shift()) {
        const isOver = await line.take(message);
        if (isOver) drop();
      }
      isWorking = false;
      if (isGone) connection.close();
      else if (isEnding) stream.end();
      else stream.resume();
    }

    function drop(): void {
      waiting.length = 0;
      isEnding = true;
      timers.cancel();
      timers.after(DROP_MS, () => stream.destroy());
    }
  };
}
