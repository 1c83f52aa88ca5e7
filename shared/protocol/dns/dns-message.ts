import type { DnsRecord } from '../../events/dns-events.ts';

/** RFC 1035 4.1.1, of an answer: what a client needs to match and to judge it. */
export interface DnsMessage {
  readonly id: number;
  readonly isResponse: boolean;
  readonly opcode: number;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionAvailable: boolean;
  readonly rcode: number;
  readonly questions: readonly DnsQuestion[];
  readonly answers: readonly DnsRecord[];
  /** Records of the answer section as its header announces them; more than answers if the limit cut some off. */
  readonly announcedAnswers: number;
}

export interface DnsQuestion {
  readonly name: string;
  readonly type: number;
  readonly class: number;
}

export const DNS_TYPE = { A: 1, CNAME: 5, AAAA: 28, SRV: 33 } as const;
export const DNS_CLASS_IN = 1;

const RCODES = [
  'NOERROR',
  'FORMERR',
  'SERVFAIL',
  'NXDOMAIN',
  'NOTIMP',
  'REFUSED',
  'YXDOMAIN',
  'YXRRSET',
  'NXRRSET',
  'NOTAUTH',
  'NOTZONE',
];

/** The registry's name of a response code, or RCODE<n>. */
export function rcodeName(rcode: number): string {
  return RCODES[rcode] ?? `RCODE${rcode}`;
}
