import type { EventData } from '../../events/catalogue.ts';
import type { AttemptOutcome, AttemptPurpose, MethodReason } from '../../events/authentication-events.ts';
import type { ObservedToken } from '../../events/token-events.ts';
import type { AuthMethod } from '../../run/ids.ts';
import { STARTED_AT, type LogWriter } from './log-writer.ts';
import { POOL, POOL_PEER } from './sample-logs.ts';

export const FRONT_END = 'fe01.contoso.test';
const REALM = 'SIP Communications Service';
export const AT = { step: 'authentication', flow: 'tcp-2' } as const;
const EXPECTED: Readonly<Record<AuthMethod, number>> = { kerberos: 2, ntlm: 3, 'tls-dsk': 4 };
const SCHEMES: Readonly<Record<AuthMethod, string>> = {
  kerberos: 'Kerberos',
  ntlm: 'NTLM',
  'tls-dsk': 'TLS-DSK',
};

export const SUBMITTED: EventData<'authentication.password.submitted'> = {
  carrier: 'sip',
  to: FRONT_END,
  user: 'CONTOSO\\alice',
};

export function choose(
  writer: LogWriter,
  t: number,
  purpose: AttemptPurpose,
  method: AuthMethod | null,
  reason: MethodReason,
  ruledOut: Partial<Record<AuthMethod, MethodReason>>,
): void {
  const candidates = (['kerberos', 'ntlm', 'tls-dsk'] as const).map((one) => {
    const against = ruledOut[one];
    if (one === method) return { method: one, standing: 'chosen' as const, reason, detail: null };
    return against === undefined
      ? { method: one, standing: 'possible' as const, reason: 'earlier-method-used' as const, detail: null }
      : { method: one, standing: 'ruled-out' as const, reason: against, detail: null };
  });
  const expectedRegisters = method === null ? null : EXPECTED[method];
  writer.at(
    t,
    'authentication.method.chosen',
    { purpose, method, reason, candidates, expectedRegisters },
    { step: 'authentication' },
  );
}

export function begin(writer: LogWriter, t: number, purpose: AttemptPurpose, method: AuthMethod): void {
  writer.at(
    t,
    'authentication.attempt.started',
    { purpose, method, endpoint: POOL, expectedRegisters: EXPECTED[method] },
    AT,
  );
}

export function end(
  writer: LogWriter,
  t: number,
  purpose: AttemptPurpose,
  method: AuthMethod,
  outcome: AttemptOutcome,
  registers: number,
  status: number | null,
): void {
  const expectedRegisters = purpose === 'preview' ? null : EXPECTED[method];
  writer.at(
    t,
    'authentication.attempt.ended',
    { purpose, method, outcome, status, detail: null, registers, expectedRegisters },
    AT,
  );
}

/** REGISTER 2 of NTLM with the server's challenge. */
export function askNtlm(writer: LogWriter, t: number): void {
  const sent = request(writer, t, 2, `NTLM qop="auth", realm="${REALM}", gssapi-data="", version=4`);
  const answered = respond(writer, t + 20, sent, 401, [
    [
      'WWW-Authenticate',
      `NTLM opaque="85185AE4", gssapi-data="TlRMTVNTUAACAAAA", targetname="${FRONT_END}", realm="${REALM}", version=4`,
    ],
  ]);
  observe(writer, t + 20, answered, 'received', {
    kind: 'ntlm-challenge',
    sizeBytes: 230,
    flags: ['NTLMSSP_NEGOTIATE_UNICODE', 'NTLMSSP_NEGOTIATE_DATAGRAM', '0x00000100'],
    targetName: 'CONTOSO',
    version: '10.0 (17763)',
    targetInfo: [{ id: 3, name: 'MsvAvDnsComputerName', value: FRONT_END }],
    timestampMs: STARTED_AT + t,
  });
}

/** REGISTER 3 of NTLM. */
export function answerNtlm(writer: LogWriter, t: number): number {
  const sent = request(
    writer,
    t,
    3,
    `NTLM qop="auth", realm="${REALM}", opaque="85185AE4", targetname="${FRONT_END}", version=4, gssapi-data="[withheld, 450 bytes]", crand="13317733", cnum="1", response="0100000029618e9651b65a7764000000"`,
  );
  observe(writer, t, sent, 'sent', {
    kind: 'ntlm-authenticate',
    sizeBytes: 450,
    flags: ['NTLMSSP_NEGOTIATE_UNICODE'],
    domain: 'CONTOSO',
    user: 'alice',
    workstation: '',
    version: null,
    lmResponseBytes: 24,
    ntResponseBytes: 258,
    ntlmVersion: 2,
    sessionKeyBytes: 16,
    micBytes: 0,
    targetInfo: [],
  });
  return sent;
}

