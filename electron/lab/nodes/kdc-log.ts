/** One request that the KDC decided. */
export interface KdcDecision {
  /** AS: a password for a ticket-granting ticket. TGS: that one for a service's. */
  readonly request: 'AS' | 'TGS';
  /** The KDC's own word: ISSUE, NEEDED_PREAUTH, PREAUTH_FAILED, CLIENT LOCKED OUT, CLIENT_NOT_FOUND, LOOKING_UP_SERVER … */
  readonly status: string;
  /** Principals with their realm. */
  readonly client: string;
  readonly service: string;
}

/** Names come from clients. */
const LONGEST_LINE = 4_096;

/**
 * Reads a line of krb5kdc's log; null when it tells of something else.
 *
 *     … AS_REQ (8 etypes {…}) 127.0.0.1: PREAUTH_FAILED: alice@R for krbtgt/R@R, Preauthentication failed
 *     … TGS_REQ (8 etypes {…}) 127.0.0.1: ISSUE: authtime 1, etypes {…}, alice@R for sip/fe01@R
 */
export function readKdcLog(line: string): KdcDecision | null {
  const text = line.slice(0, LONGEST_LINE);
  const head = /\b(AS|TGS)_REQ \(\d+ etypes \{[^}]*\}\) [\d.:a-f]+: ([A-Z_ ]+): /.exec(text);
  if (head === null) return null;
  const words = text.slice(head.index + head[0].length).split(' ');
  const at = words.indexOf('for');
  const client = words[at - 1];
  const service = words[at + 1]?.replace(/,$/, '');
  if (at < 1 || client === undefined || service === undefined) return null;
  return { request: head[1] === 'AS' ? 'AS' : 'TGS', status: head[2] ?? '', client, service };
}
