import type { ObservedToken } from '../../../shared/events/token-events.ts';
import { observeNtlm } from '../../../shared/protocol/ntlm/describe.ts';
import {
  MECHANISM,
  mechanismName,
  readGssFrame,
  readKrb5Token,
} from '../../../shared/protocol/kerberos/gss-token.ts';
import type { Krb5Message } from '../../../shared/protocol/kerberos/krb5-message.ts';
import { readSpnegoToken, type SpnegoToken } from '../../../shared/protocol/kerberos/spnego.ts';

type Mechanism = 'krb5' | 'spnego';

const NTLM_SIGNATURE = 'NTLMSSP\0';

/** A token of Kerberos or of a negotiation; a negotiation that carries NTLM is shown as NTLM. */
export function observeGss(bytes: Uint8Array): ObservedToken {
  const sizeBytes = bytes.length;
  if (isNtlm(bytes)) return observeNtlm(bytes);
  const negotiation = readSpnegoToken(bytes);
  if (negotiation !== null) return observeSpnego(negotiation, sizeBytes);
  const message = readKrb5Token(bytes);
  if (message !== null) return observeKrb5(message, 'krb5', sizeBytes);
  const frame = readGssFrame(bytes);
  const problem =
    frame === null ? 'neither Kerberos, SPNEGO nor NTLM' : `a token of ${mechanismName(frame.mechanism)}`;
  return { kind: 'unreadable', sizeBytes, problem };
}

function observeSpnego(token: SpnegoToken, sizeBytes: number): ObservedToken {
  const { inner } = token;
  if (inner === null) return observeKrb5({ kind: 'other' }, 'spnego', sizeBytes);
  if (isNtlm(inner)) return observeNtlm(inner);
  const message = readKrb5Token(inner);
  if (message !== null) return observeKrb5(message, 'spnego', sizeBytes);
  const mechanism = token.kind === 'init' ? token.mechanisms[0] : token.mechanism;
  if (mechanism === MECHANISM.ntlm) return observeNtlm(inner);
  const name =
    mechanism === undefined || mechanism === null ? 'no known mechanism' : mechanismName(mechanism);
  return { kind: 'unreadable', sizeBytes, problem: `SPNEGO with a token of ${name}` };
}

function observeKrb5(message: Krb5Message, mechanism: Mechanism, sizeBytes: number): ObservedToken {
  const nothing = {
    realm: null,
    spn: null,
    ticketEnctype: null,
    keyVersion: null,
    error: null,
    ticketBytes: 0,
  };
  const common = { kind: 'kerberos', sizeBytes, mechanism, message: message.kind, ...nothing } as const;
  switch (message.kind) {
    case 'ap-req':
      return {
        ...common,
        realm: message.realm,
        spn: message.spn,
        ticketEnctype: message.ticket.enctype,
        keyVersion: message.ticket.keyVersion,
        ticketBytes: message.ticket.cipherBytes,
      };
    case 'error':
      return { ...common, realm: message.realm, spn: message.spn, error: errorText(message) };
    case 'ap-rep':
    case 'other':
      return common;
  }
}

/** KRB_AP_ERR_SKEW (37): what the sender adds. */
function errorText({ code, name, text }: Extract<Krb5Message, { kind: 'error' }>): string {
  const what = code === null ? 'KRB-ERROR without a code' : `${name ?? ''} (${code})`;
  return text === null || text === '' ? what : `${what}: ${text}`;
}

function isNtlm(bytes: Uint8Array): boolean {
  return Array.from(NTLM_SIGNATURE).every((character, index) => bytes[index] === character.charCodeAt(0));
}
