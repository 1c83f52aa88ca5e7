import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../events/catalogue.ts';
import { ladder } from './ladder.ts';
import {
  atHome,
  concluded,
  HOME,
  HOME_PEER,
  notification,
  respond,
  sentOn,
  signedInAtHome,
  subscribe,
  wholeLog,
} from './testing/home-logs.ts';

/** What steps 4 and 5 look like. */
function drawn(log: readonly LoggedEvent[]): readonly string[] {
  return ladder(log).rows.flatMap((row) => {
    if (row.kind === 'gap' || (row.step !== 'redirection' && row.step !== 'settings')) return [];
    const used = row.isUsed ? '*' : ' ';
    if (row.kind === 'note') return [`${used} note ${row.outcome} | ${row.text}`];
    const direction = row.toLane === 'pc' ? '<-' : '->';
    return [`${used} ${row.protocol} ${row.outcome} ${direction} | ${row.label} | ${row.answerLabel ?? '…'}`];
  });
}

function last(log: readonly LoggedEvent[]): string | undefined {
  return drawn(log).at(-1);
}

describe('steps 4 and 5', () => {
  test('of a sign-in that is sent on, loads its settings and leaves', () => {
    expect(drawn(wholeLog())).toMatchInlineSnapshot(`
      [
        "* note ok | Sent on to pool02.contoso.test:5061 (301)",
        "* dns ok -> | A, AAAA pool02.contoso.test | 192.0.2.40",
        "* tcp ok -> | TCP connect 192.0.2.40:5061 | connected",
        "* tls ok -> | TLS handshake | TLS 1.3",
        "* note ok | Goes on with pool02.contoso.test:5061",
        "* sip ok -> | REGISTER | 401 · NTLM",
        "* note ok | Takes NTLM: the next in the client’s order · the only one offered",
        "* note ok | Uses the password of CONTOSO\\alice with pool02.contoso.test, over SIP: accepted",
        "* sip ok -> | REGISTER | 401 · NTLM",
        "* sip ok -> | REGISTER | 200",
        "* note ok | Signed in with NTLM: 3 REGISTERs, as NTLM needs them",
        "* note ok | The registration: connected to the primary registrar · keep-alive within 5 minutes",
        "* note ok | Arrived at the home server pool02.contoso.test:5061",
        "* sip ok -> | SUBSCRIBE policies · vnd-microsoft-provisioning-v2 | 200 OK, with the data · 0 settings in 0 groups",
        "* sip ok -> | SUBSCRIBE contacts · vnd-microsoft-roaming-contacts | 200 OK, data follows",
        "* sip ok -> | SUBSCRIBE own presence · vnd-microsoft-roaming-self | 200 OK, data follows",
        "* sip warning -> | SERVICE dial plan · location profile | 404 Not Found",
        "* sip ok <- | NOTIFY contacts · 12 contacts in 1 group | 200 OK",
        "* sip ok <- | BENOTIFY own presence · no telephone line, 2 subscribers | …",
        "  note ok | Does not ask for media relay, meetings and presence of the contacts: The server does not offer it.",
        "* dns ok -> | A, AAAA web.contoso.test | 192.0.2.50",
        "  dns failed -> | A, AAAA old.contoso.test | NXDOMAIN",
        "* tcp ok -> | TCP connect 192.0.2.50:443 | connected",
        "* tls ok -> | TLS handshake | TLS 1.3",
        "  note warning | Dial-in page, Device updates at old.contoso.test:443: its name has no address",
        "* sip ok -> | keep-alive, an empty line | …",
        "* sip ok -> | SUBSCRIBE contacts, Expires: 0 · ends the subscription | 200 OK",
        "* sip ok -> | REGISTER, Expires: 0 | 200 OK",
        "* note ok | Signed out again: the registration is withdrawn",
      ]
    `);
  });

  test('have nothing left to expect at the end, and lanes by host', () => {
    const { ghosts, lanes } = ladder(wholeLog());

    expect(ghosts).toEqual([]);
    expect(lanes.map(({ id }) => id)).toEqual([
      'pc',
      'dns',
      'web:web.contoso.test',
      'sip:pool01.contoso.test',
      'sip:pool02.contoso.test',
    ]);
  });

  test.each([
    [
      'sent on',
      sentOn().log,
      [
        'TCP connect',
        'TLS handshake',
        'REGISTER',
        'REGISTER, asks for an NTLM challenge',
        'REGISTER with the NTLM answer',
      ],
    ],
    [
      'challenged at home',
      atHome().log,
      ['REGISTER, asks for an NTLM challenge', 'REGISTER with the NTLM answer'],
    ],
    ['signed in', signedInAtHome().log, []],
  ])('expect the way to the home server: %s', (_name, log, labels) => {
    const { ghosts } = ladder(log);

    expect(ghosts.filter(({ step }) => step === 'redirection').map(({ label }) => label)).toEqual(labels);
    expect(ghosts.filter(({ step }) => step === 'settings')).toHaveLength(6);
  });
});

