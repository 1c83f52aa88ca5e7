import { createServer as createProxy } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { EnginePorts } from '../../ports.ts';
import type { SystemStep } from '../../system-security.ts';
import { createNameResolver } from '../../transport/dns.ts';
import { createHttpClient } from '../../transport/http.ts';
import { createTestRun, NO_SYSTEM_SECURITY } from '../../transport/testing/test-run.ts';
import { createTrust } from '../../transport/tls.ts';
import { createCredentials, type Credentials } from '../credentials.ts';
import { obtainClientCertificate } from './obtain-certificate.ts';
import {
  CHALLENGES,
  ERROR_INFO,
  faultAnswer,
  HOST,
  isKeyOf,
  logOn,
  NTLM_CHALLENGE,
  ROOT_PEM,
  startWebService,
  STS_URI,
  ticketAnswer,
  TICKET_SERVICE,
  tokenOf,
  type Answer,
  type IssuedAs,
  type Override,
  type Place,
  type WebService,
} from './testing/web-service.ts';

const PASSWORD = 'Correct-Horse-9';
const ADDRESS = 'alice@contoso.test';
const DEVICE = '7d0c4a52-6c0b-5f0e-9f42-2f9a4d1b7c01';
const XML = { 'Content-Type': 'text/xml' };

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function start(issuedAs: IssuedAs = {}): Promise<WebService> {
  const service = await startWebService(Date.now(), issuedAs);
  closing.push(() => service.close());
  return service;
}

const withPassword = (): Credentials =>
  createCredentials({ kind: 'password', user: 'CONTOSO\\alice' }, new TextEncoder().encode(PASSWORD));

async function obtain(
  service: WebService,
  settings: {
    readonly credentials?: Credentials;
    readonly ports?: Partial<EnginePorts>;
    readonly limits?: object;
    readonly stsUri?: string;
    readonly isThroughProxy?: boolean;
  } = {},
) {
  const run = createTestRun({
    plan: {
      connectTo:
        settings.isThroughProxy === true
          ? []
          : [{ fromHost: HOST, fromPort: 443, toHost: '127.0.0.1', toPort: service.port }],
    },
    limits: settings.limits ?? {},
    ports: {
      trustStore: () => Promise.resolve({ source: 'system', path: null, certificates: [ROOT_PEM] }),
      ...settings.ports,
    },
  });
  const http = createHttpClient(run.ctx, createNameResolver(run.ctx), await createTrust(run.ctx));
  const outcome = await obtainClientCertificate(run.ctx, http, {
    stsUri: settings.stsUri ?? STS_URI,
    address: ADDRESS,
    deviceId: DEVICE,
    credentials: settings.credentials ?? withPassword(),
  });
  http.close();
  const failures = eventsOf(run.events, 'web-service.failed').map(({ data }) => data);
  const password = run.events.flatMap(({ kind, data }) =>
    kind === 'authentication.password.submitted'
      ? ['submitted']
      : kind === 'authentication.password.judged'
        ? [(data as { verdict: string }).verdict]
        : kind === 'authentication.password.withheld'
          ? ['withheld']
          : [],
  );
  return { run, outcome, failures, password, log: JSON.stringify(run.events) };
}

