import type { LogRecord } from '../../log-record.ts';
import { MORNING, Talk } from './talk.ts';

const LINES = [
  'QueryDNSSrv - DNS Name[_sip._tls.contoso.com]',
  'QueryDNSSrv - found sip.contoso.com:443 for _sip._tls.contoso.com',
  'QueryDNSSrv GetDnsResults query: _sipinternaltls._tcp.contoso.com failed 8007232a',
  'ResolveHostName - getaddrinfo(sip.contoso.com) 192.0.2.10',
  'ResolveHostName - getaddrinfo(sip.contoso.com) failed hr=80072af9',
  'CLyncAutoDiscovery: GET https://lyncdiscover.contoso.com/?sipuri=alice@contoso.com',
  'CLyncAutoDiscovery: HTTP 200, SipClientExternalAccess sip.contoso.com:443',
  'CLyncAutoDiscovery: failed, hr=80072f0d',
  'CLyncAutoDiscovery: HTTP 500 from somewhere',
  'SECURE_SOCKET: TLS negotiation complete with sip.contoso.com',
  'VerifyOnEnableEvent result return ONENABLE_FAIL_GENERAL status=0x80ef0194 diag code=0xfa5',
];
const LISTS =
  '<provisionGroupList xmlns="x"><provisionGroup name="ServerConfiguration"><a>b</a></provisionGroup></provisionGroupList>';

type Act = (talk: Talk) => unknown;

const ACTS: readonly Act[] = [
  (talk) => talk.challenged(),
  (talk) => talk.ntlm(),
  (talk) => talk.kerberos(),
  (talk) => talk.accepted(),
  (talk) => talk.refreshed(),
  (talk) => talk.register('NTLM response="1"', ['Expires: 0']),
  (talk) => talk.register('TLS-DSK gssapi-data="FgMBAG8BAABr"'),
  (talk) => talk.answer('301 Moved', ['Contact: <sip:pool02.contoso.com:5061;transport=tls>']),
  (talk) => talk.answer('302 Moved', ['Contact: *, <sip:sipdir.online.lync.com>']),
  (talk) =>
    talk.answer('407 Proxy Authentication Required', ['Proxy-Authenticate: NTLM realm="r", targetname="x"']),
  (talk) => talk.answer('503 Service Unavailable', ['ms-diagnostics: 1;reason="x"']),
  (talk) => talk.answer('100 Trying'),
  (talk) => talk.ask('SUBSCRIBE', ['Event: vnd-microsoft-provisioning-v2'], '<x/>'),
  (talk) => talk.ask('SERVICE', ['Content-Type: application/msrtc-media-relay-auth+xml'], '<request/>'),
  (talk) => talk.ask('INVITE', [], 'v=0\na=crypto:1 x'),
  (talk) =>
    talk.answer('200 OK', ['Event: vnd-microsoft-provisioning-v2', 'Content-Type: application/xml'], LISTS),
  (talk) => talk.notify(['Event: vnd-microsoft-roaming-contacts'], '<contactList deltaNum="1"/>'),
  (talk) =>
    talk.notify(
      ['Content-Type: text/registration-event', 'Event: registration-notify'],
      'deregistered;event=rejected',
    ),
  (talk) => talk.said('sent', ['POST https://web.contoso.com/WebTicket HTTP/1.1']),
  (talk) => talk.said('received', ['HTTP/1.1 200 OK', 'Content-Type: text/html']),
  ...LINES.map(
    (line): Act =>
      (talk) =>
        talk.line(line),
  ),
  (talk) => talk.said('received', ['SIP/2.0 2x0 what']),
  (talk) => talk.said('sent', ['no message at all', '']),
  (talk) => talk.wait(45_000),
  (talk) => talk.wait(3_600_000),
  (talk) => talk.wait(-3_600_000),
];

type Damage = (record: LogRecord, amount: number) => readonly LogRecord[];

/** What happens to logs on their way. */
const DAMAGES: readonly Damage[] = [
  () => [],
  (record) => [record, record],
  (record, length) => [
    record.kind === 'remark' ? record : { ...record, text: record.text.slice(0, length), isCut: true },
  ],
  (record) => [{ ...record, atMs: null }],
  (record) => [record.kind === 'remark' ? record : { ...record, local: null, peer: null }],
  (record) => [
    record.kind === 'remark'
      ? record
      : { ...record, direction: record.direction === 'sent' ? 'received' : 'sent' },
  ],
];

const SERVERS = ['192.0.2.10:5061', '192.0.2.20:443', 'pool02.contoso.com:5061'];
const CLIENTS = ['198.51.100.7:50001', '198.51.100.7:50002'];
const ADDRESSES = ['alice@contoso.com', 'bob@contoso.com', ''];
const TALKS = 3;

/** Records of some logs, whole and damaged, of several talks one behind the other. Every list of numbers gives some. */
export function recordsFrom(choices: readonly number[]): readonly LogRecord[] {
  const length = Math.ceil(choices.length / TALKS);
  return Array.from({ length: TALKS }, (_, n) =>
    talkFrom(choices.slice(n * length, (n + 1) * length)),
  ).flat();
}

function talkFrom([options = 0, damages = 0, ...acts]: readonly number[]): readonly LogRecord[] {
  const talk = new Talk({
    atMs: MORNING,
    server: oneOf(SERVERS, options),
    client: oneOf(CLIENTS, options >> 2),
    address: oneOf(ADDRESSES, options >> 3),
    ...(options % 5 === 0 ? { computer: 'FE01' } : {}),
  });
  for (const act of acts) oneOf(ACTS, act)(talk);
  // Every fourth log is whole.
  if (damages % 4 === 0) return talk.records;
  return talk.records.flatMap((record, n) => {
    const chance = (damages * 31 + n * 17) % 101;
    return chance < 70 ? [record] : oneOf(DAMAGES, chance)(record, (damages + n * 13) % 300);
  });
}

function oneOf<T>(list: readonly T[], choice: number): T {
  const found = list[choice % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
}
