import type { ObservedToken } from '../../../shared/events/token-events.ts';
import { readCertificateRequest, readCertificates } from '../../../shared/protocol/tls/certificates.ts';
import { cipherSuiteName } from '../../../shared/protocol/tls/cipher-suites.ts';
import { HANDSHAKE } from '../../../shared/protocol/tls/handshake-types.ts';
import { readClientHello, readServerHello } from '../../../shared/protocol/tls/hello.ts';
import { protocolName } from '../../../shared/protocol/tls/raw-records.ts';
import { readFlight, type TlsFlight } from '../../../shared/protocol/tls/records.ts';
import { describeCertificate, readX509 } from '../transport/x509-certificate.ts';
import { readElement } from '../../../shared/protocol/asn1/der.ts';
import { readName } from '../transport/x509-names.ts';

const MAX_SHOWN_SUITES = 128;
const MAX_SHOWN_AUTHORITIES = 64;
const TLS_1_2 = 0x0303;

/** A flight of TLS that travels in gssapi-data. */
export function observeTls(bytes: Uint8Array): ObservedToken {
  const flight = readFlight(bytes);
  if (flight.records.length === 0) {
    return { kind: 'unreadable', sizeBytes: bytes.length, problem: flight.problem ?? 'not TLS' };
  }
  const hello = helloIn(flight);
  const certificates = bodyOf(flight, HANDSHAKE.certificate);
  return {
    kind: 'tls',
    sizeBytes: bytes.length,
    records: flight.records.map((record) => ({ ...record, messages: [...record.messages] })),
    protocol: hello === null ? null : protocolName(hello.version),
    cipherSuites: (hello?.cipherSuites ?? []).slice(0, MAX_SHOWN_SUITES).map(cipherSuiteName),
    certificates: (certificates === null ? [] : (readCertificates(certificates)?.certificates ?? [])).map(
      (der) => describeCertificate(readX509(der)),
    ),
    acceptedAuthorities: authoritiesIn(flight, hello?.version ?? TLS_1_2),
    alert: flight.alert,
  };
}

function helloIn(flight: TlsFlight): { version: number; cipherSuites: readonly number[] } | null {
  const client = bodyOf(flight, HANDSHAKE.clientHello);
  if (client !== null) return readClientHello(client);
  const server = bodyOf(flight, HANDSHAKE.serverHello);
  const hello = server === null ? null : readServerHello(server);
  return hello === null ? null : { version: hello.version, cipherSuites: [hello.cipherSuite] };
}

function authoritiesIn(flight: TlsFlight, version: number): string[] | null {
  const body = bodyOf(flight, HANDSHAKE.certificateRequest);
  if (body === null) return null;
  const request = readCertificateRequest(body, version);
  return (request?.authorities ?? []).slice(0, MAX_SHOWN_AUTHORITIES).map(nameOf);
}

function nameOf(der: Uint8Array): string {
  const element = readElement(der, 0);
  return element === null ? '(a name that cannot be read)' : readName(der, element).text;
}

function bodyOf(flight: TlsFlight, type: number): Uint8Array | null {
  return flight.messages.find((message) => message.type === type)?.body ?? null;
}
