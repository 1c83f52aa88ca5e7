import type { EventData, LoggedEventOf } from '../../events/catalogue.ts';
import type { AvPair, ObservedToken, TlsRecord } from '../../events/token-events.ts';
import { dateTime } from '../../lib/date.ts';
import { counted } from '../../lib/listing.ts';
import { visible } from '../../lib/text.ts';
import { CARRIER_NAMES } from '../describe/authentication.ts';
import { ntlmFlagMeaning } from '../describe/ntlm.ts';
import type { DetailField, DetailSection } from '../details-model.ts';
import { certificateSection } from './certificate-details.ts';
import { field, fields } from './fields.ts';

/** A token inside of a message, taken apart; of what is secret in it only the size is told. */
export function tokenSections({
  data,
}: LoggedEventOf<'authentication.token.observed'>): readonly DetailSection[] {
  const { token } = data;
  switch (token.kind) {
    case 'empty':
      return [
        fields(title(data, 'token'), [field('Token', 'empty', 'Invites the server to send its challenge.')]),
      ];
    case 'ntlm-negotiate':
      return [
        fields(title(data, 'NTLM NEGOTIATE'), [size(token), systemField(token.version)]),
        flagTable(token.flags),
      ];
    case 'ntlm-challenge':
      return [
        fields(title(data, 'NTLM CHALLENGE'), [
          size(token),
          token.targetName === null ? null : field('Target', token.targetName),
          systemField(token.version),
          token.timestampMs === null
            ? null
            : field('Server’s clock', dateTime(token.timestampMs), 'Exact, as the server wrote it.'),
        ]),
        ...avPairTable(token.targetInfo),
        flagTable(token.flags),
      ];
    case 'ntlm-authenticate':
      return [
        fields(title(data, 'NTLM AUTHENTICATE'), [
          size(token),
          field('User', token.user),
          field('Domain', token.domain === '' ? 'none, it is in the user name' : token.domain),
          field('Workstation', token.workstation === '' ? 'not told' : token.workstation),
          systemField(token.version),
          field(
            'NT response',
            withheld(token.ntResponseBytes),
            token.ntlmVersion === null ? null : `NTLMv${token.ntlmVersion}`,
          ),
          field('LM response', token.lmResponseBytes === 0 ? 'none' : withheld(token.lmResponseBytes)),
          field('Session key', token.sessionKeyBytes === 0 ? 'none' : withheld(token.sessionKeyBytes)),
          field(
            'Integrity code',
            token.micBytes === 0 ? 'none' : withheld(token.micBytes),
            'Covers all messages of the exchange.',
          ),
        ]),
        ...avPairTable(token.targetInfo),
        flagTable(token.flags),
      ];
    case 'tls':
      return tlsSections(data, token);
    case 'kerberos':
      return [fields(title(data, KERBEROS_MESSAGES[token.message]), kerberosFields(token))];
    case 'unreadable':
      return [
        fields(title(data, 'token'), [size(token), field('Readable', 'no', visible(token.problem), 'bad')]),
      ];
  }
}

type Observed = EventData<'authentication.token.observed'>;
type TokenOf<K extends ObservedToken['kind']> = Extract<ObservedToken, { kind: K }>;

function title({ direction, carrier }: Observed, what: string): string {
  return `${what}, ${direction} over ${CARRIER_NAMES[carrier]}`;
}

function size({ sizeBytes }: { readonly sizeBytes: number }): DetailField {
  return field('Size', counted(sizeBytes, 'byte'));
}

function withheld(bytes: number): string {
  return `withheld, ${counted(bytes, 'byte')}`;
}

function systemField(version: string | null): DetailField | null {
  return version === null ? null : field('Operating system', version);
}

function flagTable(flags: readonly string[]): DetailSection {
  return {
    kind: 'table',
    title: 'NTLM flags',
    columns: ['Flag', 'Meaning'],
    rows: flags.map((flag) => [visible(flag, 80), ntlmFlagMeaning(flag)]),
  };
}

function avPairTable(pairs: readonly AvPair[]): readonly DetailSection[] {
  if (pairs.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Target information (AV pairs)',
      columns: ['Id', 'Name', 'Value'],
      rows: pairs.map(({ id, name, value }) => [String(id), visible(name, 80), visible(value, 400)]),
    },
  ];
}

function tlsSections(data: Observed, token: TokenOf<'tls'>): readonly DetailSection[] {
  const isOffer = token.cipherSuites.length > 1;
  const head = fields(title(data, 'TLS records'), [
    size(token),
    token.protocol === null ? null : field('Protocol', token.protocol),
    token.cipherSuites.length === 0
      ? null
      : field(isOffer ? 'Cipher suites offered' : 'Cipher suite', token.cipherSuites.join(', ')),
    token.acceptedAuthorities === null
      ? null
      : field(
          'Asks for a certificate of',
          token.acceptedAuthorities.length === 0 ? 'any issuer' : token.acceptedAuthorities.join('; '),
        ),
    token.alert === null ? null : field('Alert', token.alert, 'The handshake is broken off.', 'bad'),
  ]);
  const records: DetailSection = {
    kind: 'table',
    title: 'Records',
    columns: ['Type', 'Version', 'Bytes', 'Messages'],
    rows: token.records.map(recordRow),
  };
  if (token.certificates.length === 0) return [head, records];
  const isOurs = data.direction === 'sent';
  const chain = certificateSection(token.certificates, null);
  return [
    head,
    records,
    {
      ...chain,
      title: isOurs ? 'Client certificate' : 'Certificates inside the handshake',
      note: isOurs
        ? 'Shown to the server in place of the password.'
        : 'Shown inside of SIP; it need not be the one of the connection.',
      chain: chain.chain.map((node) =>
        isOurs && node.role === 'server' ? { ...node, role: 'client' } : node,
      ),
    },
  ];
}

function recordRow({ type, version, lengthBytes, messages }: TlsRecord): readonly string[] {
  return [
    visible(type, 60),
    visible(version, 30),
    String(lengthBytes),
    messages.map((message) => visible(message, 60)).join(', '),
  ];
}

const KERBEROS_MESSAGES: Readonly<Record<TokenOf<'kerberos'>['message'], string>> = {
  'ap-req': 'Kerberos AP-REQ',
  'ap-rep': 'Kerberos AP-REP',
  error: 'Kerberos KRB-ERROR',
  other: 'Kerberos token',
};

function kerberosFields(token: TokenOf<'kerberos'>): readonly (DetailField | null)[] {
  return [
    size(token),
    field(
      'Mechanism',
      token.mechanism === 'krb5' ? 'Kerberos 5' : 'SPNEGO',
      token.mechanism === 'krb5' ? 'Bare, as SIP wants it.' : 'Wrapped for negotiation, as in HTTP.',
    ),
    token.realm === null ? null : field('Realm', token.realm),
    token.spn === null ? null : field('Service (SPN)', token.spn),
    token.ticketEnctype === null ? null : field('Ticket’s encryption', token.ticketEnctype),
    token.keyVersion === null ? null : field('Key version', String(token.keyVersion)),
    token.ticketBytes === 0 ? null : field('Ticket', withheld(token.ticketBytes)),
    token.error === null ? null : field('Error', token.error, null, 'bad'),
  ];
}
