import type { LoggedEvent } from '../../events/catalogue.ts';
import { exampleCertificate } from '../../events/testing/example-certificate.ts';
import type { RunPlan } from '../../run/plan.ts';
import {
  answerNtlm,
  askNtlm,
  AT,
  begin,
  choose,
  end,
  establish,
  FRONT_END,
  observe,
  request,
  respond,
  SUBMITTED,
  succeed,
  withdraw,
} from './authentication-messages.ts';
import { STARTED_AT, writeLog, type LogWriter } from './log-writer.ts';
import { challenge401, finish, POOL } from './sample-logs.ts';

export const WITH_PASSWORD: Partial<RunPlan> = {
  auth: 'auto',
  credentials: { kind: 'password', user: 'CONTOSO\\alice' },
};

/** The server has asked who is there; the plan says who signs in. */
export function challengedLog(plan: Partial<RunPlan> = WITH_PASSWORD): LogWriter {
  const writer = writeLog(plan);
  challenge401(writer);
  return writer;
}

/** An NTLM sign-in that comes through, and is withdrawn at the end. */
export function ntlmLog(): readonly LoggedEvent[] {
  const writer = challengedLog();
  choose(writer, 150, 'sign-in', 'ntlm', 'next-in-order', { kerberos: 'no-kdc' });
  begin(writer, 150, 'sign-in', 'ntlm');
  askNtlm(writer, 151);
  writer.at(180, 'authentication.password.submitted', SUBMITTED, AT);
  establish(writer, 180, 'ntlm');
  const sent = answerNtlm(writer, 181);
  succeed(writer, 200, 'ntlm', sent, 3);
  withdraw(writer, 230);
  return finish(writer, 260, 'completed');
}

/** The password is wrong, or the account locked: the server says 401, and no more. */
export function rejectedLog(): readonly LoggedEvent[] {
  const writer = challengedLog();
  choose(writer, 150, 'sign-in', 'ntlm', 'next-in-order', { kerberos: 'no-kdc' });
  begin(writer, 150, 'sign-in', 'ntlm');
  askNtlm(writer, 151);
  writer.at(180, 'authentication.password.submitted', SUBMITTED, AT);
  const sent = answerNtlm(writer, 181);
  respond(writer, 200, sent, 401, [
    ['WWW-Authenticate', 'NTLM realm="SIP Communications Service", version=4'],
  ]);
  writer.at(
    200,
    'authentication.password.judged',
    { verdict: 'rejected', carrier: 'sip', by: FRONT_END },
    AT,
  );
  end(writer, 201, 'sign-in', 'ntlm', 'rejected', 3, 401);
  writer.at(
    202,
    'authentication.password.withheld',
    { reason: 'rejected', carrier: 'http', to: 'web.contoso.test' },
    AT,
  );
  writer.at(203, 'step.finished', { step: 'authentication' }, { step: 'authentication' });
  return finish(writer, 204, 'completed');
}

/** A Kerberos sign-in with the ticket of the signed-in user. */
export function kerberosLog(): readonly LoggedEvent[] {
  const writer = challengedLog({ auth: 'auto', credentials: { kind: 'current-user' } });
  const kdc = { host: 'dc01.contoso.test', port: 88 };
  const peer = { role: 'kdc', ...kdc } as const;
  const at = { step: 'authentication', flow: 'kdc-1' } as const;
  const dialled = writer.at(
    151,
    'tcp.connect.started',
    { peer, address: '10.0.0.5', port: 88, redirected: false },
    at,
  );
  const connected = {
    peer,
    address: '10.0.0.5',
    port: 88,
    localAddress: '10.0.0.9',
    localPort: 50_100,
    tookMs: 2,
  };
  writer.at(153, 'tcp.connect.succeeded', connected, { ...at, cause: dialled });
  writer.at(
    153,
    'kerberos.kdc.located',
    { realm: 'CONTOSO.TEST', from: 'sign-in-address', kdcs: [kdc], reachable: kdc },
    at,
  );
  choose(writer, 154, 'sign-in', 'kerberos', 'ticket-at-hand', {});
  begin(writer, 154, 'sign-in', 'kerberos');
  const spn = `sip/${FRONT_END}`;
  const asked = writer.at(
    155,
    'kerberos.ticket.requested',
    { spn, realm: 'CONTOSO.TEST', credentials: 'current-user', library: 'libgssapi_krb5.so.2', kdc },
    AT,
  );
  writer.at(
    165,
    'kerberos.ticket.obtained',
    {
      spn,
      client: 'alice@CONTOSO.TEST',
      realm: 'CONTOSO.TEST',
      enctype: 'aes256-cts-hmac-sha1-96',
      endMs: STARTED_AT + 36_000_000,
      tookMs: 10,
    },
    { ...AT, cause: asked },
  );
  establish(writer, 166, 'kerberos');
  const sent = request(
    writer,
    166,
    2,
    `Kerberos qop="auth", targetname="${spn}", gssapi-data="[withheld, 1500 bytes]", version=4, crand="1", cnum="1", response="aa"`,
  );
  observe(writer, 166, sent, 'sent', {
    kind: 'kerberos',
    sizeBytes: 1500,
    mechanism: 'krb5',
    message: 'ap-req',
    realm: 'CONTOSO.TEST',
    spn,
    ticketEnctype: 'aes256-cts-hmac-sha1-96',
    keyVersion: 3,
    error: null,
    ticketBytes: 1_200,
  });
  succeed(writer, 190, 'kerberos', sent, 2);
  return finish(writer, 200, 'completed');
}

const STS = 'https://web.contoso.test/CertProv/CertProvisioningService.svc';
const TICKETS = 'https://web.contoso.test/WebTicket/WebTicketService.svc';

