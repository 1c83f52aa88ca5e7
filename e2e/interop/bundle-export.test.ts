import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { messagesPcapng } from '../../shared/bundle/messages/messages-pcapng.ts';
import { eventsOf, type LoggedEvent } from '../../shared/events/catalogue.ts';
import { appendEvent } from '../../shared/events/testing/append-event.ts';
import { pemCertificates } from '../../shared/lib/pem.ts';
import { exportRun, type ExportedRun } from '../support/exported-bundle.ts';
import {
  capinfos,
  describeCapture,
  flowGraph,
  readExported,
  type ReadMessage,
} from '../support/exported-messages.ts';
import { openssl, runOpenssl } from '../support/openssl.ts';
import { describeWith } from '../support/programs.ts';
import { createTemporaryFolder } from '../support/temporary-folder.ts';
import { tshark } from '../support/tshark.ts';

const KINDS = /^(?:sip|http)\.(?:request|response)\.(?:sent|received)$/;
/** Written anew by the export, so that bodies without their secrets can be read. */
const REWRITTEN = ['content-length', 'transfer-encoding', 'content-encoding'];

/** What the log says of each message, told from it directly, but for the comment. */
function expectedMessages(log: readonly LoggedEvent[]): readonly ReadMessage[] {
  const connections = new Map(eventsOf(log, 'tcp.connect.succeeded').map(({ flow, data }) => [flow, data]));
  const start = log[0];
  return log.flatMap((event): readonly ReadMessage[] => {
    if (!KINDS.test(event.kind) || !('headers' in event.data)) return [];
    const { data } = event;
    const connection = connections.get(event.flow);
    const local = `${connection?.localAddress} ${connection?.localPort}`;
    const remote = `${connection?.address} ${connection?.port}`;
    const isSip = event.kind.startsWith('sip.');
    const header = (name: string): string =>
      (isSip && data.headers.find(([each]) => each.toLowerCase() === name)?.[1]) || '';
    return [
      {
        atMicroseconds: Math.round(((start?.wall ?? 0) - (start?.t ?? 0) + event.t) * 1_000),
        source: event.kind.endsWith('.sent') ? local : remote,
        destination: event.kind.endsWith('.sent') ? remote : local,
        protocol: isSip ? 'sip' : 'http',
        what: 'status' in data ? String(data.status) : data.method,
        callId: header('call-id'),
        cseq: header('cseq'),
        headers: withoutRewritten(data.headers.map(([name]) => name)),
        bodyBytes: Buffer.byteLength(('body' in data ? data.body : undefined) ?? ''),
        comment: '',
      },
    ];
  });
}

function withoutRewritten(names: readonly string[]): readonly string[] {
  return names.filter((name) => !REWRITTEN.includes(name.toLowerCase()));
}

describeWith([tshark, capinfos], 'tshark on the messages of a bundle', () => {
  it.each([
    // Messages of the server, and our answers to them.
    ['settings-notify-late', 'standard'],
    // Web tickets, with NTLM in HTTP and TLS in SIP.
    ['tls-dsk', 'standard'],
    // Several registrars.
    ['redirect-other-pool', 'standard'],
    ['redirect-other-pool', 'strict'],
    ['settings-healthy', 'strict'],
    // No SIP at all.
    ['cert-expired', 'standard'],
  ] as const)('reads every message of %s (%s), as it was', async (scenario, level) => {
    await using run = await exportRun(scenario, level);

    const read = await readExported(run.captureFile);

    expect(
      read.map((message) => ({ ...message, headers: withoutRewritten(message.headers), comment: '' })),
    ).toEqual(expectedMessages(run.log));
    expect(run.messages.map(({ seq }) => seq)).toEqual(
      run.log.filter(({ kind }) => KINDS.test(kind)).map(({ seq }) => seq),
    );
    expect(read.map(({ comment }) => /^Observation (\d+)$/m.exec(comment)?.[1])).toEqual(
      run.messages.map(({ seq }) => String(seq)),
    );
    expect(await run.capture.read('_ws.malformed || _ws.short || _ws.expert.severity == "Error"')).toEqual(
      [],
    );
    expect(await describeCapture(run.captureFile)).toEqual(
      expect.toSatisfy(
        (of: ReadonlyMap<string, string>) =>
          of.get('Number of packets') === String(run.messages.length) &&
          of.get('Capture application') === 'Rungs 1.2.3' &&
          of.get('Strict time order') === 'True',
      ),
    );
  });

  it('shows them as a call flow, and pairs the web requests with their answers', async () => {
    await using run = await exportRun('settings-healthy', 'standard');

    expect(await flowGraph(run.captureFile)).toEqual(
      run.messages.map(({ source, destination }) => [source.port, destination.port]),
    );
    const answered = await run.capture.fields('http.response', 'http.request_in');
    expect(answered.length).toBeGreaterThan(4);
    expect(answered.flat()).not.toContain('');
  });

  it('is shown the server behind a proxy apart from the proxy', async () => {
    const proxy = { role: 'proxy', host: 'proxy.contoso.test', port: 8080 } as const;
    const web = { url: 'https://web.contoso.test/a', headers: [], proxy: 'proxy.contoso.test:8080' };
    const log: LoggedEvent[] = [];
    const at = { t: 0, startedAtMs: Date.UTC(2026, 10, 23) };
    const through = { flow: 'web-1' };
    const dialled = {
      peer: proxy,
      address: '10.0.0.8',
      port: 8080,
      localAddress: '10.0.0.1',
      localPort: 50_112,
    };
    appendEvent(log, at, 'tcp.connect.succeeded', { ...dialled, tookMs: 1 }, through);
    const answer = { status: 200, reason: 'OK', headers: [], body: '', bodyBytes: 0, tookMs: 1 };
    const tunnel = { ...web, url: 'web.contoso.test:443' };
    appendEvent(log, at, 'http.request.sent', { ...tunnel, method: 'CONNECT' }, through);
    appendEvent(log, at, 'http.response.received', { ...answer, url: tunnel.url }, through);
    appendEvent(log, at, 'http.request.sent', { ...web, method: 'GET' }, through);
    appendEvent(
      log,
      at,
      'http.response.received',
      { ...answer, url: web.url, body: '<a/>', bodyBytes: 4 },
      through,
    );
    await using folder = await createTemporaryFolder('export');
    const file = path.join(folder.path, 'messages.pcapng');
    await writeFile(file, messagesPcapng(log, { name: 'Rungs', version: '1.2.3' }));

    const read = await readExported(file);

    expect(read.map(({ what, source, bodyBytes }) => [what, source, bodyBytes])).toEqual([
      ['CONNECT', '10.0.0.1 50112', 0],
      ['200', '10.0.0.8 8080', 0],
      ['GET', '10.0.0.1 50112', 0],
      ['200', '192.0.2.2 443', 4],
    ]);
  });
});

