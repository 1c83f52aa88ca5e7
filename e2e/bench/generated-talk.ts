/** What a log tells of: a message on the wire, or something that a program says of itself. */
export type Told =
  | { readonly kind: 'message'; readonly byClient: boolean; readonly text: string }
  | { readonly kind: 'trace'; readonly text: string; readonly isAmongMessage: boolean };

/** Exchanges behind a sign-in. */
const EXCHANGES = 200;
const TRACES = 10;
/** Every so many messages, another thread writes into the middle of one. */
const MINGLED = 20;
const TARGET = 'realm="SIP Communications Service", targetname="fe01.contoso.com", version=4';
const CHALLENGE = `TlRMTVNTUAACAAAA${'AAAAADgAAAA1gpjiESIzRFVmd4gAAAAA'.repeat(6)}`;
const PROOF = `TlRMTVNTUAADAAAA${'GAAYAIoAAAAsASwBogAAABYAFgBYAAAA'.repeat(12)}`;
const SIGNED = 'rspauth="0100000000000000B4C5D6E764000000", srand="FBDE6CDC", snum="1", opaque="C3A53274"';

/** A day of one user: the search for a server, a sign-in by NTLM, and what a client and its server say to each other after it. */
export function* dayOf(user: number, day: number): Generator<Told> {
  const name = `user${user}@contoso.com`;
  for (const text of SEARCH) yield { kind: 'trace', text, isAmongMessage: false };
  const dialog = { name, callId: `7d0f1c2e8b9a4f5d${hex(day)}`, tag: hex(day * 7) };
  const [challenged, answered] = [
    'NTLM qop="auth", gssapi-data="", ',
    `NTLM qop="auth", gssapi-data="${PROOF}", `,
  ];
  const offer = [`WWW-Authenticate: NTLM ${TARGET}`, `WWW-Authenticate: TLS-DSK ${TARGET}`];
  const legs = [
    { proof: [], status: '401 Unauthorized', answer: offer },
    {
      proof: [`Authorization: ${challenged}${TARGET}`],
      status: '401 Unauthorized',
      answer: [`WWW-Authenticate: NTLM opaque="C3A53274", gssapi-data="${CHALLENGE}", ${TARGET}`],
    },
    {
      proof: [`Authorization: ${answered}${TARGET}`],
      status: '200 OK',
      answer: [`Authentication-Info: NTLM qop="auth", ${SIGNED}, ${TARGET}`, 'Expires: 7200'],
    },
  ];
  for (const [index, { proof, status, answer }] of legs.entries()) {
    const cseq = `${index + 1} REGISTER`;
    yield sent('REGISTER sip:contoso.com', dialog, cseq, [...CLIENT, 'Event: registration', ...proof]);
    yield received(`SIP/2.0 ${status}`, dialog, cseq, answer);
  }
  const settings = { name, callId: `91aa03a9b7b981a8${hex(day)}`, tag: hex(day * 11) };
  yield sent(`SUBSCRIBE sip:${name}`, settings, '1 SUBSCRIBE', [...CLIENT, PROVISIONING], contacts(2));
  yield received('SIP/2.0 200 OK', settings, '1 SUBSCRIBE', [PROVISIONING], SETTINGS);
  for (let index = 0; index < EXCHANGES; index += 1) yield* exchange(name, day, index);
}

function* exchange(name: string, day: number, index: number): Generator<Told> {
  for (let line = 0; line < TRACES; line += 1) {
    yield { kind: 'trace', text: traceOf(day * 31 + index * TRACES + line), isAmongMessage: false };
  }
  const dialog = { name, callId: `58ef03a9b7b981a8${hex(day)}${hex(index)}`, tag: hex(index) };
  const proof = `Authorization: NTLM qop="auth", response="0100000000000000B4C5D6E764000000", crand="8daa3eea", cnum="1", opaque="C3A53274", ${TARGET}`;
  const info = `Authentication-Info: NTLM qop="auth", ${SIGNED}, ${TARGET}`;
  if (index % MINGLED === 0) yield { kind: 'trace', text: traceOf(index), isAmongMessage: true };
  switch (index % 5) {
    case 0:
    case 1:
      yield received(
        `BENOTIFY sip:198.51.100.77:50112`,
        dialog,
        `${index} BENOTIFY`,
        [info],
        presence(index),
      );
      return;
    case 2:
      yield sent(`SUBSCRIBE sip:${name}`, dialog, '1 SUBSCRIBE', [...CLIENT, proof], contacts(index % 9));
      yield received('SIP/2.0 200 OK', dialog, '1 SUBSCRIBE', [info], presence(index));
      return;
    case 3:
      yield sent(`SERVICE sip:${name}`, dialog, '1 SERVICE', [...CLIENT, proof], contacts(3));
      yield received('SIP/2.0 200 OK', dialog, '1 SERVICE', [info], presence(2));
      return;
    default:
      yield sent('INFO sip:bo@contoso.com', dialog, `${index} INFO`, [...CLIENT, proof], KEYBOARD);
      yield received('SIP/2.0 200 OK', dialog, `${index} INFO`, [info]);
  }
}