describe('a redirection', () => {
  const contact = { place: { host: 'x.contoso.test', port: 5061 } };

  test.each([
    [
      '* note ok | Sent on to a.contoso.test:5061, or else b.contoso.test:5061 (301)',
      ['a.contoso.test', 'b.contoso.test'],
      {},
    ],
    [
      '* note warning | Sent on to a.contoso.test:5061 (302) · not signed',
      ['a.contoso.test'],
      { status: 302, isSigned: false },
    ],
    [
      '* note warning | Sent on to x.contoso.test:5061 (301) · outside of the sign-in domain',
      [{ ...contact, isOutsideDomain: true }],
      {},
    ],
    [
      '  note failed | Sent on to x.contoso.test:5061, the sign-in has been there already (301)',
      [{ ...contact, standing: 'visited' as const }],
      {},
    ],
    [
      '  note failed | Sent on to sip:?\\x1b, no address that can be read (301)',
      [{ uri: 'sip:?\u001b', place: null, standing: 'unreadable' as const }],
      {},
    ],
    ['  note failed | Sent on without an address (301)', [], {}],
  ] as const)('%s', (line, contacts, changes) => {
    const log = sentOn([]);
    log.redirect(HOME, contacts, { hop: 1, ...changes });

    expect(last(log.log)).toBe(line);
  });

  test('names a target that cannot be used, and where it all ended', () => {
    const log = sentOn().inStep('redirection', (builder) => {
      builder.address(HOME.host, []);
      builder.target(HOME, 'unresolvable').redirectionConcluded('unreachable');
    });

    expect(drawn(log.log).slice(1)).toEqual([
      '  dns failed -> | A, AAAA pool02.contoso.test | NXDOMAIN',
      '  note failed | pool02.contoso.test:5061: its name has no address',
      '  note failed | None of the servers to which the sign-in is sent can be used',
    ]);
  });
});

describe('settings', () => {
  const at = { step: 'settings', flow: 'home' } as const;

  test.each([
    ['refused', 'contacts', 503, 'warning', '503'],
    ['refused', 'provisioning', 403, 'failed', '403'],
    ['no-data', 'contacts', 200, 'warning', '200 OK, data follows · no data came'],
    ['invalid', 'provisioning', 200, 'failed', '200 OK, data follows · cannot be read'],
  ] as const)('%s colours the request for %s', (outcome, kind, status, colour, answerLabel) => {
    const log = signedInAtHome();
    const cause = respond(log, subscribe(log, kind), status);
    concluded(log, kind, cause, { outcome, status, delivery: null });

    expect(ladder(log.log).rungs.at(-1)).toMatchObject({ outcome: colour, answerLabel });
  });

  test('that nobody answers are told by their own request, not by the last', () => {
    const log = signedInAtHome();
    const cause = subscribe(log, 'contacts');
    subscribe(log, 'self');
    log.add('sip.transaction.failed', { peer: HOME_PEER, failure: 'timeout', tookMs: 10 }, { ...at, cause });
    concluded(log, 'contacts', undefined, { outcome: 'no-answer', delivery: null });

    expect(drawn(log.log).slice(-2)).toEqual([
      '* sip warning -> | SUBSCRIBE contacts · vnd-microsoft-roaming-contacts | no answer',
      '* sip pending -> | SUBSCRIBE own presence · vnd-microsoft-roaming-self | …',
    ]);
  });

  test('that could not be asked for any more share a line', () => {
    const log = signedInAtHome();
    for (const kind of ['presence', 'conferencing'] as const) {
      concluded(log, kind, undefined, {
        outcome: 'closed',
        detail: 'The connection was lost.',
        delivery: null,
      });
    }

    expect(last(log.log)).toBe(
      '  note failed | Not asked for any more: presence of the contacts and meetings. The connection was lost.',
    );
  });
});

