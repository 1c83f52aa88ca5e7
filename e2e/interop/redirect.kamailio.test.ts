import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest';
import type { ConnectTo } from '../../shared/run/plan.ts';
import { runEngine, type FinishedRun } from '../support/engine-run.ts';
import { freePort } from '../support/free-port.ts';
import { kamailio, kamailioTls, startKamailio } from '../support/kamailio.ts';
import { createRootAuthority, openssl, type Authority, type IssuedCertificate } from '../support/openssl.ts';
import { describeWith } from '../support/programs.ts';
import { showRunOnFailure } from '../support/show-on-failure.ts';
import { createTemporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const ADDRESS = 'alice@contoso.test';
const ENTRY = 'sip.contoso.test';
const WANTED = 'pool02.contoso.test';
const STANDIN = 'pool03.contoso.test';

const target = (host: string, q: string): string => `<sip:${host}:5061;transport=tls>;q=${q}`;

const leading = (fromHost: string, toPort: number): ConnectTo => ({
  fromHost,
  fromPort: 5061,
  toHost: '127.0.0.1',
  toPort,
});

/** One header with both, the less wanted one first. */
const REDIRECT = `
  append_to_reply("Contact: ${target(STANDIN, '0.3')}, ${target(WANTED, '0.7')}\\r\\n");
  sl_send_reply("302", "Moved Temporarily");
`;

describeWith([kamailio, kamailioTls, openssl], 'the anonymous REGISTER that kamailio sends on', () => {
  let folder: TemporaryFolder;
  let root: Authority;
  let certificate: IssuedCertificate;

  beforeAll(async () => {
    folder = await createTemporaryFolder('kamailio-ca');
    root = await createRootAuthority(folder.path, 'Contoso Root CA');
    const dnsNames = [ENTRY, WANTED, STANDIN];
    certificate = await root.issue({ name: 'servers', commonName: ENTRY, dnsNames });
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  /** The first server redirects; behind both targets is a second one, unless nothing listens behind the wanted one. */
  async function signIn(isWantedUp: boolean): Promise<{
    readonly run: FinishedRun;
    readonly entryOutput: string;
    readonly homeOutput: string;
  }> {
    await using entry = await startKamailio(certificate, REDIRECT);
    await using home = await startKamailio(certificate, 'www_challenge("contoso.test", "0");');
    onTestFailed(() => {
      process.stderr.write(`--- entry:\n${entry.daemon.output()}\n--- home:\n${home.daemon.output()}\n---\n`);
    });
    const run = await runEngine(ADDRESS, {
      server: { host: ENTRY, port: 5061 },
      connectTo: [
        leading(ENTRY, entry.port),
        leading(WANTED, isWantedUp ? home.port : await freePort()),
        leading(STANDIN, home.port),
      ],
      // Nobody is asked for the names: the connections go where connect-to says.
      resolvers: [{ address: '127.0.0.1', port: await freePort() }],
      extraCaPem: [root.pem],
    });
    return { run: showRunOnFailure(run), entryOutput: await entry.finish(), homeOutput: await home.finish() };
  }

  it('follows unsigned, has looked at both targets, and asks the one with the higher q', async () => {
    const { run, entryOutput, homeOutput } = await signIn(true);

    expect(run.of('redirection.received')).toMatchObject([
      {
        from: { host: ENTRY, port: 5061 },
        hop: 1,
        status: 302,
        isSigned: false,
        contacts: [
          { place: { host: WANTED, port: 5061 }, q: 0.7, standing: 'candidate', isOutsideDomain: false },
          { place: { host: STANDIN, port: 5061 }, q: 0.3, standing: 'candidate', isOutsideDomain: false },
        ],
      },
    ]);
    expect(targetsOf(run)).toEqual([`1 ${WANTED} reached`, `2 ${STANDIN} reached`]);
    expect(run.of('redirection.concluded')).toMatchObject([
      { outcome: 'arrived', hops: 1, home: { host: WANTED, via: 'redirect' }, isFirstChoice: true },
    ]);
    // Nobody signs anything, and the one dialog goes on ([MS-SIP] 4.2).
    const requests = run.of('sip.request.sent');
    expect(requests.map(({ peer, headers }) => [peer.host, valueOf(headers, 'CSeq')])).toEqual([
      [ENTRY, '1 REGISTER'],
      [WANTED, '2 REGISTER'],
    ]);
    expect(new Set(requests.map(({ headers }) => valueOf(headers, 'Call-ID'))).size).toBe(1);
    expect(requests.map(({ headers }) => valueOf(headers, 'Authorization'))).toEqual([null, null]);
    expect([requestsIn(entryOutput).length, requestsIn(homeOutput).length]).toEqual([1, 1]);
    expect(entryOutput + homeOutput).not.toContain('malformed');
    // What the last server is decides, as anywhere.
    expect(run.document.server).toEqual({ host: WANTED, port: 5061, via: 'redirect' });
    expect(stepsOf(run)).toMatchObject({ redirection: 'passed', authentication: 'failed' });
    expect(run.findings).toEqual(['*error authentication.not-lync']);
  });

  it('goes on to the other one when nothing listens there', async () => {
    const { run, homeOutput } = await signIn(false);

    expect(targetsOf(run)).toEqual([`1 ${WANTED} tcp-failed`, `2 ${STANDIN} reached`]);
    expect(run.of('redirection.concluded')).toMatchObject([
      { outcome: 'arrived', home: { host: STANDIN, via: 'redirect' }, isFirstChoice: false },
    ]);
    expect(run.document.server).toEqual({ host: STANDIN, port: 5061, via: 'redirect' });
    expect(stepsOf(run).redirection).toBe('passed');
    expect(requestsIn(homeOutput)).toHaveLength(1);
    expect(run.findings).toEqual(['*error authentication.not-lync']);
  });
});

/** In the order in which they would be asked; whichever was reached first was told first. */
const targetsOf = (run: FinishedRun): readonly string[] =>
  run
    .of('redirection.target.concluded')
    .map(({ order, endpoint, outcome }) => `${order} ${endpoint.host} ${outcome}`)
    .sort();

const stepsOf = ({ document }: FinishedRun): Readonly<Record<string, string>> =>
  Object.fromEntries(document.steps.map(({ id, outcome }) => [id, outcome]));

/** What the script wrote of each request that passed kamailio's checks. */
function requestsIn(output: string): readonly string[] {
  return [...output.matchAll(/: request (\S+ .*)$/gm)].map(([, request = '']) => request);
}

function valueOf(headers: readonly (readonly [string, string])[], name: string): string | null {
  return headers.find(([header]) => header.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}