describe('a certificate', () => {
  it('is obtained in six requests over one connection, and nothing secret is in the log', async () => {
    const service = await start();

    const { run, outcome, failures, password, log } = await obtain(service);

    expect(failures).toEqual([]);
    expect(service.complaints).toEqual([]);
    expect(service.received.map(({ method, place }) => `${method} ${place.replace(/^.*\.svc/, '')}`)).toEqual(
      ['GET /mex', 'GET /mex', 'POST /Auth', 'POST /Auth', 'POST /Auth', 'POST /WebTicket_Proof_SHA1'],
    );
    expect(new Set(service.received.map(({ socket }) => socket)).size).toBe(1);
    expect(service.received[3]?.headers['content-length']).toBe('0');
    expect(service.received[2]?.headers.soapaction).toBe(
      '"http://docs.oasis-open.org/ws-sx/ws-trust/200512/RST/Issue"',
    );
    expect(password).toEqual(['submitted', 'accepted']);
    if (!outcome.ok) throw new Error('no certificate');
    const { certificatePem, privateKeyPem, notAfterMs } = outcome.certificate;
    expect(isKeyOf(privateKeyPem.reveal(), certificatePem)).toBe(true);
    expect(notAfterMs).toBeGreaterThan(Date.now());

    const kinds = run.events.map(({ kind }) => kind);
    expect(kinds.filter((kind) => /^web-|^client-|^authentication/.test(kind))).toEqual([
      'web-service.metadata.read',
      'web-service.metadata.read',
      'authentication.token.observed',
      'authentication.token.observed',
      'authentication.password.submitted',
      'authentication.token.observed',
      'web-ticket.issued',
      'authentication.password.judged',
      'client-certificate.issued',
    ]);
    expect(eventsOf(run.events, 'web-ticket.issued')[0]?.data).toMatchObject({
      name: 'sip:alice@contoso.com',
      hasProofKey: true,
    });
    expect(eventsOf(run.events, 'clock.compared').map(({ data }) => data.source)).toContain('http-date');
    for (const { cause, data } of eventsOf(run.events, 'authentication.token.observed')) {
      expect(run.events[cause ?? -1]?.kind).toBe(
        data.direction === 'sent' ? 'http.request.sent' : 'http.response.received',
      );
    }
    const bodies = service.received.map(({ body }) => body).join('');
    const secrets = [
      ...[...bodies.matchAll(/BinarySecret>([^<]+)</g)].map(([, secret]) => secret ?? ''),
      ...[...bodies.matchAll(/SignatureValue>([^<]+)</g)].map(([, secret]) => secret ?? ''),
      'holder-of-key',
      Buffer.alloc(32, 7).toString('base64'),
      tokenOf(service.received[4] ?? service.received[0]!) ?? '',
      PASSWORD,
      Buffer.from(PASSWORD, 'utf16le').toString('base64').slice(4, -4),
      Buffer.from(privateKeyPem.reveal()).toString('latin1').split('\n')[14] ?? '', // behind the modulus, which is public
    ];
    expect(secrets.every((secret) => secret.length > 8)).toBe(true);
    for (const secret of secrets) expect(log).not.toContain(secret);
    expect(log).toContain('[withheld, ');
  });

  it('comes with its chain in PKCS#7 as well', async () => {
    const { outcome } = await obtain(await start({ asPkcs7: true }));

    expect(outcome.ok && outcome.certificate.certificatePem.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(
      outcome.ok && isKeyOf(outcome.certificate.privateKeyPem.reveal(), outcome.certificate.certificatePem),
    ).toBe(true);
  });

  it('is obtained where metadata come by SOAP only, and NTLM inside of Negotiate only', async () => {
    const service = await start();
    const metadata = new Map<string, Answer>();
    for (const place of ['certificateMetadata', 'ticketMetadata'] as const) {
      service.override(place, ({ method }) =>
        method === 'GET' ? { status: 400, body: 'no such thing' } : metadata.get(place),
      );
    }
    service.override('ticket', (request) =>
      tokenOf(request) === null ? { status: 401, headers: { 'WWW-Authenticate': 'Negotiate' } } : undefined,
    );

    const { outcome } = await obtain(service);

    expect(outcome).toMatchObject({ ok: true });
    expect(service.received.map(({ method }) => method).slice(0, 4)).toEqual(['GET', 'POST', 'GET', 'POST']);
    expect(service.received.find((request) => tokenOf(request) !== null)?.headers.authorization).toMatch(
      /^Negotiate TlRM/,
    );
  });

  it('is obtained through the tunnel of a proxy', async () => {
    const service = await start();
    const proxy = createProxy();
    proxy.on('connect', (_, socket) => {
      const onward = connect(service.port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      });
      closing.push(() => void onward.destroy());
      socket.on('error', () => onward.destroy());
      onward.on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    closing.push(() => void proxy.close());
    const { port } = proxy.address() as AddressInfo;

    const { outcome } = await obtain(service, {
      isThroughProxy: true,
      ports: { proxyFor: () => Promise.resolve({ kind: 'http', host: '127.0.0.1', port }) },
    });

    expect(outcome).toMatchObject({ ok: true });
  });
});

const page: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: '<html><body>Sign in</body></html>',
};
const afterLogon =
  (answer: Answer): Override =>
  (request) =>
    logOn(request, () => answer);
const constant =
  (answer: Answer): Override =>
  () =>
    answer;
const diagnostics = (id: number, reason: string) => ({
  'X-Ms-diagnostics': `${id};source="fe01";reason="${reason}";faultcode="wsse:FailedAuthentication"`,
});

describe('a failure', () => {
  const cases: readonly (readonly [string, Place, Override, object, string, readonly string[]])[] = [
    [
      '404 at the metadata',
      'certificateMetadata',
      constant({ status: 404 }),
      { failure: 'http-404', status: 404 },
      'certificate-metadata',
      [],
    ],
    [
      'a web page at the metadata',
      'certificateMetadata',
      constant(page),
      { failure: 'html' },
      'certificate-metadata',
      [],
    ],
    [
      'other XML at the metadata',
      'ticketMetadata',
      constant({ status: 200, headers: XML, body: '<a/>' }),
      { failure: 'malformed' },
      'ticket-metadata',
      [],
    ],
    [
      'no port for a ticket',
      'certificateMetadata',
      constant({
        status: 200,
        headers: XML,
        body: '<definitions><service><port name="Anon"><address location="https://a/b"/></port></service></definitions>',
      }),
      { failure: 'no-port' },
      'certificate-metadata',
      [],
    ],
    [
      'no port for Windows authentication',
      'ticketMetadata',
      constant({
        status: 200,
        headers: XML,
        body: '<definitions><service><port name="WebTicketServiceCert"><address location="https://a/b"/></port></service></definitions>',
      }),
      { failure: 'no-port' },
      'ticket-metadata',
      [],
    ],
    [
      'tokens of another identity provider only',
      'ticketMetadata',
      constant({
        status: 200,
        headers: XML,
        body: '<definitions><service><port name="WsFedBearer"><address location="https://a/b"/></port></service></definitions>',
      }),
      { failure: 'modern-auth' },
      'ticket-metadata',
      [],
    ],
    [
      'OAuth at the metadata',
      'ticketMetadata',
      constant({
        status: 401,
        headers: {
          'WWW-Authenticate': 'Bearer trusted_issuers="x", authorization_uri="https://login.test/authorize"',
        },
      }),
      { failure: 'modern-auth', authorizationUri: 'https://login.test/authorize' },
      'ticket-metadata',
      [],
    ],
    [
      'OAuth only',
      'ticket',
      constant({
        status: 401,
        headers: { 'WWW-Authenticate': 'Bearer authorization_uri="https://login.test/a"' },
      }),
      { failure: 'modern-auth', authorizationUri: 'https://login.test/a' },
      'ticket',
      [],
    ],
    [
      'Basic only',
      'ticket',
      constant({ status: 401, headers: { 'WWW-Authenticate': 'Basic realm="x"' } }),
      { failure: 'no-usable-challenge', detail: 'The service offers Basic.' },
      'ticket',
      [],
    ],
    [
      'no challenge to NTLM',
      'ticket',
      constant({ status: 401, headers: CHALLENGES }),
      { failure: 'no-usable-challenge', status: 401 },
      'ticket',
      [],
    ],
    [
      'a token that is no NTLM',
      'ticket',
      (request) =>
        tokenOf(request) === null
          ? undefined
          : { status: 401, headers: { 'WWW-Authenticate': 'NTLM AAECAwQF' } },
      { failure: 'malformed' },
      'ticket',
      [],
    ],
    [
      '401 to the logon',
      'ticket',
      afterLogon({ status: 401, headers: CHALLENGES }),
      { failure: 'rejected', status: 401 },
      'ticket',
      ['submitted', 'rejected'],
    ],
    [
      'not SIP enabled',
      'ticket',
      afterLogon({ status: 403, headers: diagnostics(28000, 'User is not SIP enabled.') }),
      { failure: 'http-403', diagnosticsId: 28000, reason: 'User is not SIP enabled.' },
      'ticket',
      ['submitted', 'accepted'],
    ],
    [
      '403 without diagnostics',
      'ticket',
      afterLogon({ status: 403 }),
      { failure: 'http-403', diagnosticsId: null },
      'ticket',
      ['submitted', 'undecided'],
    ],
    [
      'an error of the logon',
      'ticket',
      afterLogon({ status: 500, headers: diagnostics(28001, 'Internal error') }),
      { failure: 'http-500', diagnosticsId: 28001 },
      'ticket',
      ['submitted', 'undecided'],
    ],
    [
      'the address of somebody else',
      'ticket',
      afterLogon({ status: 500, headers: XML, body: faultAnswer(28099, 'The SIP URI does not match.') }),
      { failure: 'soap-fault', diagnosticsId: 28099, reason: 'The SIP URI does not match.' },
      'ticket',
      ['submitted', 'accepted'],
    ],
    [
      'a web page after the logon',
      'ticket',
      afterLogon(page),
      { failure: 'html' },
      'ticket',
      ['submitted', 'undecided'],
    ],
    ['407', 'ticket', constant({ status: 407 }), { failure: 'http-407' }, 'ticket', []],
    ['503', 'ticket', constant({ status: 503 }), { failure: 'http-other', status: 503 }, 'ticket', []],
    [
      'a ticket of yesterday',
      'ticket',
      afterLogon({
        status: 200,
        headers: XML,
        body: ticketAnswer(Date.now() - 86_400_000, Date.now() - 3_600_000),
      }),
      { failure: 'expired', status: 200 },
      'ticket',
      ['submitted', 'accepted'],
    ],
    [
      'a ticket too old by their word',
      'certificate',
      constant({ status: 401, headers: diagnostics(28033, 'The web ticket has expired.') }),
      { failure: 'expired', diagnosticsId: 28033 },
      'certificate',
      ['submitted', 'accepted'],
    ],
    [
      'a ticket for another service',
      'certificate',
      constant({ status: 500, headers: XML, body: faultAnswer(28077, 'Invalid Audience in the web ticket') }),
      { failure: 'wrong-audience', diagnosticsId: 28077 },
      'certificate',
      ['submitted', 'accepted'],
    ],
    [
      'an invalid ticket',
      'certificate',
      constant({ status: 500, headers: diagnostics(28032, 'The web ticket is invalid.') }),
      { failure: 'ticket-invalid', diagnosticsId: 28032 },
      'certificate',
      ['submitted', 'accepted'],
    ],
    [
      'ErrorInfo',
      'certificate',
      constant({ status: 200, headers: XML, body: ERROR_INFO }),
      { failure: 'error-info', reason: 'The certificate request could not be processed.' },
      'certificate',
      ['submitted', 'accepted'],
    ],
    [
      '500 without a word',
      'certificate',
      constant({ status: 500 }),
      { failure: 'http-500' },
      'certificate',
      ['submitted', 'accepted'],
    ],
    [
      '404 at the certificate',
      'certificate',
      constant({ status: 404 }),
      { failure: 'http-404' },
      'certificate',
      ['submitted', 'accepted'],
    ],
    [
      'a certificate that is none',
      'certificate',
      constant({
        status: 200,
        headers: XML,
        body: '<GetAndPublishCertResponse><RequestedSecurityToken><BinarySecurityToken>AAEC</BinarySecurityToken></RequestedSecurityToken></GetAndPublishCertResponse>',
      }),
      { failure: 'bad-certificate' },
      'certificate',
      ['submitted', 'accepted'],
    ],
  ];

  it.each(cases)('%s is told apart, once', async (_, place, override, wanted, stage, verdicts) => {
    const service = await start();
    service.override(place, override);

    const { outcome, failures, password, run } = await obtain(service);

    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ ...wanted, stage });
    expect(outcome).toEqual({ ok: false, failure: failures[0]?.failure, stage });
    expect(password).toEqual(verdicts);
    expect(eventsOf(run.events, 'web-service.failed')[0]?.cause).not.toBeUndefined();
  });

  it.each([
    ['for somebody else', { commonName: 'bob@contoso.test' }, /for bob@contoso\.test, not for alice/],
    ['for another key', { isForAnotherKey: true }, /another key/],
    ['of last year', { notBeforeMs: Date.now() - 9e9, notAfterMs: Date.now() - 8e9 }, /expired on/],
    ['of next year', { notBeforeMs: Date.now() + 8e9, notAfterMs: Date.now() + 9e9 }, /not valid before/],
  ] as const)('a certificate %s is of no use', async (_, issuedAs, detail) => {
    const { failures, run } = await obtain(await start(issuedAs));

    expect(failures).toMatchObject([{ stage: 'certificate', failure: 'bad-certificate' }]);
    expect(failures[0]?.detail).toMatch(detail);
    expect(eventsOf(run.events, 'client-certificate.issued')).toHaveLength(1);
  });

  it('of the connection is unreachable', async () => {
    const service = await start();
    service.close();

    expect((await obtain(service)).failures).toMatchObject([
      { stage: 'certificate-metadata', failure: 'unreachable' },
    ]);
  });

  it('of a server that goes away during the logon leaves the password unsent', async () => {
    const service = await start();
    service.override('ticket', (request) => {
      if (tokenOf(request) === null) return undefined;
      return { status: 401, headers: { 'WWW-Authenticate': `NTLM ${NTLM_CHALLENGE}`, Connection: 'close' } };
    });
    const credentials = withPassword();

    const { failures, password } = await obtain(service, { credentials });

    expect(failures).toMatchObject([{ stage: 'ticket', failure: 'unreachable' }]);
    expect(password).toEqual([]);
    expect(credentials.kind === 'password' && credentials.guard.state).toBe('fresh');
  });

  it('of a server that is silent after the logon leaves it undecided, and the password is not sent again', async () => {
    const service = await start();
    service.override('ticket', (request) =>
      logOn(request, () => {
        request.socket.destroy();
        return { status: 200 };
      }),
    );
    const credentials = withPassword();

    const first = await obtain(service, { credentials });
    const second = await obtain(service, { credentials });

    expect(first.failures).toMatchObject([{ stage: 'ticket', failure: 'unreachable' }]);
    expect(first.password).toEqual(['submitted', 'undecided']);
    expect(second.failures).toMatchObject([{ stage: 'ticket', failure: 'withheld' }]);
    expect(second.password).toEqual(['withheld']);
  });

  it.each([
    ['http://fe01.contoso.test/CertProv/CertProvisioningService.svc', 'withheld'],
    ['', 'malformed'],
    ['not an address', 'malformed'],
  ])('of the address %j is told before anything is sent', async (stsUri, failure) => {
    const service = await start();

    const { failures } = await obtain(service, { stsUri });

    expect(failures).toMatchObject([{ stage: 'certificate-metadata', failure }]);
    expect(service.received).toEqual([]);
  });

  it('of a port without TLS keeps the password back', async () => {
    const service = await start();
    service.override(
      'ticketMetadata',
      constant({
        status: 200,
        headers: XML,
        body: `<definitions><service><port name="WebTicketServiceWinNegotiate"><address location="${TICKET_SERVICE.replace('https', 'http')}/Auth"/></port></service></definitions>`,
      }),
    );

    const { failures, password } = await obtain(service);

    expect(failures).toMatchObject([{ stage: 'ticket', failure: 'withheld' }]);
    expect(password).toEqual(['withheld']);
  });

  it('by being cancelled is not recorded', async () => {
    const service = await start();
    const run = createTestRun({
      plan: { connectTo: [{ fromHost: HOST, fromPort: 443, toHost: '127.0.0.1', toPort: service.port }] },
      ports: {
        trustStore: () => Promise.resolve({ source: 'system', path: null, certificates: [ROOT_PEM] }),
      },
    });
    service.override('ticketMetadata', () => {
      run.cancel();
      return undefined;
    });
    const http = createHttpClient(run.ctx, createNameResolver(run.ctx), await createTrust(run.ctx));

    const outcome = await obtainClientCertificate(run.ctx, http, {
      stsUri: STS_URI,
      address: ADDRESS,
      deviceId: DEVICE,
      credentials: withPassword(),
    });

    expect(outcome.ok).toBe(false);
    expect(eventsOf(run.events, 'web-service.failed')).toEqual([]);
    expect(run.events.at(-1)?.kind).toBe('http.request.sent');
  });
});

