import type { EventData, LoggedEvent } from '../../shared/events/catalogue.ts';
import type { Peer } from '../../shared/events/connection-events.ts';
import type { Header } from '../../shared/events/header.ts';
import { appendEvent } from '../../shared/events/testing/append-event.ts';
import { FRONT_END } from '../../shared/findings/testing/example-logs.ts';
import { challenged } from '../../shared/findings/testing/sign-in-logs.ts';
import { EVENT } from '../../shared/protocol/settings/requests.ts';

/** everyday: one sign-in, and a day of what follows it. registers: nothing but sign-ins that are refused. */
export type LongLogShape = 'everyday' | 'registers';

const PEER: Peer = { role: 'sip', host: FRONT_END.host, port: FRONT_END.port };
const FLOW = 'sip-long';
const STARTED_AT = 1_796_115_600_000;

/** A log as one comes out of a client's: so many SIP messages, half of them answers, with ten headers each. */
export function longLog(messages: number, shape: LongLogShape): readonly LoggedEvent[] {
  const builder = challenged();
  if (shape === 'everyday') {
    builder.choose('ntlm', [['ntlm', 'next-in-order']]).signInWithNtlm(FRONT_END);
    builder.settingsBegun();
  }
  const log: LoggedEvent[] = [...builder.log];
  const end = (log.at(-1)?.t ?? 0) + 10;
  for (let pair = 0; pair < messages / 2; pair++) {
    const t = end + pair * 100;
    if (shape === 'registers') addRegister(log, t, pair);
    else addPair(log, t, pair);
  }
  appendEvent(log, timeOf((log.at(-1)?.t ?? 0) + 5), 'run.finished', { reason: 'completed' });
  return log;
}

const ASKED = ['SUBSCRIBE', 'MESSAGE', 'INFO', 'SERVICE'] as const;
const BROUGHT = ['NOTIFY', 'BENOTIFY', 'OPTIONS'] as const;

function addPair(log: LoggedEvent[], t: number, number: number): void {
  const at = { step: 'settings', flow: FLOW } as const;
  const isBrought = number % 3 === 2;
  const method = isBrought ? pick(BROUGHT, number / 3) : pick(ASKED, number);
  const request = requestOf(method, number);
  if (!isBrought) {
    const cause = appendEvent(log, timeOf(t), 'sip.request.sent', request, at);
    const response = responseOf(200, 'OK', number, [], method);
    appendEvent(log, timeOf(t + 20), 'sip.response.received', response, { ...at, cause });
    return;
  }
  const cause = appendEvent(log, timeOf(t), 'sip.request.received', request, at);
  const { peer, status, reason, headers, sizeBytes } = responseOf(200, 'OK', number, [], method);
  const answer = { peer, status, reason, headers: [...headers], sizeBytes };
  appendEvent(log, timeOf(t + 1), 'sip.response.sent', answer, { ...at, cause });
}

/** NTLM in two REGISTERs behind the anonymous one, which the last answer refuses. */
function addRegister(log: LoggedEvent[], t: number, number: number): void {
  const at = { step: 'authentication', flow: FLOW } as const;
  const place = number % 3;
  const attempt = { purpose: 'sign-in', method: 'ntlm', expectedRegisters: 3 } as const;
  if (place === 1) {
    appendEvent(log, timeOf(t), 'authentication.attempt.started', { ...attempt, endpoint: FRONT_END }, at);
  }
  const credentials = [
    [],
    [['Authorization', 'NTLM qop="auth", realm="x", targetname="fe01", gssapi-data="", version=4']],
    [['Authorization', 'NTLM qop="auth", realm="x", targetname="fe01", gssapi-data="TlRM", version=4']],
  ] as const;
  const request = requestOf('REGISTER', number, credentials[place]);
  const cause = appendEvent(log, timeOf(t), 'sip.request.sent', request, at);
  const token = place === 1 ? ', gssapi-data="TlRMTVNTUAAC"' : '';
  const offer = ['WWW-Authenticate', `NTLM realm="x", targetname="fe01", version=4${token}`] as const;
  const response = responseOf(401, 'Unauthorized', number, [offer], 'REGISTER');
  appendEvent(log, timeOf(t + 20), 'sip.response.received', response, { ...at, cause });
  if (place === 2) {
    const ended = { ...attempt, outcome: 'rejected', status: 401, detail: null, registers: 3 } as const;
    appendEvent(log, timeOf(t + 21), 'authentication.attempt.ended', ended, at);
  }
}

function requestOf(
  method: string,
  number: number,
  more: readonly (readonly [string, string])[] = [],
): EventData<'sip.request.sent'> {
  const event = pick([EVENT.presence, EVENT.contacts, EVENT.self], number);
  return {
    peer: PEER,
    method,
    requestUri: 'sip:alice@contoso.test',
    headers: [
      ...commonHeaders(method, number),
      ['User-Agent', 'UCCAPI/16.0.4266.1001 OC/16.0.4266.1001 (Skype for Business)'],
      ['Event', event],
      ...more.map(([name, value]): Header => [name, value]),
    ],
    body: '',
    sizeBytes: 900,
  };
}

function responseOf(
  status: number,
  reason: string,
  number: number,
  more: readonly (readonly [string, string])[],
  method: string,
): EventData<'sip.response.received'> {
  return {
    peer: PEER,
    status,
    reason,
    headers: [
      ...commonHeaders(method, number),
      ['Server', 'RTC/6.0'],
      ['Date', 'Sun, 22 Nov 2026 12:00:00 GMT'],
      ...more.map(([name, value]): Header => [name, value]),
    ],
    body: '',
    sizeBytes: 700,
    tookMs: 20,
  };
}

function commonHeaders(method: string, number: number): Header[] {
  return [
    ['Via', 'SIP/2.0/TLS 192.0.2.77:50123;branch=z9hG4bK1;received=198.51.100.9;ms-received-port=50123'],
    ['Max-Forwards', '70'],
    ['From', `<sip:alice@contoso.test>;tag=${number.toString(16)};epid=0f1e2d3c4b`],
    ['To', '<sip:alice@contoso.test>;tag=5A0C'],
    ['Call-ID', `4c1d${number.toString(16)}`],
    ['CSeq', `${String(number + 1)} ${method}`],
    ['Contact', '<sip:alice@contoso.test;opaque=user:epid:Xf-4;gruu>'],
    ['Content-Length', '0'],
  ];
}

function pick<T>(list: readonly [T, ...T[]], number: number): T {
  return list[Math.floor(number) % list.length] ?? list[0];
}

function timeOf(t: number): { readonly t: number; readonly startedAtMs: number } {
  return { t, startedAtMs: STARTED_AT };
}