describe('requests of the server', () => {
  const at = { step: 'settings', flow: 'home' } as const;

  test('wait for our answer, unless none is due', () => {
    const log = signedInAtHome();
    notification(log, 'NOTIFY', 'presence');
    notification(log, 'BENOTIFY', 'presence');

    expect(drawn(log.log).slice(-2)).toEqual([
      '* sip pending <- | NOTIFY presence of the contacts | …',
      '* sip ok <- | BENOTIFY presence of the contacts | …',
    ]);
  });

  test('are not taken for what an answer without a cause belongs to', () => {
    const log = signedInAtHome();
    subscribe(log, 'contacts');
    notification(log, 'NOTIFY', 'presence');
    log.add(
      'sip.response.received',
      { peer: HOME_PEER, status: 489, reason: 'Bad Event', headers: [], body: '', sizeBytes: 9, tookMs: 5 },
      at,
    );

    expect(drawn(log.log).slice(-2)).toEqual([
      '* sip failed -> | SUBSCRIBE contacts · vnd-microsoft-roaming-contacts | 489 Bad Event',
      '* sip pending <- | NOTIFY presence of the contacts | …',
    ]);
  });

  test('that nobody asked for are refused with a warning; a forged one is ignored', () => {
    const log = signedInAtHome();
    const stray = notification(log, 'NOTIFY', 'dialog');
    log.add(
      'sip.response.sent',
      { peer: HOME_PEER, status: 481, reason: 'Gone', headers: [], sizeBytes: 9 },
      { ...at, cause: stray },
    );
    const forged = notification(log, 'NOTIFY', 'presence');
    const checked = {
      peer: HOME_PEER,
      method: 'ntlm',
      valid: false,
      problem: 'mismatch',
      macBytes: 16,
      expectedMacBytes: 16,
      snum: '9',
    } as const;
    log.add('authentication.signature.checked', checked, { ...at, cause: forged });

    expect(drawn(log.log).slice(-3, -1)).toEqual([
      '* sip warning <- | NOTIFY dialog | 481 Gone',
      '* sip failed <- | NOTIFY presence of the contacts | ignored: signature wrong',
    ]);
  });

  test('end the registration', () => {
    const log = signedInAtHome();
    const cause = notification(log, 'NOTIFY', 'registration-notify', 'deregistered;event=rejected');
    log.add('registration.deregistered', { event: 'rejected', preferredRegistrar: null }, { ...at, cause });

    const answer = { peer: HOME_PEER, status: 200, reason: 'OK', headers: [], sizeBytes: 9 };
    log.add('sip.response.sent', answer, { ...at, cause });

    expect(drawn(log.log).slice(-2)).toEqual([
      '* sip failed <- | NOTIFY registration-notify · about the registration | 200 OK',
      '* note failed | The registrar ends the registration: the user was disabled',
    ]);
  });

  test('keep the connection alive in both directions', () => {
    const log = signedInAtHome();
    log.add('sip.keep-alive.sent', { peer: HOME_PEER, isAnswer: false }, at);
    log.wait(5).add('sip.keep-alive.received', { peer: HOME_PEER }, at);
    const cause = log.add('sip.keep-alive.received', { peer: HOME_PEER }, at);
    log.add('sip.keep-alive.sent', { peer: HOME_PEER, isAnswer: true }, { ...at, cause });

    expect(drawn(log.log).slice(-2)).toEqual([
      '* sip ok -> | keep-alive, an empty line | an empty line back',
      '* sip ok <- | keep-alive, an empty line | an empty line back',
    ]);
  });
});

describe('a registration', () => {
  test('on a backup registrar, without user services, is drawn as a warning', () => {
    const log = signedInAtHome({ isConnectedToPrimary: false, userServices: 'unavailable', keepAlive: null });

    expect(drawn(log.log)).toContain(
      '* note warning | The registration: on a backup registrar, the primary one is out of reach · user services unavailable',
    );
  });
});

test('every prefix keeps rows in place, and tells every event of steps 4 and 5 somewhere', () => {
  const log = wholeLog();
  let before: readonly string[] = [];
  for (let end = 0; end <= log.length; end += 1) {
    const { rows } = ladder(log.slice(0, end));
    const ids = rows.map(({ id }) => id);
    expect(ids.slice(0, before.length)).toEqual(before);
    for (const row of rows) if (row.kind !== 'gap') expect(row.evidence.at(-1)).toBeLessThan(end);
    before = ids;
  }
  const told = new Set(ladder(log).rows.flatMap((row) => (row.kind === 'gap' ? [] : row.evidence)));
  const silent = log.filter(
    ({ kind, seq }) => /^(?:redirection|registration|settings|sip)\./.test(kind) && !told.has(seq),
  );

  expect(silent.map(({ kind }) => kind)).toEqual([]);
});
