import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { ladder } from './ladder.ts';
import type { Ladder } from './ladder-model.ts';
import { writeLog } from './testing/log-writer.ts';
import { cancelledLog, discover, expiredLog, healthyLog, missing, resolve } from './testing/sample-logs.ts';

/** A ladder as text: what a person would read off it. */
function drawn({ lanes, rows, ghosts }: Ladder): readonly string[] {
  return [
    ...lanes.map(({ id, title, subtitle }) => `lane ${id} | ${title} | ${subtitle}`),
    ...rows.map((row) => {
      switch (row.kind) {
        case 'gap':
          return `gap ${row.ms}`;
        case 'note':
          return `note ${row.step} ${row.outcome} | ${row.text}`;
        case 'rung':
          return `${row.isUsed ? '*' : ' '} ${row.step} ${row.protocol} ${row.outcome} ${row.fromLane} > ${row.toLane} | ${row.label} | ${row.answerLabel ?? '…'} | ${row.durationMs ?? '…'}`;
      }
    }),
    ...ghosts.map((ghost) => `ghost ${ghost.step} | ${ghost.label} | ${ghost.answerLabel ?? ''}`),
  ];
}

describe('an attempt that another one made needless', () => {
  test('is given up at the moment when it was, not at the end of the run', () => {
    const writer = writeLog();
    const peer = { role: 'web', host: 'lyncdiscover.contoso.test', port: 80 } as const;
    const flow = 'web-1';
    writer.at(
      10,
      'tcp.connect.started',
      { peer, address: '192.0.2.7', port: 80, redirected: false },
      { flow },
    );
    writer.at(60, 'connection.closed', { peer, by: 'us', detail: 'not needed any longer' }, { flow });

    const [rung] = ladder(writer.log).rungs;

    expect(rung).toMatchObject({ outcome: 'cancelled', answerLabel: 'given up', durationMs: 50 });
  });
});

describe('ladder', () => {
  test('draws a healthy run', () => {
    expect(drawn(ladder(healthyLog()))).toMatchInlineSnapshot(`
      [
        "lane pc | This PC | ",
        "lane dns | DNS | 192.0.2.53, this system’s lookup",
        "lane web:lyncdiscoverinternal.contoso.test | lyncdiscoverinternal.contoso.test | 10.0.0.20",
        "lane sip:pool01.contoso.test | pool01.contoso.test | 10.0.0.10",
        "* discovery dns ok pc > dns | A, AAAA lyncdiscoverinternal.contoso.test | 10.0.0.20 | 6",
        "  discovery dns ok pc > dns | A, AAAA sipexternal.contoso.test | NXDOMAIN | 5",
        "  discovery dns ok pc > dns | SRV _sip._tls.contoso.test | NXDOMAIN | 5",
        "* discovery tcp ok pc > web:lyncdiscoverinternal.contoso.test | TCP connect 10.0.0.20:443 | connected | 3",
        "* discovery tls ok pc > web:lyncdiscoverinternal.contoso.test | TLS handshake | TLS 1.3 | 10",
        "* discovery http ok pc > web:lyncdiscoverinternal.contoso.test | GET /?sipuri=alice%40contoso.test | 200 OK · domain document | 20",
        "note discovery ok | Uses pool01.contoso.test:5061, found by lyncdiscoverinternal",
        "* connectivity dns ok pc > dns | A, AAAA pool01.contoso.test | 10.0.0.10 | 6",
        "* connectivity tcp ok pc > sip:pool01.contoso.test | TCP connect 10.0.0.10:5061 | connected | 4",
        "* connectivity tls ok pc > sip:pool01.contoso.test | TLS handshake | TLS 1.3 | 10",
        "note connectivity ok | Goes on with pool01.contoso.test:5061",
        "* authentication sip ok pc > sip:pool01.contoso.test | REGISTER | 401 Unauthorized · Kerberos, NTLM, TLS-DSK | 24",
        "ghost authentication | Ticket for the server | ticket",
        "ghost authentication | REGISTER with a Kerberos ticket | 200 OK",
        "ghost redirection | Signs in again at the home server | 200 OK",
        "ghost settings | SUBSCRIBE policies · vnd-microsoft-provisioning-v2 | 200 OK",
        "ghost settings | SUBSCRIBE contacts · vnd-microsoft-roaming-contacts | 200 OK",
        "ghost settings | SUBSCRIBE own presence · vnd-microsoft-roaming-self | 200 OK",
        "ghost settings | SERVICE dial plan · location profile | 200 OK",
        "ghost settings | SUBSCRIBE presence of the contacts · batchSub | 200 OK",
        "ghost settings | REGISTER, Expires: 0 | 200 OK",
      ]
    `);
  });

  test('shows how far a failed run came and what should have followed', () => {
    const { rungs, ghosts } = ladder(expiredLog());

    expect(rungs.at(-1)).toMatchObject({
      protocol: 'tls',
      outcome: 'failed',
      answerLabel: 'TLS 1.3 · certificate expired',
    });
    expect(ghosts[0]).toMatchObject({ id: 'ghost-register', needsSignIn: false });
  });

  test('shows what was given up when the user cancelled, and the silence before it', () => {
    const { rungs, rows } = ladder(cancelledLog());

    expect(rungs.at(-1)).toMatchObject({ protocol: 'tcp', outcome: 'cancelled', durationMs: null });
    expect(rows.slice(-3).map((row) => row.kind)).toEqual(['rung', 'gap', 'note']);
    expect(rows.at(-1)).toMatchObject({ text: 'Cancelled at step 2, Reach the server' });
  });
});