interface Dialog {
  readonly name: string;
  readonly callId: string;
  readonly tag: string;
}

const CLIENT = [
  'Contact: <sip:198.51.100.77:50112;transport=tls;ms-opaque=4f1a2b3c4d>;methods="INVITE, MESSAGE, INFO, OPTIONS, BYE, CANCEL, NOTIFY, ACK, REFER, BENOTIFY";proxy=replace',
  'User-Agent: UCCAPI/16.0.5266.1000 OC/16.0.5266.1000 (Skype for Business)',
  'Supported: gruu-10, adhoclist, msrtc-event-categories',
  'ms-keep-alive: UAC;hop-hop=yes',
];
const PROVISIONING = 'Event: vnd-microsoft-provisioning-v2';
const SETTINGS =
  '<provisionGroupList xmlns="http://schemas.microsoft.com/2006/09/sip/provisiongrouplist-notification"><provisionGroup name="ServerConfiguration"><ucMaxVideoRateAllowed>hd720p</ucMaxVideoRateAllowed></provisionGroup></provisionGroupList>';
const KEYBOARD =
  '<?xml version="1.0"?><KeyboardActivity><status status="type"/></KeyboardActivity>\n<!-- typing -->\n';

function sent(line: string, dialog: Dialog, cseq: string, more: readonly string[], body = ''): Told {
  return message(true, `${line} SIP/2.0`, dialog, cseq, ['Max-Forwards: 70', ...more], body);
}

/** A request or an answer of the server. */
function received(line: string, dialog: Dialog, cseq: string, more: readonly string[], body = ''): Told {
  const startLine = line.startsWith('SIP/') ? line : `${line} SIP/2.0`;
  return message(false, startLine, dialog, cseq, ['Server: RTC/7.0', ...more], body);
}

function message(
  byClient: boolean,
  startLine: string,
  { name, callId, tag }: Dialog,
  cseq: string,
  more: readonly string[],
  body: string,
): Told {
  const headers = [
    'Via: SIP/2.0/TLS 198.51.100.77:50112;received=203.0.113.25;ms-received-port=50112;ms-received-cid=5D3F00',
    `From: <sip:${name}>;tag=${tag};epid=0a1b2c3d4e`,
    `To: <sip:${name}>;tag=C93A4CFECC8AAA85515AA5640318FDB0`,
    `Call-ID: ${callId}`,
    `CSeq: ${cseq}`,
    ...more,
    ...(body === '' ? [] : ['Content-Type: application/msrtc-event-categories+xml']),
    // Every line end counts for two, as it does on the wire.
    `Content-Length: ${body.length + body.split('\n').length - 1}`,
  ];
  return { kind: 'message', byClient, text: `${[startLine, ...headers].join('\n')}\n\n${body}` };
}

/** As long as those of servers are: a line of some KB. */
function presence(index: number): string {
  const one = `<category name="state" instance="1" publishTime="2026-03-09T08:14:${10 + (index % 50)}.573" container="2" version="1" expireType="endpoint"><state xsi:type="aggregateState" lastActive="2026-03-09T08:14:02" xmlns="http://schemas.microsoft.com/2006/09/sip/state"><availability>3500</availability></state></category>`;
  return `<categories xmlns="http://schemas.microsoft.com/2006/09/sip/categories" uri="sip:bo@contoso.com">${one.repeat(1 + (index % 14))}</categories>`;
}

/** With lines of its own. */
function contacts(count: number): string {
  const one = '<adhocList>\n<resource uri="sip:chris.green@contoso.com"/>\n</adhocList>\n';
  return `<batchSub xmlns="http://schemas.microsoft.com/2006/01/sip/batch-subscribe">\n${one.repeat(count)}</batchSub>\n`;
}

const SEARCH = [
  'QueryDNSSrv - DNS Name[_sipinternaltls._tcp.contoso.com]',
  'QueryDNSSrv GetDnsResults query: _sipinternaltls._tcp.contoso.com failed 8007232b',
  'QueryDNSSrv - DNS Name[_sip._tls.contoso.com]',
  'QueryDNSSrv - found sip.contoso.com:443 for _sip._tls.contoso.com',
  'ResolveHostName - getaddrinfo(sip.contoso.com) 203.0.113.10',
  'SECURE_SOCKET: TLS negotiation complete with sip.contoso.com',
];
const TRACED = [
  'CUccPresenceCategory::OnUpdate - [0x0A1B2C3D] state of instance {n} is unchanged, container 2, version 14',
  'CTimer::Fire - timer {n} of the dialog has run out after 31998 ms, next one in 32000 ms',
  'CSIPTransport::ProcessQueue - {n} requests wait, none of them for longer than 100 ms; the queue is not blocked',
  'CUccSubscription::OnNotify - [0x0A1B2C3D] processing state changes for the endpoint {n}',
  'GetBestManagedCredentialByType: Attempting to get managed cred type {n}',
  'CUccContactManager::FindContact - group {n} holds no contact with this address, looking in the directory cache',
];

function traceOf(number: number): string {
  return (TRACED[number % TRACED.length] ?? '').replace('{n}', String(number % 977));
}

function hex(number: number): string {
  return number.toString(16).padStart(6, '0');
}
