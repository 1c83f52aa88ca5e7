import type { EventData } from '../../events/catalogue.ts';
import type { OfferedMethod } from '../../protocol/sip/offered-schemes.ts';

/** As Microsoft's own tools spell them. */
export const METHOD_NAMES: Readonly<Record<OfferedMethod, string>> = {
  kerberos: 'Kerberos',
  ntlm: 'NTLM',
  'tls-dsk': 'TLS-DSK',
  digest: 'Digest',
  other: 'another method',
};

type TransactionFailure = EventData<'sip.transaction.failed'>['failure'];

export const TRANSACTION_FAILURE_LABELS: Readonly<Record<TransactionFailure, string>> = {
  timeout: 'no answer',
  closed: 'connection closed',
  reset: 'connection reset',
  cancelled: 'cancelled',
};

type LooksLike = EventData<'sip.message.rejected'>['looksLike'];

export const LOOKS_LIKE_LABELS: Readonly<Record<LooksLike, string>> = {
  http: 'not SIP: a web server',
  'plain-text': 'not SIP: plain text',
  binary: 'not SIP: binary data',
  sip: 'malformed SIP',
};
