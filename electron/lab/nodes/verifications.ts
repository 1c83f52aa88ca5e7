import { firstHeader, type SipRequest } from '../../../shared/protocol/sip/message.ts';
import type { Verification } from '../lab.ts';
import type { KeyedScheme } from './registrar.ts';
import type { SecurityAssociation } from './security-association.ts';
import type { Heard } from './server-requests.ts';

/** Tells the ledger what was verified. */
export type NoteVerification = (verified: Verification, ok: boolean, remark: string) => void;

const SIGNATURES = {
  NTLM: 'ntlm-signature',
  Kerberos: 'kerberos-signature',
  'TLS-DSK': 'tls-dsk-signature',
} as const satisfies Record<KeyedScheme, Verification>;

/** What a verified signature of this association is called. */
export function signatureOf({ terms }: SecurityAssociation): Verification {
  return SIGNATURES[terms.scheme];
}

/** An answer to a request of the server: a NOTIFY wants 200, a BENOTIFY none at all ([MS-SIP] 3.4.4). */
export function noteHeard({ association, method, signature, status }: Heard, note: NoteVerification): void {
  if (signature !== null) {
    const remark = signature.ok ? `of the answer to ${method}` : signature.why;
    note(signatureOf(association), signature.ok, remark);
  }
  if (method === 'BENOTIFY') note('benotify-silence', false, `answered with ${status}`);
  else note('notify-answer', status === 200 && signature?.ok !== false, String(status));
}

export function noteSilence(unanswered: readonly SipRequest[], note: NoteVerification): void {
  for (const request of unanswered) {
    note('benotify-silence', true, `after ${firstHeader(request, 'Event') ?? 'one'}`);
  }
}
