import type { ObservedToken } from '../../events/token-events.ts';
import { readKrb5Token } from '../../protocol/kerberos/gss-token.ts';
import { observeNtlm } from '../../protocol/ntlm/describe.ts';
import { cipherSuiteName } from '../../protocol/tls/cipher-suites.ts';
import { HANDSHAKE } from '../../protocol/tls/handshake-types.ts';
import { readClientHello, readServerHello } from '../../protocol/tls/hello.ts';
import { protocolName } from '../../protocol/tls/raw-records.ts';
import { readFlight, type TlsFlight } from '../../protocol/tls/records.ts';
import { bytesOfBase64 } from '../../protocol/web-ticket/base64.ts';
import { DEFAULT_LIMITS } from '../../run/limits.ts';
import type { AuthMethod } from '../../run/ids.ts';

const MAX_SHOWN_SUITES = 128;

/**
 * Takes gssapi-data of a SIP message apart for people. Responses, keys and tickets in it are only counted; the certificates in a
 * flight of TLS are not read. Never throws: any text may stand in a log.
 */
export function observeTokenText(text: string, method: AuthMethod): ObservedToken {
  if (text.trim() === '') return { kind: 'empty' };
  const bytes = text.length > DEFAULT_LIMITS.tokenBytes * 2 ? null : bytesOfBase64(text);
  if (bytes === null) return { kind: 'unreadable', sizeBytes: text.length, problem: 'it is not base64' };
  switch (method) {
    case 'ntlm':
      return observeNtlm(bytes);
    case 'kerberos':
      return observeKerberos(bytes);
    case 'tls-dsk':
      return observeFlight(bytes);
  }
}

function observeKerberos(bytes: Uint8Array): ObservedToken {
  const sizeBytes = bytes.length;
  const message = readKrb5Token(bytes);
  if (message === null) return { kind: 'unreadable', sizeBytes, problem: 'it is not Kerberos' };
  const ticket = message.kind === 'ap-req' ? message.ticket : null;
  return {
    kind: 'kerberos',
    sizeBytes,
    mechanism: 'krb5',
    message: message.kind,
    realm: 'realm' in message ? message.realm : null,
    spn: 'spn' in message ? message.spn : null,
    ticketEnctype: ticket?.enctype ?? null,
    keyVersion: ticket?.keyVersion ?? null,
    error: message.kind === 'error' ? `${message.name ?? 'KRB-ERROR'} (${message.code ?? 'no code'})` : null,
    ticketBytes: ticket?.cipherBytes ?? 0,
  };
}

function observeFlight(bytes: Uint8Array): ObservedToken {
  const flight = readFlight(bytes);
  if (flight.records.length === 0) {
    return { kind: 'unreadable', sizeBytes: bytes.length, problem: flight.problem ?? 'it is not TLS' };
  }
  const hello = helloIn(flight);
  return {
    kind: 'tls',
    sizeBytes: bytes.length,
    records: flight.records.map((record) => ({ ...record, messages: [...record.messages] })),
    protocol: hello === null ? null : protocolName(hello.version),
    cipherSuites: (hello?.cipherSuites ?? []).slice(0, MAX_SHOWN_SUITES).map(cipherSuiteName),
    certificates: [],
    acceptedAuthorities: null,
    alert: flight.alert,
  };
}

function helloIn(
  flight: TlsFlight,
): { readonly version: number; readonly cipherSuites: readonly number[] } | null {
  const bodyOf = (type: number): Uint8Array | null =>
    flight.messages.find((message) => message.type === type)?.body ?? null;
  const client = bodyOf(HANDSHAKE.clientHello);
  if (client !== null) return readClientHello(client);
  const server = bodyOf(HANDSHAKE.serverHello);
  const hello = server === null ? null : readServerHello(server);
  return hello === null ? null : { version: hello.version, cipherSuites: [hello.cipherSuite] };
}