describe.each([
  ['healthy', healthyLog()],
  ['expired', expiredLog()],
  ['cancelled', cancelledLog()],
])('every prefix of a log: %s', (_name, log: readonly LoggedEvent[]) => {
  const ladders = log.map((_event, index) => ladder(log.slice(0, index)));

  test('keeps lanes and rows in place while the log grows', () => {
    for (const [index, now] of ladders.entries()) {
      const next = ladders[index + 1] ?? ladder(log);
      for (const kind of ['pc', 'dns', 'kdc', 'proxy', 'web', 'sip']) {
        const ids = (from: Ladder): readonly string[] =>
          from.lanes.filter((lane) => lane.kind === kind).map((lane) => lane.id);
        expect(ids(next).slice(0, ids(now).length)).toEqual(ids(now));
      }
      expect(next.rows.slice(0, now.rows.length).map((row) => row.id)).toEqual(now.rows.map((row) => row.id));
    }
  });

  test('names as evidence only events that the log has', () => {
    for (const [index, { rows }] of ladders.entries()) {
      for (const row of rows) if (row.kind !== 'gap') expect(Math.max(...row.evidence)).toBeLessThan(index);
    }
  });

  test('keeps the identity of what did not change', () => {
    let previous = ladder([]);
    for (const [index] of log.entries()) {
      const next = ladder(log.slice(0, index + 1), { previous });
      expect(next).toEqual(ladder(log.slice(0, index + 1)));
      previous = next;
    }
    const again = ladder([...log], { previous });
    expect(again.rows).toBe(previous.rows);
    expect(again.lanes).toBe(previous.lanes);
  });
});

