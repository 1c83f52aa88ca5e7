import { randomBytes } from 'node:crypto';
import { createSipFramer } from '../../../shared/protocol/sip/stream-framer.ts';
import { serializeSipMessage } from '../../../shared/protocol/sip/serialize-message.ts';
import { firstHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import type { Note } from '../ledger.ts';
import { openRegistrar } from './authenticating-registrar.ts';
import type { FrontEnd } from './front-end.ts';
import type { Registrar } from './registrar.ts';
import type { Connection } from './tcp-listener.ts';

/** Requests of one client that wait for their turn; above, it has to wait with sending. */
const MOST_WAITING = 32;

/** Returns what speaks SIP on a connection: one registrar, many clients. */
export function serveSip(
  registrar: Registrar,
  frontEnd: FrontEnd,
  note: Note,
): (connection: Connection) => void {
  return ({ stream, client }) => {
    const framer = createSipFramer();
    const connection = openRegistrar(registrar, frontEnd);
    const connectionId = randomBytes(3).toString('hex').toUpperCase();
    const waiting: SipRequest[] = [];
    let isWorking = false;
    let isEnding = false;
    let isGone = false;

    stream.on('data', (chunk: Buffer) => {
      if (isEnding) return;
      for (const item of framer.push(chunk)) {
        if (item.kind === 'keep-alive') continue;
        if (item.kind === 'error') {
          note({ node: registrar.role, client, what: `unreadable: ${item.error.detail}`, ok: false });
          isEnding = true;
          break;
        }
        // A response here answers nothing: this server has asked nothing.
        if (item.message.kind === 'request') waiting.push(item.message);
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
      void work();
    });

    /** One request at a time, in their order: counters and tokens build on one another. Those that came before a reset count, too. */
    async function work(): Promise<void> {
      if (isWorking) return;
      isWorking = true;
      for (let request = waiting.shift(); request !== undefined; request = waiting.shift()) {
        await answer(request);
      }
      isWorking = false;
      if (isGone) connection.close();
      else if (isEnding) stream.end();
      else stream.resume();
    }

    async function answer(request: SipRequest): Promise<void> {
      const noteOf = (entry: Omit<Parameters<Note>[0], 'node' | 'client'>): void =>
        note({ node: registrar.role, client, ...entry });
      const { response, ok, remark } = await connection.answer(
        request,
        {
          now: new Date(frontEnd.now()),
          ...splitClient(client),
          connectionId,
          toTag: randomBytes(16).toString('hex').toUpperCase(),
        },
        (verified, isRight, what) => noteOf({ what: `${verified} ${what}`, ok: isRight, verified }),
      );
      const from = firstHeader(request, 'From') ?? 'nobody';
      noteOf({ what: `${request.method} ${request.requestUri} from ${from}: ${remark}`, ok });
      if (response !== null && stream.writable) stream.write(serializeSipMessage(response));
    }
  };
}

function splitClient(client: string): { remoteAddress: string; remotePort: number } {
  const colon = client.lastIndexOf(':');
  return { remoteAddress: client.slice(0, colon), remotePort: Number(client.slice(colon + 1)) };
}
