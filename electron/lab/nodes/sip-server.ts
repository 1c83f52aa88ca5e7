import { randomBytes } from 'node:crypto';
import { createSipFramer } from '../../../shared/protocol/sip/stream-framer.ts';
import { serializeSipMessage } from '../../../shared/protocol/sip/serialize-message.ts';
import { firstHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import type { Note } from '../ledger.ts';
import { judge, type Registrar } from './registrar.ts';
import type { Connection } from './tcp-listener.ts';

/** Returns what speaks SIP on a connection: one registrar, many clients. */
export function serveSip(registrar: Registrar, note: Note): (connection: Connection) => void {
  return ({ stream, client }) => {
    const framer = createSipFramer();
    const connectionId = randomBytes(3).toString('hex').toUpperCase();
    stream.on('data', (chunk: Buffer) => {
      for (const item of framer.push(chunk)) {
        if (item.kind === 'keep-alive') continue;
        if (item.kind === 'error') {
          note({ node: registrar.role, client, what: `unreadable: ${item.error.detail}`, ok: false });
          stream.end();
          return;
        }
        // A response here answers nothing: this server has asked nothing.
        if (item.message.kind === 'request') answer(item.message);
      }
    });
    stream.on('end', () => stream.end());

    function answer(request: SipRequest): void {
      const { response, ok, remark } = judge(request, registrar, {
        now: new Date(),
        ...splitClient(client),
        connectionId,
        toTag: randomBytes(16).toString('hex').toUpperCase(),
      });
      const from = firstHeader(request, 'From') ?? 'nobody';
      note({
        node: registrar.role,
        client,
        what: `${request.method} ${request.requestUri} from ${from}: ${remark}`,
        ok,
      });
      if (response !== null && stream.writable) stream.write(serializeSipMessage(response));
    }
  };
}

function splitClient(client: string): { remoteAddress: string; remotePort: number } {
  const colon = client.lastIndexOf(':');
  return { remoteAddress: client.slice(0, colon), remotePort: Number(client.slice(colon + 1)) };
}
