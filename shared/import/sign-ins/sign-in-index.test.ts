import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SignInOfLog } from '../../ipc/open-commands.ts';
import { createLogReader } from '../log-reader.ts';
import type { LogRecord } from '../log-record.ts';
import type { SignInIndex } from './sign-in-index.ts';
import { createSignInIndex } from './sign-in-index.ts';
import { recordsFrom } from './testing/any-records.ts';
import { splitUccApi } from './testing/split-uccapi.ts';
import { merged, MORNING, Talk } from './testing/talk.ts';

const HOUR = 3_600_000;
const choices = fc.array(fc.nat(), { maxLength: 45 });

function indexOf(records: readonly LogRecord[]): SignInIndex {
  const index = createSignInIndex();
  index.add(records);
  return index.finish();
}

function infos(records: readonly LogRecord[]) {
  return indexOf(records).signIns.map(({ info }) => info);
}

function example(name: string): readonly LogRecord[] {
  return splitUccApi(readFileSync(new URL(`fixtures/${name}.UccApilog`, import.meta.url), 'utf8'));
}

describe('the example logs', () => {
  test.each([
    [
      'uccapi-ok-ntlm',
      {
        address: 'alex.wilber@contoso.com',
        server: 'sip.contoso.com',
        method: 'ntlm',
        outcome: 'signed-in',
        outcomeText: 'signed in, settings received',
        registers: 3,
        messages: 8,
      },
    ],
    [
      'uccapi-ok-tlsdsk-redirect',
      {
        address: 'megan.bowen@contoso.com',
        server: 'pool02.contoso.com',
        method: 'tls-dsk',
        outcome: 'signed-in',
        outcomeText: 'signed in',
        registers: 4,
        messages: 16,
      },
    ],
    [
      'uccapi-fail-404-4005',
      {
        address: 'new.joiner@contoso.com',
        server: 'sip.contoso.com',
        method: 'ntlm',
        outcome: 'refused',
        outcomeText: '404 Not Found',
        registers: 3,
        messages: 6,
      },
    ],
  ] as const)('%s holds one sign-in, its search in front of it included', (name, wanted) => {
    const records = example(name);
    const { signIns, notes } = indexOf(records);

    expect(signIns.map(({ info }) => info)).toMatchObject([{ id: 0, ...wanted }]);
    expect(notes).toEqual([]);
    const searched = records.find(({ text }) => /QueryDNSSrv|CLyncAutoDiscovery/.test(text));
    expect(signIns[0]?.places).toEqual([{ file: 0, offset: searched?.offset, end: records.at(-1)?.end }]);
  });
});

test('the readers of real logs give the same sign-ins', () => {
  for (const name of ['uccapi-ok-ntlm', 'uccapi-ok-tlsdsk-redirect', 'uccapi-fail-404-4005']) {
    const reader = createLogReader();
    const bytes = readFileSync(new URL(`fixtures/${name}.UccApilog`, import.meta.url));
    expect(infos([...reader.push(bytes), ...reader.end()])).toEqual(infos(example(name)));
  }
});

describe('what is one sign-in, and what is none', () => {
  test('refreshes, subscriptions and the end belong to it; a day later there is another one', () => {
    const first = new Talk().ntlm().accepted().wait(HOUR).refreshed();
    first
      .ask('SUBSCRIBE')
      .answer('200 OK')
      .wait(HOUR)
      .refreshed()
      .register('NTLM cnum="10", response="2"', ['Expires: 0']);
    first.answer('200 OK');
    const second = new Talk({ atMs: MORNING + 24 * HOUR, callId: 'call-2', client: '198.51.100.7:50002' });
    second.ntlm().accepted();

    expect(infos(merged(first, second))).toMatchObject([
      { outcome: 'signed-in', registers: 3, messages: 14, atMs: MORNING },
      { outcome: 'signed-in', registers: 3, messages: 6, atMs: MORNING + 24 * HOUR },
    ]);
  });

  test('Kerberos takes two REGISTERs', () => {
    expect(infos(new Talk().kerberos().accepted('Kerberos').records)).toMatchObject([
      { method: 'kerberos', registers: 2, outcome: 'signed-in' },
    ]);
  });

  test('a request that stands in the log twice counts once', () => {
    const { records } = new Talk().ntlm().accepted();
    expect(infos(records.flatMap((record) => [record, record]))).toMatchObject([{ registers: 3 }]);
  });

  test('who is refused and tries again a minute later has two', () => {
    const first = new Talk().ntlm().answer('401 Unauthorized', ['WWW-Authenticate: NTLM realm="r"']);
    const second = new Talk({ atMs: MORNING + 60_000, callId: 'call-2' }).ntlm().accepted();

    expect(infos(merged(first, second))).toMatchObject([
      { outcome: 'refused', outcomeText: '401 Unauthorized' },
      { outcome: 'signed-in', outcomeText: 'signed in' },
    ]);
  });

  test('the second method after the first one failed is still the same sign-in', () => {
    const talk = new Talk().ntlm().answer('401 Unauthorized', ['WWW-Authenticate: Kerberos realm="r"']);
    talk.register('Kerberos realm="r", gssapi-data="YIIB"').accepted('Kerberos');

    expect(infos(talk.records)).toMatchObject([{ method: 'kerberos', registers: 2, outcome: 'signed-in' }]);
  });

  test('what a session says that began before the log is no sign-in', () => {
    const { records } = new Talk().refreshed().ask('SUBSCRIBE').answer('200 OK');
    const { signIns, notes } = indexOf(records);

    expect(signIns).toEqual([]);
    expect(notes).toEqual([
      '1 session began before this log does; only what comes after a sign-in is seen of it.',
    ]);
  });

  test('a search for a server that nothing follows is one that came to nothing', () => {
    const talk = new Talk()
      .line('CLyncAutoDiscovery: GET https://lyncdiscover.contoso.com/?sipuri=bob@contoso.com')
      .line('CLyncAutoDiscovery: name not resolved, hr=80072ee7')
      .line('QueryDNSSrv GetDnsResults query: _sip._tls.contoso.com failed 8007232b');

    expect(infos(talk.records)).toMatchObject([
      { address: 'bob@contoso.com', outcome: 'unknown', registers: 0, messages: 0 },
    ]);
  });

  test('silence is told from the end of the log', () => {
    const silent = new Talk().ntlm();
    expect(infos(silent.records)).toMatchObject([
      { outcome: 'unknown', outcomeText: 'the log ends before the last answer' },
    ]);
    silent.wait(60_000).line('getaddrinfo(web.contoso.com) 192.0.2.99');
    expect(infos(silent.records)).toMatchObject([
      { outcome: 'no-answer', outcomeText: 'no answer to the last REGISTER' },
    ]);
  });
});