/** A TLS-DSK sign-in with a certificate that is issued on the way. */
export function tlsDskLog(): readonly LoggedEvent[] {
  const writer = challengedLog({ ...WITH_PASSWORD, auth: 'tls-dsk' });
  choose(writer, 150, 'sign-in', 'tls-dsk', 'asked-for', {
    ntlm: 'not-asked-for',
    kerberos: 'not-asked-for',
  });
  begin(writer, 150, 'sign-in', 'tls-dsk');
  fetchCertificate(writer);
  const hello = request(writer, 200, 2, 'TLS-DSK qop="auth", gssapi-data="FgMBAAEB", version=4');
  const greeted = respond(writer, 210, hello, 401, [
    ['WWW-Authenticate', 'TLS-DSK opaque="AB12", gssapi-data="FgMDAAEC", version=4'],
  ]);
  observe(writer, 210, greeted, 'received', {
    kind: 'tls',
    sizeBytes: 2_100,
    records: [
      { type: 'handshake', version: 'TLS 1.2', lengthBytes: 2_095, messages: ['ServerHello', 'Certificate'] },
    ],
    protocol: 'TLS 1.2',
    cipherSuites: ['TLS_RSA_WITH_AES_256_CBC_SHA'],
    certificates: [exampleCertificate(FRONT_END)],
    acceptedAuthorities: [],
    alert: null,
  });
  const shown = request(
    writer,
    211,
    3,
    'TLS-DSK qop="auth", opaque="AB12", gssapi-data="[withheld, 1800 bytes]"',
  );
  respond(writer, 220, shown, 401, [
    ['WWW-Authenticate', 'TLS-DSK opaque="AB12", gssapi-data="FAMDAAEB", version=4'],
  ]);
  establish(writer, 221, 'tls-dsk');
  const signed = request(
    writer,
    221,
    4,
    'TLS-DSK qop="auth", opaque="AB12", crand="1", cnum="1", response="bb"',
  );
  succeed(writer, 230, 'tls-dsk', signed, 4);
  return finish(writer, 240, 'completed');
}

/** Without credentials: the offer, and what NTLM tells before a logon. */
export function previewLog(): readonly LoggedEvent[] {
  const writer = challengedLog({});
  const attempt = { purpose: 'preview', method: 'ntlm' } as const;
  writer.at(
    150,
    'authentication.attempt.started',
    { ...attempt, endpoint: POOL, expectedRegisters: null },
    AT,
  );
  askNtlm(writer, 151);
  end(writer, 180, 'preview', 'ntlm', 'learned', 1, 401);
  writer.at(181, 'step.finished', { step: 'authentication' }, { step: 'authentication' });
  return finish(writer, 182, 'completed');
}

/** The four errands on the web, with the logon's 401s. */
function fetchCertificate(writer: LogWriter): void {
  const metadata = get(writer, 152, `${STS}/mex`, 'GET', null, 200, []);
  writer.at(
    156,
    'web-service.metadata.read',
    {
      stage: 'certificate-metadata',
      url: `${STS}/mex`,
      ports: [
        {
          name: 'CertProvisioningServiceWebTicketProof_SHA1',
          url: `${STS}/WebTicket_Proof`,
          ticketIssuer: TICKETS,
          needsProof: true,
        },
      ],
    },
    { ...WEB, cause: metadata },
  );
  get(writer, 157, `${TICKETS}/mex`, 'GET', null, 200, []);
  get(writer, 162, `${TICKETS}/Auth`, 'POST', null, 401, [
    ['WWW-Authenticate', 'Negotiate'],
    ['WWW-Authenticate', 'NTLM'],
  ]);
  get(writer, 167, `${TICKETS}/Auth`, 'POST', 'NTLM [withheld, 40 bytes]', 401, [
    ['WWW-Authenticate', 'NTLM TlRMTVNTUAACAAAA'],
  ]);
  const ticket = get(writer, 172, `${TICKETS}/Auth`, 'POST', 'NTLM [withheld, 400 bytes]', 200, []);
  writer.at(
    176,
    'web-ticket.issued',
    {
      url: `${TICKETS}/Auth`,
      audience: STS,
      createdMs: STARTED_AT,
      expiresMs: STARTED_AT + 28_800_000,
      name: 'sip:alice@contoso.test',
      assertionBytes: 2_100,
      hasProofKey: true,
    },
    { ...WEB, cause: ticket },
  );
  const issued = get(writer, 177, `${STS}/WebTicket_Proof`, 'POST', null, 200, []);
  writer.at(
    181,
    'client-certificate.issued',
    {
      url: `${STS}/WebTicket_Proof`,
      deviceId: '{4233FD41-093B-5FD6-B5D2-651ED55969E6}',
      certificate: exampleCertificate('alice@contoso.test'),
    },
    { ...WEB, cause: issued },
  );
}

const WEB = { step: 'authentication', flow: 'web-7' } as const;

/** One exchange over HTTP; returns the seq of the answer. */
function get(
  writer: LogWriter,
  t: number,
  url: string,
  method: string,
  authorization: string | null,
  status: number,
  headers: [string, string][],
): number {
  const sent = writer.at(
    t,
    'http.request.sent',
    { method, url, headers: authorization === null ? [] : [['Authorization', authorization]], proxy: null },
    WEB,
  );
  const reason = status === 200 ? 'OK' : 'Unauthorized';
  return writer.at(
    t + 4,
    'http.response.received',
    { url, status, reason, headers, body: '', bodyBytes: 0, tookMs: 4 },
    { ...WEB, cause: sent },
  );
}
