import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { firstHeader, type SipMessage, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import { serializeSipMessage } from '../../../shared/protocol/sip/serialize-message.ts';
import type { LabEntry } from '../lab.ts';
import type { RegistrarConnection } from './authenticating-registrar.ts';
import type { FollowUp } from './registrar.ts';
import type { Timers } from './timers.ts';
import type { NoteVerification } from './verifications.ts';

/** A ledger entry without what is the same for all of a connection. */
export type NoteOnLine = (entry: Pick<LabEntry, 'what' | 'ok' | 'verified'>) => void;

export interface SipLineOptions {
  readonly stream: Duplex;
  /** IP:port. */
  readonly client: string;
  readonly registrar: RegistrarConnection;
  readonly now: () => number;
  readonly timers: Timers;
  readonly note: NoteOnLine;
}

/** What a server says on one connection, and when. */
export interface SipLine {
  /** Answers a request, or hears an answer. Returns whether the connection is to end now. */
  take(message: SipMessage): Promise<boolean>;
  /** Empty lines came. */
  hearKeepAlive(): void;
}

const EMPTY_LINES = '\r\n\r\n';

export function openSipLine(options: SipLineOptions): SipLine {
  const { stream, client, registrar, now, timers, note } = options;
  const connectionId = randomBytes(3).toString('hex').toUpperCase();
  let isAsked = false;

  const noteVerification: NoteVerification = (verified, ok, what) =>
    note({ what: `${verified} ${what}`, ok, verified });

  return {
    async take(message) {
      if (message.kind === 'request') return answer(message);
      registrar.hear(message, noteVerification);
      return false;
    },
    hearKeepAlive() {
      if (isAsked) noteVerification('keep-alive-answer', true, 'to the empty lines of the server');
      else note({ what: 'keep-alive', ok: true });
      isAsked = false;
    },
  };

  async function answer(request: SipRequest): Promise<boolean> {
    const arrival = {
      now: new Date(now()),
      ...splitClient(client),
      connectionId,
      toTag: randomBytes(16).toString('hex').toUpperCase(),
    };
    const { response, ok, remark, followUp } = await registrar.answer(request, arrival, noteVerification);
    const from = firstHeader(request, 'From') ?? 'nobody';
    note({ what: `${request.method} ${request.requestUri} from ${from}: ${remark}`, ok });
    if (response !== null) write(serializeSipMessage(response));
    if (followUp !== undefined) schedule(followUp);
    return followUp?.dropsConnection === true;
  }

  function schedule({ notifications, keepAliveAfterMs }: FollowUp): void {
    for (const { afterMs, open } of notifications) {
      timers.after(afterMs, () => {
        const request = open();
        if (request === null) return;
        note({ what: `${request.method} ${firstHeader(request, 'Event') ?? ''}: sent`, ok: true });
        write(serializeSipMessage(request));
      });
    }
    if (keepAliveAfterMs === null) return;
    timers.after(keepAliveAfterMs, () => {
      isAsked = true;
      write(EMPTY_LINES);
    });
  }

  function write(bytes: Uint8Array | string): void {
    if (stream.writable) stream.write(bytes);
  }
}

function splitClient(client: string): { remoteAddress: string; remotePort: number } {
  const colon = client.lastIndexOf(':');
  return { remoteAddress: client.slice(0, colon), remotePort: Number(client.slice(colon + 1)) };
}