describe('the signed-in user', () => {
  const systemOf = (steps: readonly SystemStep[]): Partial<EnginePorts> => {
    const left = [...steps];
    return {
      systemSecurity: () => ({
        ...NO_SYSTEM_SECURITY,
        open: ({ mechanism, target }) =>
          Promise.resolve({
            ok: true,
            context: {
              step: () =>
                Promise.resolve(
                  left.shift() ?? {
                    ok: false,
                    failure: 'other',
                    code: null,
                    text: `${mechanism} ${target.service}/${target.host} has no more to say`,
                  },
                ),
              getMic: () => new Uint8Array(),
              verifyMic: () => false,
              ticket: () => ({ client: null, realm: null, enctype: null, endMs: null }),
              close: () => undefined,
            },
          }),
      }),
    };
  };
  const token = (...bytes: number[]): SystemStep => ({
    ok: true,
    token: Uint8Array.from([0x60, ...bytes]),
    isComplete: false,
  });
  const lastToken = (...bytes: number[]): SystemStep => ({
    ok: true,
    token: Uint8Array.from([0x60, ...bytes]),
    isComplete: true,
  });
  const credentials = { kind: 'current-user' } as const;

  it('gets a ticket by Negotiate, in as many rounds as it takes', async () => {
    const service = await start();
    service.override('ticket', (request) => {
      const given = tokenOf(request);
      if (given === null) return undefined;
      return given === Buffer.from([0x60, 1]).toString('base64')
        ? { status: 401, headers: { 'WWW-Authenticate': 'Negotiate oQcwBaADCgEB' } }
        : {
            status: 200,
            headers: { ...XML, 'WWW-Authenticate': 'Negotiate oRQwEqADCgEA' },
            body: ticketAnswer(Date.now(), Date.now() + 3_600_000),
          };
    });

    const { run, failures, password } = await obtain(service, {
      credentials,
      ports: systemOf([token(1), lastToken(2)]),
    });

    // The test's ticket is made for another client's half of the key, which shows in the proof and in nothing before it.
    expect(failures).toEqual([]);
    expect(password).toEqual([]);
    expect(eventsOf(run.events, 'authentication.token.observed').map(({ data }) => data.direction)).toEqual([
      'sent',
      'received',
      'sent',
      'received',
    ]);
  });

  it.each([
    ['no token', [], { failure: 'no-token', detail: /HTTP\/fe01\.contoso\.test/ }],
    ['a token that is refused', [lastToken(1)], { failure: 'rejected', detail: /does not accept/ }],
  ] as const)('with %s is told so', async (_, steps, { failure, detail }) => {
    const { failures } = await obtain(await start(), { credentials, ports: systemOf(steps) });

    expect(failures).toMatchObject([{ stage: 'ticket', failure }]);
    expect(failures[0]?.detail).toMatch(detail);
  });

  it('is not kept busy for ever', async () => {
    const service = await start();
    service.override('ticket', () => ({
      status: 401,
      headers: { 'WWW-Authenticate': 'Negotiate oQcwBaADCgEB' },
    }));

    const { failures } = await obtain(service, {
      credentials,
      ports: systemOf(Array.from({ length: 9 }, () => token(1))),
    });

    expect(failures).toMatchObject([{ stage: 'ticket', failure: 'malformed' }]);
    expect(service.received.filter(({ place }) => place.endsWith('/Auth'))).toHaveLength(5);
  });

  it('is refused, and not tried once more, by a server that asks again when all is said', async () => {
    const service = await start();
    service.override('ticket', () => ({
      status: 401,
      headers: { 'WWW-Authenticate': 'Negotiate oQcwBaADCgEB' },
    }));

    const { failures } = await obtain(service, {
      credentials,
      ports: systemOf([token(1), lastToken(2), token(3), token(4)]),
    });

    expect(failures).toMatchObject([{ stage: 'ticket', failure: 'rejected' }]);
    expect(service.received.filter(({ place }) => place.endsWith('/Auth'))).toHaveLength(3);
  });

  it('is nobody without credentials', async () => {
    const { failures } = await obtain(await start(), { credentials: { kind: 'none' } });

    expect(failures).toMatchObject([{ stage: 'ticket', failure: 'no-token' }]);
  });
});
