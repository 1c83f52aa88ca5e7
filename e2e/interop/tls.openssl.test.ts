import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { runEngine, type FinishedRun } from '../support/engine-run.ts';
import { freePort } from '../support/free-port.ts';
import {
  createRootAuthority,
  createSelfSigned,
  openssl,
  runOpenssl,
  type Authority,
  type CertificateRequest,
  type IssuedCertificate,
} from '../support/openssl.ts';
import { startOpensslServer, type OpensslReport } from '../support/openssl-server.ts';
import { describeWith } from '../support/programs.ts';
import { showRunOnFailure } from '../support/show-on-failure.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const HOST = 'fe01.contoso.test';
const YEAR_MS = 365 * 86_400_000;
const ROOT = 'CN=Contoso Root CA';

describeWith([openssl], 'TLS against openssl s_server', () => {
  let folder: TemporaryFolder;
  let root: Authority;
  let issuing: Authority;
  let ordinary: IssuedCertificate;

  beforeAll(async () => {
    folder = await createTemporaryFolder('openssl');
    root = await createRootAuthority(folder.path, 'Contoso Root CA');
    issuing = await root.issueAuthority('Contoso Issuing CA 1');
    ordinary = await issue({});
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  let issued = 0;
  function issue(request: Partial<CertificateRequest>, by = root): Promise<IssuedCertificate> {
    issued += 1;
    return by.issue({ name: `server-${issued}`, commonName: HOST, dnsNames: [HOST], ...request });
  }

  /** Signs in to a server of this certificate and returns both sides' view. */
  async function signIn(
    certificate: IssuedCertificate,
    args: readonly string[],
  ): Promise<{ readonly run: FinishedRun; readonly server: OpensslReport }> {
    const started = await startOpensslServer(certificate, folder.path, args);
    try {
      onTestFailed(() => {
        process.stderr.write(`--- ${started.daemon.name}:\n${started.daemon.output()}\n---\n`);
      });
      const run = await runEngine('alice@contoso.test', {
        server: { host: HOST, port: 5061 },
        connectTo: [{ fromHost: HOST, fromPort: 5061, toHost: '127.0.0.1', toPort: started.port }],
        // Nobody is asked for the name: the connection goes where connect-to says.
        resolvers: [{ address: '127.0.0.1', port: await freePort() }],
        extraCaPem: [root.pem],
        limits: { sipTransactionMs: 400 },
      });
      return { run: showRunOnFailure(run), server: await started.finish() };
    } finally {
      await started.daemon.stop();
    }
  }

  const verdictOf = ({
    document,
  }: FinishedRun): { outcome: string; step: string | null; finding: string | null } => {
    const { outcome, step, finding } = document.verdict;
    return { outcome, step, finding };
  };

  it.each([
    ['an RSA certificate', 'rsa', []],
    ['an ECDSA certificate', 'ecdsa', []],
    ['TLS 1.2 alone', 'rsa', ['-tls1_2']],
    ['TLS 1.2 alone and an ECDSA certificate', 'ecdsa', ['-tls1_2']],
    ['TLS 1.3 alone', 'rsa', ['-tls1_3']],
    ['one suite only', 'rsa', ['-tls1_2', '-cipher', 'ECDHE-RSA-CHACHA20-POLY1305']],
    ['a key exchange without an ephemeral key', 'rsa', ['-tls1_2', '-cipher', 'AES256-GCM-SHA384']],
  ] as const)('signs in over %s, and sees what openssl sees', async (_title, key, args) => {
    const certificate = await issue({ key });

    const { run, server } = await signIn(certificate, args);

    expect(run.of('tls.handshake.completed').map(({ protocol, cipher }) => ({ protocol, cipher }))).toEqual(
      server.handshakes,
    );
    expect(server.handshakes).toHaveLength(1);
    expect(run.of('tls.certificates.judged')).toMatchObject([
      { trusted: true, problems: [], trustAnchor: ROOT },
    ]);
    // s_server takes the request and says nothing to it.
    expect(server.output).toContain('REGISTER sip:contoso.test SIP/2.0');
    expect(verdictOf(run)).toEqual({
      outcome: 'failed',
      step: 'authentication',
      finding: 'authentication.no-answer',
    });
    expect(run.findings).toEqual(['*error authentication.no-answer']);
  });

  it.each(['rsa', 'ecdsa'] as const)('reads a certificate (%s) as openssl reads it', async (key) => {
    const certificate = await issue(
      { key, dnsNames: [HOST, 'sip.contoso.test', '*.web.contoso.test'] },
      issuing,
    );
    const told = await runOpenssl(
      [
        'x509',
        '-in',
        certificate.certificateFile,
        '-noout',
        '-serial',
        '-fingerprint',
        '-sha256',
        '-startdate',
        '-enddate',
      ],
      folder.path,
    );

    const { run } = await signIn(certificate, ['-cert_chain', issuing.certificateFile]);

    const [received] = run.of('tls.certificates.received');
    const [leaf, intermediate] = received?.chain ?? [];
    expect(received?.chain).toHaveLength(2);
    expect({
      serial: leaf?.serialNumber.replaceAll(':', '').toUpperCase(),
      fingerprint: leaf?.sha256.replaceAll(':', '').toUpperCase(),
      notBefore: leaf?.notBeforeMs,
      notAfter: leaf?.notAfterMs,
    }).toEqual({
      serial: fieldOf(told, 'serial'),
      fingerprint: fieldOf(told, 'sha256 Fingerprint').replaceAll(':', ''),
      notBefore: Date.parse(fieldOf(told, 'notBefore')),
      notAfter: Date.parse(fieldOf(told, 'notAfter')),
    });
    expect(leaf).toMatchObject({
      commonName: HOST,
      dnsNames: [HOST, 'sip.contoso.test', '*.web.contoso.test'],
      isCa: false,
      selfSigned: false,
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'],
      derBase64: new X509Certificate(certificate.pem).raw.toString('base64'),
    });
    expect(intermediate).toMatchObject({ commonName: 'Contoso Issuing CA 1', isCa: true });
    expect(run.of('tls.certificates.judged')).toMatchObject([{ trusted: true, problems: [] }]);
    expect(run.of('tls.certificates.judged')[0]?.path).toHaveLength(3);
  });

  it('tells a service that is not SIP from one that does not answer', async () => {
    const { run } = await signIn(ordinary, ['-rev']);

    expect(run.of('sip.message.rejected')).toMatchObject([{ looksLike: 'plain-text' }]);
    expect(run.findings).toEqual(['*error connectivity.not-sip']);
  });

  /** Each is refused for one reason, and none of them is told anything over the connection. */
  const refused: readonly (readonly [
    title: string,
    finding: string,
    make: () => Promise<readonly [IssuedCertificate, ...string[]]>,
  ])[] = [
    [
      'an expired certificate',
      'connectivity.certificate-expired',
      async () => [
        await issue({
          notBefore: new Date(Date.now() - 2 * YEAR_MS),
          notAfter: new Date(Date.now() - YEAR_MS),
        }),
      ],
    ],
    [
      'a certificate of the future',
      'connectivity.certificate-not-yet-valid',
      async () => [
        await issue({
          notBefore: new Date(Date.now() + YEAR_MS),
          notAfter: new Date(Date.now() + 2 * YEAR_MS),
        }),
      ],
    ],
    [
      'a certificate of another name',
      'connectivity.certificate-name-mismatch',
      async () => [await issue({ commonName: 'mail.contoso.test', dnsNames: ['mail.contoso.test'] })],
    ],
    [
      'a certificate that vouches for itself',
      'connectivity.certificate-untrusted-root',
      async () => [await createSelfSigned(folder.path, HOST)],
    ],
    [
      'a certificate of an authority that nobody knows, sent along with it',
      'connectivity.certificate-untrusted-root',
      async () => {
        const stranger = await createRootAuthority(folder.path, 'Fabrikam Root CA');
        return [await issue({}, stranger), '-cert_chain', stranger.certificateFile];
      },
    ],
    [
      'a chain without its intermediate certificate',
      'connectivity.certificate-missing-intermediate',
      async () => [await issue({}, issuing)],
    ],
    [
      'a certificate for clients',
      'connectivity.certificate-wrong-usage',
      async () => [await issue({ usage: 'client' })],
    ],
  ];

  it.each(refused)('refuses %s: %s', async (_title, finding, make) => {
    const [certificate, ...args] = await make();

    const { run, server } = await signIn(certificate, args);

    expect(run.findings).toEqual([`*error ${finding}`]);
    expect(verdictOf(run)).toEqual({ outcome: 'failed', step: 'connectivity', finding });
    expect(run.of('tls.handshake.completed').map(({ protocol, cipher }) => ({ protocol, cipher }))).toEqual(
      server.handshakes,
    );
    expect(run.of('tls.certificates.judged')).toMatchObject([{ trusted: false }]);
    expect(run.of('sip.request.sent')).toEqual([]);
    expect(server.output).not.toContain('REGISTER');
  });

  it.each([
    ['TLS 1.0 alone', 'connectivity.tls-version-unsupported', ['-tls1', '-cipher', 'DEFAULT@SECLEVEL=0']],
    ['TLS 1.1 alone', 'connectivity.tls-version-unsupported', ['-tls1_1', '-cipher', 'DEFAULT@SECLEVEL=0']],
    [
      'a client certificate under TLS 1.2',
      'connectivity.client-certificate-required',
      ['-tls1_2', '-Verify', '1', '-verify_return_error'],
    ],
    [
      'a client certificate under TLS 1.3',
      'connectivity.client-certificate-required',
      ['-tls1_3', '-Verify', '1', '-verify_return_error'],
    ],
    [
      'a cipher suite that clients refuse',
      'connectivity.tls-handshake-failed',
      ['-tls1_2', '-cipher', 'ECDHE-RSA-CAMELLIA256-SHA384'],
    ],
  ] as const)('fails with a server that wants %s: %s', async (_title, finding, args) => {
    const { run, server } = await signIn(ordinary, args);

    expect(run.findings).toEqual([`*error ${finding}`]);
    expect(verdictOf(run)).toEqual({ outcome: 'failed', step: 'connectivity', finding });
    // The second look, where there is one, sees what openssl says it serves.
    const legacy = run.of('tls.handshake.completed').filter(({ attempt }) => attempt === 'legacy');
    expect(legacy.map(({ protocol, cipher }) => ({ protocol: withoutZero(protocol), cipher }))).toEqual(
      server.handshakes,
    );
    expect(server.output).not.toContain('REGISTER');
  });

  it('warns of a key that is too short, and goes on', async () => {
    const { run } = await signIn(await issue({ key: 'short-rsa' }), ['-cipher', 'DEFAULT@SECLEVEL=0']);

    expect(run.findings).toEqual([
      '*error authentication.no-answer',
      'warning connectivity.certificate-weak',
    ]);
  });
});

function fieldOf(text: string, name: string): string {
  return new RegExp(`^${name}=(.*)$`, 'mi').exec(text)?.[1] ?? '';
}

/** openssl calls the first version TLSv1, others TLSv1.0. */
function withoutZero(protocol: string): string {
  return protocol.replace('TLSv1.0', 'TLSv1');
}