describeWith([openssl], 'openssl on the certificates of a bundle', () => {
  let run: ExportedRun;
  beforeAll(async () => {
    run = await exportRun('tls-dsk', 'standard');
  });
  afterAll(async () => run[Symbol.asyncDispose]());

  /** Fingerprints of all the certificates that openssl finds in a file, in its order. */
  async function fingerprints(file: string): Promise<readonly string[]> {
    const folder = run.folder.path;
    await runOpenssl(['crl2pkcs7', '-nocrl', '-certfile', file, '-out', 'all.p7'], folder);
    const printed = await runOpenssl(['pkcs7', '-in', 'all.p7', '-print_certs'], folder);
    const found: string[] = [];
    for (const pem of pemCertificates(printed)) {
      const one = await run.folder.write('one.pem', pem);
      found.push(await runOpenssl(['x509', '-in', one, '-noout', '-fingerprint', '-sha256'], folder));
    }
    return found.map((line) => line.trim().replace(/^.*=/, '').replaceAll(':', '').toLowerCase());
  }

  it('finds in each file the chain that the server has sent', async () => {
    const chains = eventsOf(run.log, 'tls.certificates.received').map(({ data: { peer, chain } }) => [
      `${peer.host}-${peer.port}.pem`,
      chain.map(({ sha256 }) => sha256.replaceAll(':', '').toLowerCase()),
    ]);
    const servers = run.certificates.filter((file) => !/(?:client|tls-dsk)\.pem$/.test(file));

    expect(servers.length).toBeGreaterThan(5);
    const found = await Promise.all(servers.map((file) => readFile(file, 'utf8')));
    expect(found.every((text) => pemCertificates(text).length > 1)).toBe(true);
    for (const file of servers) {
      const read = await fingerprints(file);
      expect(chains).toContainEqual([path.basename(file), read]);
      const told = [...(await readFile(file, 'utf8')).matchAll(/^SHA-256: (.*)$/gm)];
      expect(told.map(([, sum = '']) => sum.replaceAll(':', '').toLowerCase())).toEqual(read);
    }
    expect(new Set(chains.map(([name]) => name))).toEqual(
      new Set(servers.map((file) => path.basename(file))),
    );
  });

  it('verifies them against the authority of the network', async () => {
    const servers = run.certificates.filter((file) => !/(?:client|tls-dsk)\.pem$/.test(file));

    for (const file of servers) {
      const args = [
        'verify',
        '-CAfile',
        run.authorityFile,
        '-purpose',
        'sslserver',
        '-untrusted',
        file,
        file,
      ];
      expect(await runOpenssl(args, run.folder.path)).toBe(`${file}: OK\n`);
    }
  });

  it('reads the certificate that was issued to the user', async () => {
    const issued = eventsOf(run.log, 'client-certificate.issued').map(({ data }) => data.certificate);
    const file = run.certificates.find((each) => path.basename(each) === 'client.pem') ?? '';

    expect(issued).toHaveLength(1);
    expect(await fingerprints(file)).toEqual(
      issued.map(({ sha256 }) => sha256.replaceAll(':', '').toLowerCase()),
    );
  });

  it('finds no certificates where a receiver must not see them', async () => {
    await using strict = await exportRun('cert-expired', 'strict');

    expect(eventsOf(strict.log, 'tls.certificates.received').length).toBeGreaterThan(0);
    expect(strict.certificates).toEqual([]);
  });

  it('objects to what the sign-in objects to', async () => {
    await using expired = await exportRun('cert-expired', 'standard');
    const isExpired = eventsOf(expired.log, 'tls.certificates.judged')
      .filter(({ data }) => data.problems.some(({ kind }) => kind === 'expired'))
      .map(({ data: { peer } }) => `${peer.host}-${peer.port}.pem`);
    const files = expired.certificates.filter((file) => isExpired.includes(path.basename(file)));

    expect(files.length).toBeGreaterThan(0);
    for (const file of files) {
      const args = ['verify', '-CAfile', expired.authorityFile, '-untrusted', file, file];
      await expect(runOpenssl(args, expired.folder.path)).rejects.toThrow('certificate has expired');
    }
  });
});