describe('several in one log', () => {
  test('users, devices and computers are told apart, and so are the places of what they say', () => {
    const fe = { computer: 'FE01', server: '192.0.2.10:5061', client: '192.0.2.30:40000' };
    const talks = [
      new Talk({ ...fe, address: 'alice@contoso.com', epid: 'aa', callId: 'a' }).ntlm().accepted(),
      new Talk({ ...fe, address: 'alice@contoso.com', epid: 'bb', callId: 'b', atMs: MORNING + 1 }).ntlm(),
      new Talk({ ...fe, address: 'bob@contoso.com', epid: 'cc', callId: 'c', atMs: MORNING + 2 }).kerberos(),
      new Talk({
        ...fe,
        computer: 'FE02',
        address: 'alice@contoso.com',
        epid: 'aa',
        callId: 'a',
        atMs: MORNING + 3,
      })
        .ntlm()
        .accepted(),
    ];
    const records = merged(...talks);
    const { signIns } = indexOf(records);

    expect(signIns.map(({ info }) => [info.address, info.server, info.registers, info.messages])).toEqual([
      ['alice@contoso.com', 'FE01', 3, 6],
      ['alice@contoso.com', 'FE01', 3, 5],
      ['bob@contoso.com', 'FE01', 2, 3],
      ['alice@contoso.com', 'FE02', 3, 6],
    ]);
    const covered = signIns.map(({ places }) =>
      records.filter(({ offset }) => places.some((place) => offset >= place.offset && offset < place.end)),
    );
    expect(covered.map((own) => own.length)).toEqual([6, 5, 3, 6]);
    expect(covered[3]?.every((record) => record.kind === 'message' && record.computer === 'FE02')).toBe(true);
  });

  test('what an Edge passes on to the next server counts once', () => {
    const inner = { server: '192.0.2.10:5061', client: '192.0.2.30:40000' };
    const outside = new Talk({ ...inner, computer: 'EDGE' }).ntlm().accepted();
    // The same messages, seen by the same computer on their way to the Front End and back.
    const inside = outside.records.map((record): LogRecord => {
      if (record.kind === 'remark') return record;
      return {
        ...record,
        direction: record.direction === 'sent' ? 'received' : 'sent',
        atMs: (record.atMs ?? 0) + 1,
      };
    });
    const both = [...outside.records, ...inside].sort((a, b) => (a.atMs ?? 0) - (b.atMs ?? 0));

    expect(infos(both)).toMatchObject([{ outcome: 'signed-in', registers: 3, messages: 12, server: 'EDGE' }]);
  });

  test('files that are read as one log have places of their own', () => {
    const index = createSignInIndex();
    const { records } = new Talk().ntlm().accepted();
    index.add(records.slice(0, 3), 0);
    index.add(records.slice(3), 1);

    expect(index.count).toBe(1);
    expect(index.finish().signIns[0]?.places).toEqual([
      { file: 0, offset: 0, end: 300 },
      { file: 1, offset: 300, end: 600 },
    ]);
  });
});

test('any records give a list that the page accepts', () => {
  fc.assert(
    fc.property(choices, (numbers) => {
      const records = recordsFrom(numbers);
      const { signIns } = indexOf(records);
      for (const { info, places } of signIns) {
        expect(SignInOfLog.safeParse(info).error).toBeUndefined();
        expect(places.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 150 },
  );
});

test('a hundred thousand messages of one session take little time and one place', () => {
  const talk = new Talk().ntlm().accepted();
  const { records } = talk;
  const { text } = records.at(-1) ?? { text: '' };
  const notify = text.replace('SIP/2.0 200 OK', 'BENOTIFY sip:a SIP/2.0').replace('REGISTER', 'BENOTIFY');
  const index = createSignInIndex();
  index.add(records);
  const last = records.at(-1);
  if (last?.kind !== 'message') throw new Error('no message');
  for (let n = 6; n < 100_000; n += 1)
    index.add([{ ...last, text: notify, offset: n * 100, end: n * 100 + 100 }]);

  expect(index.finish().signIns).toMatchObject([
    { info: { registers: 3, messages: 100_000 }, places: [{ end: 10_000_000 }] },
  ]);
});
