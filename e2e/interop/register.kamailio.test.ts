import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import { bind9, startBind9 } from '../support/bind9.ts';
import { runEngine, type FinishedRun } from '../support/engine-run.ts';
import { freePort } from '../support/free-port.ts';
import { kamailio, kamailioTls, startKamailio, type SipServer } from '../support/kamailio.ts';
import { createRootAuthority, openssl, type Authority, type IssuedCertificate } from '../support/openssl.ts';
import { describeWith } from '../support/programs.ts';
import { showRunOnFailure } from '../support/show-on-failure.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const HOST = 'pool01.contoso.test';
const ADDRESS = 'alice@contoso.test';

describeWith([kamailio, kamailioTls, openssl], 'the anonymous REGISTER against kamailio', () => {
  let folder: TemporaryFolder;
  let root: Authority;
  let certificate: IssuedCertificate;

  beforeAll(async () => {
    folder = await createTemporaryFolder('kamailio-ca');
    root = await createRootAuthority(folder.path, 'Contoso Root CA');
    certificate = await root.issue({ name: 'pool', commonName: HOST, dnsNames: [HOST] });
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  /** Signs in to a kamailio of this script. Its log is complete and the bindings are those of the run's end. */
  async function signIn(
    onRegister: string,
  ): Promise<{ readonly run: FinishedRun; readonly bindings: string; readonly output: string }> {
    const server: SipServer = await startKamailio(certificate, onRegister);
    try {
      onTestFailed(() => {
        process.stderr.write(`--- kamailio:\n${server.daemon.output()}\n---\n`);
      });
      const run = await runEngine(ADDRESS, {
        server: { host: HOST, port: 5061 },
        connectTo: [{ fromHost: HOST, fromPort: 5061, toHost: '127.0.0.1', toPort: server.port }],
        // Nobody is asked for the name: the connection goes where connect-to says.
        resolvers: [{ address: '127.0.0.1', port: await freePort() }],
        extraCaPem: [root.pem],
      });
      const bindings = await server.bindings();
      return { run: showRunOnFailure(run), bindings, output: await server.finish() };
    } finally {
      await server[Symbol.asyncDispose]();
    }
  }

  it('takes a Digest challenge for a SIP server, but not a Lync one', async () => {
    const { run, output } = await signIn('www_challenge("contoso.test", "0");');

    expect(requestsIn(output)).toEqual([expect.stringMatching(/^REGISTER <<sip:.*<<null>>$/)]);
    expect(output).not.toContain('malformed');
    expect(run.of('sip.request.sent')).toMatchObject([
      { method: 'REGISTER', requestUri: 'sip:contoso.test', peer: { role: 'sip', host: HOST, port: 5061 } },
    ]);
    const [answer] = run.of('sip.response.received');
    expect(answer).toMatchObject({ status: 401, reason: 'Unauthorized' });
    expect(answer?.headers).toContainEqual([
      'WWW-Authenticate',
      expect.stringMatching(/^Digest realm="contoso\.test", nonce="\S+"$/),
    ]);
    expect(run.findings).toEqual(['*error authentication.not-lync']);
    expect(run.document.verdict).toMatchObject({
      outcome: 'failed',
      step: 'authentication',
      finding: 'authentication.not-lync',
    });
    expect(run.document.authentication).toEqual({ offered: [], used: null, registers: 1 });
    const exchanges = run.document.exchanges.filter(({ protocol }) => protocol === 'sip');
    expect(exchanges).toMatchObject([{ step: 'authentication' }]);
    expect(exchanges[0]?.label).toContain('REGISTER');
  });

  it('takes back at once what a registrar without a password let it do', async () => {
    const { run, bindings, output } = await signIn(`
      if (registered("location", "$tu")) { xlog("L_ERR", "was bound\\n"); } else { xlog("L_ERR", "was free\\n"); }
      save("location");
    `);

    // The second request withdraws the same contact.
    const [first, second, ...further] = requestsIn(output).map((line) => /<<(sip:[^>]*)>/.exec(line)?.[1]);
    expect(first).toMatch(/^sip:127\.0\.0\.1:\d+;/);
    expect(second).toBe(first);
    expect(further).toEqual([]);
    expect(requestsIn(output)[1]).toMatch(/<0>$/);
    expect([...output.matchAll(/was (\w+)/g)].map(([, state]) => state)).toEqual(['free', 'bound']);
    expect(bindings).toMatch(/Records: 0/);
    expect(bindings).not.toContain('AoR:');

    expect(
      run.of('sip.request.sent').map(({ method, headers }) => [method, valueOf(headers, 'Expires')]),
    ).toEqual([
      ['REGISTER', null],
      ['REGISTER', '0'],
    ]);
    expect(run.of('sip.response.received').map(({ status }) => status)).toEqual([200, 200]);
    expect(run.findings).toEqual(['warning authentication.open-registrar']);
    expect(run.document.verdict).toMatchObject({ outcome: 'reachable', step: null, finding: null });
    // Taking it back is no attempt to sign in.
    expect(run.document.authentication).toEqual({ offered: [], used: null, registers: 1 });
  });

  it('names a registrar that is out of service', async () => {
    const { run } = await signIn('sl_send_reply("503", "Service Unavailable");');

    expect(run.of('sip.request.sent')).toHaveLength(1);
    expect(run.of('sip.response.received')).toMatchObject([{ status: 503, reason: 'Service Unavailable' }]);
    expect(run.findings).toEqual(['*error authentication.server-unavailable']);
    expect(run.document.verdict).toMatchObject({
      outcome: 'failed',
      step: 'authentication',
      finding: 'authentication.server-unavailable',
    });
  });

  it.each([
    ['403', 'Forbidden', 'authentication.forbidden'],
    ['404', 'Not Found', 'authentication.user-not-found'],
    ['504', 'Server Time-out', 'authentication.server-timeout'],
    ['600', 'Busy Everywhere', 'authentication.server-error'],
  ])('names what a final %s %s means: %s', async (status, reason, finding) => {
    const { run } = await signIn(`sl_send_reply("${status}", "${reason}");`);

    expect(run.of('sip.response.received')).toMatchObject([{ status: Number(status), reason }]);
    expect(run.findings).toEqual([`*error ${finding}`]);
  });

  it('waits through provisional answers for the final one', async () => {
    const { run } = await signIn(`
      sl_send_reply("100", "Trying");
      sl_send_reply("183", "Asking the directory");
      www_challenge("contoso.test", "0");
    `);

    expect(run.of('sip.response.received').map(({ status }) => status)).toEqual([100, 183, 401]);
    expect(run.findings).toEqual(['*error authentication.not-lync']);
  });
});

describeWith([bind9, kamailio, kamailioTls, openssl], 'the whole way from bind9 to kamailio', () => {
  it('finds the server by its SRV record and asks it to register, with nothing redirected', async () => {
    await using folder = await createTemporaryFolder('kamailio-ca');
    const root = await createRootAuthority(folder.path, 'Contoso Root CA');
    const certificate = await root.issue({ name: 'pool', commonName: HOST, dnsNames: [HOST], key: 'ecdsa' });
    await using registrar = await startKamailio(certificate, 'www_challenge("contoso.test", "0");');
    // The registrar listens on IPv4 only.
    const records = `_sip._tls SRV 0 0 ${registrar.port} pool01\npool01 A 127.0.0.1\npool01 AAAA ::1`;
    await using names = await startBind9({ zones: [{ name: 'contoso.test', records }] });

    const run = showRunOnFailure(
      await runEngine(ADDRESS, { resolvers: [names.resolver], extraCaPem: [root.pem] }),
    );

    expect(run.document.server).toEqual({ host: HOST, port: registrar.port, via: 'srv-external' });
    expect(run.of('tcp.connect.started').filter(({ redirected }) => redirected)).toEqual([]);
    expect(run.of('sip.response.received')).toMatchObject([{ status: 401 }]);
    expect(run.document.verdict.finding).toBe('authentication.not-lync');
    expect(requestsIn(await registrar.finish())).toHaveLength(1);
  });
});

/** What the script wrote of each request that passed kamailio's checks. */
function requestsIn(output: string): readonly string[] {
  return [...output.matchAll(/: request (\S+ .*)$/gm)].map(([, request = '']) => request);
}

function valueOf(headers: readonly (readonly [string, string])[], name: string): string | null {
  return headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}