describe('what goes wrong', () => {
  const web = { role: 'web', host: 'lyncdiscover.contoso.test', port: 443 } as const;
  const sip = { role: 'sip', host: 'sip.contoso.test', port: 5061 } as const;
  const url = 'https://lyncdiscover.contoso.test/';

  test('a name that nobody promised may be missing; an SRV record’s target must not', () => {
    const writer = writeLog();
    missing(writer, 4, 'sip.contoso.test');
    const before = ladder(writer.log).rungs[0];
    writer.at(20, 'dns.name.resolved', {
      name: '_sip._tls.contoso.test',
      question: 'srv',
      outcome: 'answered',
      addresses: [],
      srv: [{ priority: 0, weight: 0, port: 443, target: 'SIP.contoso.test.' }],
      usedFrom: '192.0.2.53:53',
      disagreements: [],
      tookMs: 3,
    });

    expect(before).toMatchObject({ outcome: 'ok', answerLabel: 'NXDOMAIN' });
    expect(ladder(writer.log).rungs[0]).toMatchObject({ outcome: 'failed', answerLabel: 'NXDOMAIN' });
  });

  test('an answer on which those who were asked disagree is a warning', () => {
    const writer = writeLog();
    resolve(writer, 3, 'sip.contoso.test', ['10.0.0.1'], {});
    const log = writer.log.map((event) =>
      event.kind === 'dns.name.resolved'
        ? {
            ...event,
            data: {
              ...event.data,
              disagreements: [{ who: 'system', outcome: 'answered' as const, answers: ['10.9.9.9'] }],
            },
          }
        : event,
    );

    expect(ladder(log).rungs[0]).toMatchObject({ outcome: 'warning' });
  });

  test('each address is a rung, and one that connect-to stands in for shows the port asked for', () => {
    const writer = writeLog();
    for (const [address, flow, redirected] of [
      ['10.0.0.1', 'tcp-1', false],
      ['2001:db8::1', 'tcp-2', false],
      ['127.0.0.1', 'tcp-3', true],
    ] as const) {
      writer.at(
        5,
        'tcp.connect.started',
        { peer: sip, address, port: redirected ? 40_001 : 5061, redirected },
        { flow },
      );
    }
    writer.at(
      9,
      'tcp.connect.failed',
      { peer: sip, address: '2001:db8::1', port: 5061, failure: 'refused', errno: 'ECONNREFUSED', tookMs: 4 },
      { flow: 'tcp-2' },
    );

    expect(ladder(writer.log).rungs.map(({ label, answerLabel }) => [label, answerLabel])).toEqual([
      ['TCP connect 10.0.0.1:5061', null],
      ['TCP connect [2001:db8::1]:5061', 'refused'],
      ['TCP connect :5061', null],
    ]);
  });

  test('a web answer that is not autodiscover fails its rung', () => {
    const writer = writeLog();
    const sent = writer.at(5, 'http.request.sent', { method: 'GET', url, headers: [], proxy: null });
    writer.at(
      9,
      'http.response.received',
      { url, status: 200, reason: 'OK', headers: [], body: '<html>', bodyBytes: 6, tookMs: 4 },
      { cause: sent },
    );
    writer.at(9, 'autodiscover.document.rejected', { url, reason: 'html', detail: 'text/html' });

    expect(ladder(writer.log).rungs).toMatchObject([
      { outcome: 'failed', answerLabel: '200 OK · a web page, not autodiscover' },
    ]);
  });

  test('a request that never left is told by what stopped it, or by a line of its own', () => {
    const writer = writeLog();
    missing(writer, 3, web.host);
    writer.at(9, 'http.request.failed', { url, failure: 'connect', detail: 'no address', tookMs: 5 });
    writer.at(
      10,
      'http.request.failed',
      { url, failure: 'untrusted-certificate', detail: 'expired', tookMs: 5 },
      { flow: 'tcp-1' },
    );

    const { rungs, notes } = ladder(writer.log);

    expect(rungs.map(({ evidence }) => evidence.at(-1))).toEqual([7]);
    expect(notes.map(({ text }) => text)).toEqual([
      'Does not ask lyncdiscover.contoso.test: certificate not trusted',
    ]);
  });

  test('a refused redirect says why', () => {
    const writer = writeLog();
    writer.at(5, 'http.redirect.refused', {
      from: url,
      to: 'http://evil.test/',
      kind: 'http',
      reason: 'downgrade',
    });

    expect(ladder(writer.log).notes).toMatchObject([
      {
        text: 'Does not follow the redirect to http://evil.test/: it would give up encryption',
        outcome: 'failed',
      },
    ]);
  });

  test('a proxy has a lane of its own', () => {
    const writer = writeLog();
    const target = 'lyncdiscover.contoso.test:443';
    const sent = writer.at(5, 'http.request.sent', {
      method: 'CONNECT',
      url: target,
      headers: [],
      proxy: 'proxy.contoso.test:8080',
    });
    writer.at(
      6,
      'http.request.failed',
      { url: target, failure: 'proxy-authentication', detail: '407', tookMs: 1 },
      { cause: sent },
    );

    expect(ladder(writer.log).rungs).toMatchObject([
      {
        toLane: 'proxy:proxy.contoso.test:8080',
        label: 'CONNECT lyncdiscover.contoso.test:443',
        answerLabel: 'proxy wants a sign-in',
      },
    ]);
  });

  test.each([
    ['http', 'not SIP: a web server'],
    ['sip', 'malformed SIP'],
  ] as const)('an answer that looks like %s is named once, whatever follows', (looksLike, answerLabel) => {
    const writer = writeLog();
    const at = { flow: 'tcp-1' };
    const request = {
      peer: sip,
      method: 'REGISTER',
      requestUri: 'sip:a.test',
      headers: [],
      body: '',
      sizeBytes: 1,
    };
    const sent = writer.at(5, 'sip.request.sent', request, at);
    writer.at(
      6,
      'sip.message.rejected',
      { peer: sip, code: 'bad-start-line', detail: '', looksLike, head: 'HTTP/1.1 400' },
      { ...at, cause: sent },
    );
    writer.at(
      7,
      'sip.transaction.failed',
      { peer: sip, failure: 'closed', tookMs: 2 },
      { ...at, cause: sent },
    );

    expect(ladder(writer.log).rungs).toMatchObject([{ outcome: 'failed', answerLabel, durationMs: 1 }]);
  });

  test('a Digest challenge is no Lync sign-in; provisional answers are parts', () => {
    const writer = writeLog();
    const at = { flow: 'tcp-1' };
    const request = {
      peer: sip,
      method: 'REGISTER',
      requestUri: 'sip:a.test',
      headers: [],
      body: '',
      sizeBytes: 1,
    };
    const cause = writer.at(5, 'sip.request.sent', request, at);
    const answer = { peer: sip, body: '', sizeBytes: 1, tookMs: 2 };
    writer.at(
      6,
      'sip.response.received',
      { ...answer, status: 100, reason: 'Trying', headers: [] },
      { ...at, cause },
    );
    writer.at(
      7,
      'sip.response.received',
      {
        ...answer,
        status: 401,
        reason: 'Unauthorized',
        headers: [['WWW-Authenticate', 'Digest realm="a", nonce="1"']],
      },
      { ...at, cause },
    );

    expect(ladder(writer.log).rungs).toMatchObject([
      { outcome: 'failed', answerLabel: '401 Unauthorized · Digest', parts: [{ label: '100 Trying' }] },
    ]);
  });

  test('the look at an old server is told from an ordinary handshake', () => {
    const writer = writeLog();
    const at = { flow: 'tcp-2' };
    const offer = { peer: sip, serverName: sip.host, minVersion: 'TLSv1', maxVersion: 'TLSv1.3' };
    writer.at(5, 'tls.handshake.started', { ...offer, attempt: 'legacy' }, at);
    writer.at(
      9,
      'tls.handshake.completed',
      {
        peer: sip,
        protocol: 'TLSv1',
        cipher: 'AES128-SHA',
        keyExchange: null,
        alpn: null,
        attempt: 'legacy',
        tookMs: 4,
      },
      at,
    );

    expect(ladder(writer.log).rungs).toMatchObject([
      { label: 'TLS handshake, old versions allowed', answerLabel: 'TLS 1.0', outcome: 'warning' },
    ]);
  });

  test('a candidate that comes in after the decision belongs to its note', () => {
    const writer = writeLog();
    discover(writer);
    const late = writer.at(200, 'discovery.candidate.concluded', {
      via: 'host-sip',
      name: 'sip.contoso.test',
      order: 6,
      found: false,
      standing: 'not-found',
      reason: 'no-record',
      detail: null,
      network: 'unknown',
      endpoints: [],
      tookMs: 190,
    });

    expect(ladder(writer.log).notes[0]?.evidence.at(-1)).toBe(late);
  });
});

