import type { LogMessage, LogRecord } from '../../log-record.ts';

export interface TalkOptions {
  readonly atMs?: number;
  readonly address?: string;
  readonly epid?: string;
  readonly callId?: string;
  readonly server?: string;
  readonly client?: string;
  /** A server's log: the same seen from the other side. */
  readonly computer?: string;
}

/** 9 March 2026, 08:00 UTC. */
export const MORNING = Date.UTC(2026, 2, 9, 8);
/** Well-formed and meaningless. */
export const NTLM_CHALLENGE =
  'TlRMTVNTUAACAAAAAAAAADgAAAA1gpjiESIzRFVmd4gAAAAAAAAAAIYAhgA4AAAACgB8TwAAAA8CAA4AQwBPAE4AVABPAFMATwABAAgARgBFADAAMQAEABYAYwBvAG4AdABvAHMAbwAuAGMAbwBtAAMAIABmAGUAMAAxAC4AYwBvAG4AdABvAHMAbwAuAGMAbwBtAAUAFgBjAG8AbgB0AG8AcwBvAC4AYwBvAG0ABwAIADC8jbCcr9wBAAAAAA==';
const OFFERS = ['Kerberos', 'NTLM', 'TLS-DSK'].map(
  (scheme) => `WWW-Authenticate: ${scheme} realm="r", targetname="fe01.contoso.com", version=4`,
);

/** Writes what a client and a server say to each other, as the records of a log. */
export class Talk {
  readonly records: LogRecord[] = [];
  private readonly options: Required<Omit<TalkOptions, 'computer'>> & { readonly computer: string | null };
  private atMs: number;
  private cseq = 0;
  private asked = '';

  constructor(options: TalkOptions = {}) {
    this.options = {
      atMs: MORNING,
      address: 'alice@contoso.com',
      epid: 'aa11',
      callId: 'call-1',
      server: '192.0.2.10:5061',
      client: '198.51.100.7:50001',
      computer: null,
      ...options,
    };
    this.atMs = this.options.atMs;
  }

  wait(ms: number): this {
    this.atMs += ms;
    return this;
  }

  line(text: string): this {
    this.records.push({ kind: 'remark', ...this.place(), atMs: this.atMs, text });
    return this;
  }

  /** headers: behind those that every request has. */
  ask(method: string, headers: readonly string[] = [], body = '', callId = this.options.callId): this {
    const { address, epid } = this.options;
    this.cseq += 1;
    this.asked = `From: <sip:${address}>;tag=1;epid=${epid}\nTo: <sip:${address}>\nCall-ID: ${callId}\nCSeq: ${this.cseq} ${method}`;
    return this.said('sent', [`${method} sip:contoso.com SIP/2.0`, this.asked, ...headers], body);
  }

  register(credentials?: string, headers: readonly string[] = []): this {
    const own = credentials === undefined ? [] : [`Authorization: ${credentials}`];
    return this.ask('REGISTER', [...own, ...headers]);
  }

  /** To the last request. */
  answer(line: string, headers: readonly string[] = [], body = ''): this {
    this.atMs += 20;
    return this.said('received', [`SIP/2.0 ${line}`, this.asked, ...headers], body);
  }

  /** A request of the server. */
  notify(headers: readonly string[], body: string, callId = this.options.callId): this {
    this.cseq += 1;
    const { address } = this.options;
    const own = `From: <sip:${address}>;tag=2\nTo: <sip:${address}>;tag=1\nCall-ID: ${callId}\nCSeq: ${this.cseq} BENOTIFY`;
    return this.said('received', [`BENOTIFY sip:${address} SIP/2.0`, own, ...headers], body);
  }

  challenged(): this {
    return this.register().answer('401 Unauthorized', OFFERS);
  }

  /** NTLM from the first to the last REGISTER; the answer to that is told by whoever calls. */
  ntlm(token = 'TlRMTVNTUAADAAAA'): this {
    return this.challenged()
      .register('NTLM realm="r", targetname="fe01.contoso.com", gssapi-data="", version=4')
      .answer('401 Unauthorized', [
        `WWW-Authenticate: NTLM opaque="1", gssapi-data="${NTLM_CHALLENGE}", realm="r", targetname="fe01.contoso.com", version=4`,
      ])
      .register(
        `NTLM realm="r", targetname="fe01.contoso.com", opaque="1", gssapi-data="${token}", crand="1", cnum="1", response="00", version=4`,
      );
  }

  kerberos(token = 'YIIBAA=='): this {
    return this.challenged().register(
      `Kerberos realm="r", targetname="sip/fe01.contoso.com", gssapi-data="${token}", version=4`,
    );
  }

  accepted(method = 'NTLM'): this {
    return this.answer('200 OK', [
      `Authentication-Info: ${method} opaque="1", srand="1", snum="1", rspauth="00", targetname="fe01.contoso.com", realm="r", version=4`,
      'Expires: 7200',
      'Server: RTC/7.0',
    ]);
  }

  /** Takes the registration further, within its association. */
  refreshed(): this {
    return this.register('NTLM realm="r", opaque="1", crand="2", cnum="9", response="01"').accepted();
  }

  said(
    direction: 'sent' | 'received',
    head: readonly string[],
    body = '',
    changes: Partial<LogMessage> = {},
  ): this {
    const { server, client, computer } = this.options;
    const isServer = computer !== null;
    const [local, peer] = isServer ? [server, client] : [client, server];
    this.records.push({
      kind: 'message',
      ...this.place(),
      atMs: this.atMs,
      direction: isServer ? (direction === 'sent' ? 'received' : 'sent') : direction,
      local: endOf(local),
      peer: endOf(peer),
      computer,
      text: `${[...head, `Content-Length: ${body.length}`].join('\n')}\n\n${body}`,
      isCut: false,
      ...changes,
    });
    return this;
  }

  private place(): { readonly offset: number; readonly end: number; readonly line: number } {
    const n = this.records.length;
    return { offset: n * 100, end: n * 100 + 100, line: n + 1 };
  }
}

/** One file from several talks, by their times. */
export function merged(...talks: readonly Talk[]): readonly LogRecord[] {
  return talks
    .flatMap(({ records }) => records)
    .sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0))
    .map((record, n) => ({ ...record, offset: n * 100, end: n * 100 + 100, line: n + 1 }));
}

function endOf(text: string): { readonly host: string; readonly port: number } {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
}