/** The 200 with its signature, and what the engine concludes. */
export function succeed(
  writer: LogWriter,
  t: number,
  method: AuthMethod,
  sent: number,
  registers: number,
  signature: Partial<EventData<'authentication.signature.checked'>> = {},
): void {
  const answered = respond(writer, t, sent, 200, [
    [
      'Authentication-Info',
      `${SCHEMES[method]} rspauth="01000000E615438A917661BE64000000", srand="9616454F", snum="1", opaque="85185AE4", qop="auth", targetname="${FRONT_END}", realm="${REALM}", version=4`,
    ],
    ['Server', 'RTC/7.0'],
    ['Expires', '7200'],
  ]);
  const checked = {
    peer: POOL_PEER,
    method,
    valid: true,
    problem: null,
    macBytes: 16,
    expectedMacBytes: 16,
    snum: '1',
    ...signature,
  };
  const at = { ...AT, cause: answered };
  writer.at(t, 'authentication.signature.checked', checked, at);
  if (writer.log.some(({ kind }) => kind === 'authentication.password.submitted')) {
    const judged = { verdict: 'accepted', carrier: 'sip', by: FRONT_END } as const;
    writer.at(t, 'authentication.password.judged', judged, AT);
  }
  end(writer, t, 'sign-in', method, checked.valid ? 'signed-in' : 'signature-invalid', registers, 200);
  if (checked.valid) {
    writer.at(
      t,
      'authentication.registered',
      {
        method,
        registers,
        expectedRegisters: EXPECTED[method],
        expiresSec: 7_200,
        server: 'RTC/7.0',
        presenceState: null,
        otherEndpoints: 1,
      },
      at,
    );
  }
  writer.at(t + 1, 'step.finished', { step: 'authentication' }, { step: 'authentication' });
}

export function withdraw(writer: LogWriter, t: number): void {
  const sent = request(writer, t, 4, 'NTLM qop="auth", opaque="85185AE4", cnum="2", response="02"', '0');
  const answered = respond(writer, t + 20, sent, 200, []);
  writer.at(t + 20, 'authentication.withdrawn', { status: 200 }, { ...AT, cause: answered });
}

export function establish(writer: LogWriter, t: number, method: AuthMethod): void {
  writer.at(
    t,
    'authentication.association.established',
    {
      method,
      peer: POOL_PEER,
      realm: REALM,
      targetname: method === 'kerberos' ? `sip/${FRONT_END}` : FRONT_END,
      version: 4,
      opaque: '85185AE4',
      strength: 'NTLMv2, 128 bits',
    },
    AT,
  );
}

export function request(
  writer: LogWriter,
  t: number,
  cseq: number,
  authorization: string | null,
  expires: string | null = null,
): number {
  return writer.at(
    t,
    'sip.request.sent',
    {
      peer: POOL_PEER,
      method: 'REGISTER',
      requestUri: 'sip:contoso.test',
      headers: [
        ['CSeq', `${cseq} REGISTER`],
        ...(authorization === null ? [] : [['Authorization', authorization] as [string, string]]),
        ...(expires === null ? [] : [['Expires', expires] as [string, string]]),
      ],
      body: '',
      sizeBytes: 900,
    },
    AT,
  );
}

export function respond(
  writer: LogWriter,
  t: number,
  cause: number,
  status: number,
  headers: [string, string][],
): number {
  const reason = status === 200 ? 'OK' : status === 401 ? 'Unauthorized' : 'Error';
  return writer.at(
    t,
    'sip.response.received',
    { peer: POOL_PEER, status, reason, headers, body: '', sizeBytes: 900, tookMs: 20 },
    { ...AT, cause },
  );
}

export function observe(
  writer: LogWriter,
  t: number,
  cause: number,
  direction: 'sent' | 'received',
  token: ObservedToken,
): void {
  writer.at(
    t,
    'authentication.token.observed',
    { peer: POOL_PEER, direction, carrier: 'sip', token },
    { ...AT, cause },
  );
}