describe('ghosts', () => {
  test('hold the whole sign-in before anything has happened', () => {
    expect(ladder([]).ghosts.map(({ label }) => label)).toMatchInlineSnapshot(`
      [
        "Look up the names of the sign-in domain",
        "GET autodiscover document",
        "TCP connect",
        "TLS handshake",
        "REGISTER",
        "REGISTER with credentials",
        "Signs in again at the home server",
        "SUBSCRIBE policies · vnd-microsoft-provisioning-v2",
        "SUBSCRIBE contacts · vnd-microsoft-roaming-contacts",
        "SUBSCRIBE own presence · vnd-microsoft-roaming-self",
        "SERVICE dial plan · location profile",
        "SUBSCRIBE presence of the contacts · batchSub",
        "REGISTER, Expires: 0",
      ]
    `);
  });

  test.each([
    ['Kerberos', ['Ticket for the server', 'REGISTER with a Kerberos ticket']],
    ['NTLM', ['REGISTER, asks for an NTLM challenge', 'REGISTER with the NTLM answer']],
  ])('after a challenge that offers only %s are that method’s', (scheme, expected) => {
    const log = healthyLog().map((event) =>
      event.kind === 'sip.response.received'
        ? {
            ...event,
            data: {
              ...event.data,
              headers: [['WWW-Authenticate', `${scheme} realm="a"`]] as [string, string][],
            },
          }
        : event,
    );

    const { ghosts } = ladder(log);

    expect(ghosts.filter(({ step }) => step === 'authentication').map(({ label }) => label)).toEqual(
      expected,
    );
    expect(ghosts.every(({ needsSignIn }) => needsSignIn)).toBe(true);
  });
});
