import type { Account, Directory } from '../directory.ts';
import type { WebExchange } from './web-exchange.ts';
import { beginNtlm, type NtlmExchange, type NtlmLogon } from './web-ticket-ntlm.ts';
import { ntlmIn, spnegoCompleted, spnegoContinuing } from './web-ticket-spnego.ts';

export type LogonStep =
  /** 401 with these WWW-Authenticate headers. isLocked: what came was decided, and the account is locked. */
  | { readonly kind: 'more'; readonly headers: readonly string[]; readonly isLocked: boolean }
  /** header: a last token for the client; null where there is none. */
  | { readonly kind: 'done'; readonly account: Account; readonly header: string | null };

/** Windows authentication over HTTP: it proves who is at the other end of a connection, not who sent a request. */
export interface HttpLogons {
  /** refusesAll: whatever comes, the last word is no. Never throws. */
  take(exchange: WebExchange, refusesAll: boolean): LogonStep;
}

/** Two headers, in the order of a web server's own configuration. */
const INVITATION: LogonStep = { kind: 'more', headers: ['Negotiate', 'NTLM'], isLocked: false };

interface ConnectionState {
  readonly exchange: NtlmExchange | null;
  readonly account: Account | null;
}

export function createHttpLogons(directory: Directory): HttpLogons {
  /** By connection, and gone with it. */
  const states = new WeakMap<object, ConnectionState>();

  const decide = ({ note }: WebExchange, logon: NtlmLogon, refusesAll: boolean): Account | null => {
    const isLocked = logon.account?.fate === 'locked';
    const isAccepted = logon.ok && !isLocked && !refusesAll;
    directory.recordLogon(logon.account ?? (logon.ok ? '' : logon.user), isAccepted, 'http');
    const who = logon.account?.name ?? 'an unknown account';
    const why = logon.ok ? (isLocked ? 'locked' : 'refused whatever it is') : logon.why;
    note({
      what: isAccepted ? `NTLM over HTTP: ${who}` : `NTLM over HTTP: ${who}, ${why}`,
      ok: isAccepted,
      verified: 'ntlm-response',
    });
    return isAccepted ? logon.account : null;
  };

  return {
    take(exchange, refusesAll) {
      const { socket } = exchange.request;
      const state = states.get(socket) ?? null;
      const { authorization } = exchange.request.headers;
      if (authorization === undefined) {
        // A connection that was authenticated stays so.
        const account = state?.account ?? null;
        return account === null ? INVITATION : { kind: 'done', account, header: null };
      }
      const [, scheme = '', base64 = ''] =
        /^(NTLM|Negotiate) +([A-Za-z0-9+/]+=*) *$/i.exec(authorization) ?? [];
      // Plain bytes: a Buffer's slice() is no copy, and pure code counts on one.
      const ntlm = ntlmIn(Uint8Array.from(Buffer.from(base64, 'base64')));
      if (ntlm === null) return INVITATION;
      const header = (bare: Uint8Array, wrap: (token: Uint8Array) => Uint8Array): string =>
        `${scheme} ${Buffer.from(ntlm.isWrapped ? wrap(bare) : bare).toString('base64')}`;

      const started = beginNtlm(ntlm.message, directory, {
        fqdn: exchange.frontEndFqdn,
        nowMs: exchange.nowMs,
      });
      if (started !== null) {
        states.set(socket, { exchange: started, account: null });
        return { kind: 'more', headers: [header(started.challenge, spnegoContinuing)], isLocked: false };
      }
      // A challenge is answered once.
      states.delete(socket);
      const open = state?.exchange ?? null;
      if (open === null) return INVITATION;
      const logon = open.judge(ntlm.message);
      const account = decide(exchange, logon, refusesAll);
      if (account === null) return { ...INVITATION, isLocked: logon.account?.fate === 'locked' };
      states.set(socket, { exchange: null, account });
      const last = ntlm.isWrapped ? header(new Uint8Array(0), spnegoCompleted) : null;
      return { kind: 'done', account, header: last };
    },
  };
}
