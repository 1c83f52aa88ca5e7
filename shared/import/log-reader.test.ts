import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogReader, readRecords, type LogReader } from './log-reader.ts';
import type { LogMessage, LogRecord } from './log-record.ts';

const NAMES = ['uccapi-ok-ntlm', 'uccapi-ok-tlsdsk-redirect', 'uccapi-fail-404-4005'] as const;
const [ntlm = '', tlsDsk = '', notFound = ''] = NAMES.map((name) =>
  readFileSync(new URL(`./sign-ins/fixtures/${name}.UccApilog`, import.meta.url), 'utf8'),
);

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'utf16le'));

interface Reading {
  readonly records: readonly LogRecord[];
  readonly messages: readonly LogMessage[];
  readonly reader: LogReader;
}

/** Reads a whole log in pieces that end at the given places. */
function read(log: string | Uint8Array, cuts: readonly number[] = []): Reading {
  const bytes = typeof log === 'string' ? utf8(log) : log;
  const reader = createLogReader();
  const ends = [...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  // A piece is overwritten as soon as it was taken, as file systems do.
  const records = ends.flatMap((end, index) => {
    const piece = bytes.slice(ends[index - 1] ?? 0, end);
    const found = reader.push(piece);
    piece.fill(0x58);
    return found;
  });
  records.push(...reader.end());
  const messages = records.filter((record) => record.kind === 'message');
  return { records, messages, reader };
}

const startLines = (messages: readonly LogMessage[]): readonly string[] =>
  messages.map(({ text }) => text.slice(0, text.indexOf('\n')));

const record = (head: string, lines: readonly string[], end = '$$end_record'): string =>
  [`${head}$$begin_record`, ...lines, end, ''].join('\r\n');
const TRACE =
  '03/09/2026-08:14:02.310.0000773E (SIPStack,SIPAdminLog::TraceProtocolRecord:SIPAdminLog.cpp(125)) [7] ';
const options = [
  'Trace-Correlation-Id: 7',
  'Instance-Id: 0000C23F',
  'Direction: incoming;source="internal edge";destination="external edge"',
  'Peer: pc.contoso.com:61182',
  'Message-Type: request',
  'Start-Line: REGISTER sip:contoso.com SIP/2.0',
  'From: <sip:alex@contoso.com>;tag=1',
  'CSeq: 1 REGISTER',
  'Content-Length: 0',
  'Message-Body: –',
];
const answer = [
  'Direction: outgoing',
  'Peer: 10.0.0.7:61182',
  'Start-Line: SIP/2.0 200 OK',
  'CSeq: 1 REGISTER',
  'Content-Length: 10',
  'Message-Body: v=0',
  's=one',
  '',
];
const sipstack = [
  `TL_INFO(TF_COMPONENT) [0]06E4.0EB4::${TRACE}nothing to see`,
  record(`TL_INFO(TF_PROTOCOL) [0]06E4.0EB4::${TRACE}`, options),
  record(`TL_INFO(TF_PROTOCOL) [0]06E4.0EB4::${TRACE}`, answer),
].join('\r\n');
const cls = [
  record(`TL_INFO(TF_PROTOCOL) [POOL01\\FE01]06E4.0EB4::${TRACE}`, options),
  record(`TL_WARN(TF_DIAG) [POOL01\\FE02]06E4.0EB4::${TRACE}`, ['Severity: warning', 'Text: No such user']),
  record(`TL_INFO(TF_PROTOCOL) [POOL01\\FE02]06E4.0EB4::${TRACE}`, answer),
].join('');

const register = ['REGISTER sip:contoso.com SIP/2.0', 'Call-ID: 77', 'CSeq: 1 REGISTER', 'Content-Length: 0'];
const refusal = ['SIP/2.0 401 Unauthorized', 'Call-ID: 77', 'CSeq: 1 REGISTER', 'Content-Length: 0'];
const sipe = [
  '(09:02:11) sipe: dnsquery: lyncdiscover.contoso.com',
  '(09:02:11) sipe: ',
  'MESSAGE START >>>>>>>>>> SIP(0x5581) - 2026-03-09T09:02:11.120000Z',
  ...[...register, '', '', 'MESSAGE END >>>>>>>>>> SIP(0x5581) - 2026-03-09T09:02:11.120000Z'],
  '(09:02:11) sipe: ',
  'MESSAGE START <<<<<<<<<< HTTP(0x77) - 2026-03-09T09:02:12.250000Z',
  ...['HTTP/1.1 200 OK', 'Content-Length: 4', '', 'body'],
  'MESSAGE END <<<<<<<<<< HTTP(0x77) - 2026-03-09T09:02:12.250000Z',
  '',
].join('\n');
const pasted = `Hello, here it is:\n\n${register.join('\n')}\n\n${refusal.join('\n')}`;

describe('a UCCAPI log', () => {
  it('gives the messages with their addresses and times, and the lines that tell of the sign-in', () => {
    const { messages, records, reader } = read(notFound);

    expect(reader.format).toBe('uccapi');
    expect(reader.notes).toEqual([]);
    expect(records).toHaveLength(17);
    expect(startLines(messages)).toEqual([
      'REGISTER sip:contoso.com SIP/2.0',
      'SIP/2.0 401 Unauthorized',
      'REGISTER sip:contoso.com SIP/2.0',
      'SIP/2.0 401 Unauthorized',
      'REGISTER sip:contoso.com SIP/2.0',
      'SIP/2.0 404 Not Found',
    ]);
    expect(messages[0]).toMatchObject({
      atMs: Date.UTC(2026, 2, 10, 7, 41, 55, 446),
      direction: 'sent',
      peer: { host: '203.0.113.10', port: 443 },
      local: { host: '198.51.100.77', port: 49_731 },
      line: 12,
      isCut: false,
    });
    expect(messages[0]?.text.endsWith('Content-Length: 0\n\n')).toBe(true);
    expect(records.at(-1)).toMatchObject({ kind: 'remark', line: 117 });
    expect(records.at(-1)?.text).toMatch(/^VerifyOnEnableEvent .* status=0x80ef0194 diag code=0xfa5 /);
  });

  it('has bodies as long as the headers say', () => {
    const [subscribe] = read(ntlm).messages.filter(({ text }) => text.startsWith('SUBSCRIBE'));

    expect(subscribe?.text.split('\n\n')[1]).toHaveLength(255);
  });

  it('keeps the packets of threads apart', () => {
    const prefix = (thread: string, text: string): string =>
      `03/09/2026|08:14:02.310 1E48:${thread} INFO  :: ${text}`;
    const other = 'Data Received -[2001:db8::1]:5061 (To Local Address: 10.0.0.7:50112) 80 bytes';
    const log = [
      prefix('1F60', 'Sending Packet - 10.0.0.1:5061 (From Local Address: 10.0.0.7:50112) 80 bytes:'),
      prefix('22', `${other}:`),
      prefix('1F60', register[0] ?? ''),
      ...register.slice(1, 3),
      prefix('33', 'ResolveHostName - getaddrinfo(sip.contoso.com) 10.0.0.1'),
      ...[...register.slice(3), '', ''],
      prefix('22', refusal[0] ?? ''),
      ...[...refusal.slice(1), '', ''],
      prefix('1F60', 'End of Sending Packet - 10.0.0.1:5061'),
      prefix('22', `End of ${other}`),
    ].join('\r\n');

    const { records } = read(log);

    expect(records.map(({ text }) => text)).toEqual([
      'ResolveHostName - getaddrinfo(sip.contoso.com) 10.0.0.1',
      `${register.join('\n')}\n\n`,
      `${refusal.join('\n')}\n\n`,
    ]);
    expect(records[2]).toMatchObject({ direction: 'received', peer: { host: '2001:db8::1', port: 5061 } });
  });

  it('closes a packet that is not closed at the next announcement, and says when its end is missing', () => {
    const lines = notFound.split('\r\n');
    const open = lines.filter((line) => !line.includes(':: End of '));
    const broken = lines.filter((_line, index) => index < 20 || index > 30);

    expect(startLines(read(open.join('\r\n')).messages)).toEqual(startLines(read(notFound).messages));
    expect(read(open.join('\r\n')).messages.some(({ isCut }) => isCut)).toBe(false);
    expect(read(broken.join('\r\n')).messages.map(({ isCut }) => isCut)).toEqual([
      ...[true, false, false, false, false, false],
    ]);
    expect(read(broken.join('\r\n')).reader.notes).toEqual(['1 message of this log is incomplete.']);
  });

  it.each([
    [
      'two-digit days in front',
      (log: string) => log.replaceAll('03/10/2026|', '10/03/2026|'),
      /begin with the day/,
    ],
    [
      'a day above twelve',
      (log: string) => log.replaceAll('03/10/2026|', '13/03/2026|'),
      /begin with the day/,
    ],
    ['the year in front', (log: string) => log.replaceAll('03/10/2026|', '2026/03/10|'), null],
  ])('reads dates with %s', (_name, change, note) => {
    const { messages, reader } = read(change(notFound));

    expect(new Date(messages[0]?.atMs ?? 0).getUTCMonth()).toBe(2);
    if (note === null) expect(reader.notes).toEqual([]);
    else expect(reader.notes).toEqual([expect.stringMatching(note)]);
  });

  it('says what is missing of it', () => {
    const at = notFound.indexOf('Max-Forwards');
    expect(read(notFound.slice(at)).reader.notes).toEqual([
      expect.stringMatching(/^The beginning of this log/),
    ]);
    const { reader, messages } = read(notFound.slice(0, at));
    expect(reader.notes[0]).toMatch(/^The end of this log/);
    expect(messages.map(({ isCut }) => isCut)).toEqual([true]);
    const light = notFound
      .split('\r\n')
      .filter((line) => /\|.* :: (?!(?:End of )?(?:Send|Data|REG|SIP))/.test(line));
    expect(read(light.join('\r\n')).reader.notes).toEqual([expect.stringMatching(/at the level Light/)]);
    expect(read(tlsDsk + ntlm).reader.notes).toEqual([expect.stringMatching(/runs backwards at 1 place;/)]);
  });

  it('goes on in the next file of a rotated pair, each with places of its own', () => {
    const reader = createLogReader();

    const first = [...reader.push(utf8(ntlm)), ...reader.nextFile()];
    const second = [...reader.push(utf16(tlsDsk)), ...reader.end()];

    expect(first).toEqual(read(ntlm).records);
    expect(second).toEqual(read(utf16(tlsDsk)).records);
    expect(reader.layouts.map((layout) => layout?.encoding)).toEqual(['utf-8', 'utf-16le']);
    expect(reader.notes).toEqual([expect.stringMatching(/UTF-16/)]);
  });

  it('bounds lines and messages', () => {
    const long = notFound.replace('Max-Forwards: 70', `X-Long: ${'x'.repeat(1_200_000)}`);
    const { messages, reader } = read(long);
    expect(messages[0]?.isCut).toBe(true);
    expect(messages[0]?.text.length).toBeLessThan(1_060_000);
    expect(messages[0]?.text).toContain('\nContent-Length: 0\n\n');
    expect(messages).toHaveLength(6);
    expect(reader.notes[1]).toMatch(/^1 line of this log is longer/);
    const large = read(notFound.replace('Max-Forwards: 70', 'X-Many: abcdefgh\r\n'.repeat(150_000)));
    expect(large.messages[0]?.isCut).toBe(true);
    expect(large.messages[0]?.text.length).toBeLessThanOrEqual(2_097_152);
    expect(large.messages).toHaveLength(6);
  });
});

describe('server records', () => {
  it('become SIP messages', () => {
    const { messages, reader } = read(sipstack);

    expect(reader.format).toBe('sipstack');
    expect(messages).toMatchObject([
      {
        direction: 'received',
        peer: { host: 'pc.contoso.com', port: 61_182 },
        computer: null,
        atMs: Date.UTC(2026, 2, 9, 8, 14, 2, 310),
        line: 2,
        text: 'REGISTER sip:contoso.com SIP/2.0\nFrom: <sip:alex@contoso.com>;tag=1\nCSeq: 1 REGISTER\nContent-Length: 0\n\n',
      },
      { direction: 'sent', text: 'SIP/2.0 200 OK\nCSeq: 1 REGISTER\nContent-Length: 10\n\nv=0\ns=one' },
    ]);
  });

  it('of many computers keep their names, and diagnostic events are remarks', () => {
    const { records, messages, reader } = read(cls);

    expect(reader.format).toBe('cls');
    expect(messages.map(({ computer }) => computer)).toEqual(['FE01', 'FE02']);
    expect(records[1]).toMatchObject({ kind: 'remark', text: 'Severity: warning\nText: No such user' });
    expect(reader.notes).toEqual([expect.stringMatching(/2 computers/)]);
  });

  it('that break off are cut', () => {
    const { messages, reader } = read(sipstack.slice(0, sipstack.indexOf('Content-Length')));
    expect(messages.map(({ isCut }) => isCut)).toEqual([true]);
    expect(reader.notes[0]).toMatch(/^The end of this log/);
  });
});

describe('a SIPE log', () => {
  it('gives SIP and HTTP', () => {
    const { messages, records, reader } = read(sipe);

    expect(reader.format).toBe('sipe');
    expect(messages).toMatchObject([
      { direction: 'sent', text: `${register.join('\n')}\n\n`, atMs: Date.UTC(2026, 2, 9, 9, 2, 11, 120) },
      { direction: 'received', text: 'HTTP/1.1 200 OK\nContent-Length: 4\n\nbody', isCut: false },
    ]);
    expect(records[0]).toMatchObject({ kind: 'remark', text: 'sipe: dnsquery: lyncdiscover.contoso.com' });
  });
});

describe('pasted SIP', () => {
  const texts = [register, refusal].map((lines) => `${lines.join('\n')}\n\n`);
  const both = (form: (lines: readonly string[], index: number) => readonly string[]): string =>
    [register, refusal].flatMap((lines, index) => form(lines, index)).join('\n');

  it.each([
    ['as it is', pasted],
    ['without empty lines', both((lines) => lines)],
    ['indented', both((lines) => [...lines.map((line) => `    ${line}`), '    '])],
    ['quoted in a mail', both((lines) => [...lines.map((line) => `> ${line}`), '>'])],
    [
      'with arrows',
      both((lines, index) =>
        [index === 0 ? '>>> ' : '<<< ', ...lines, ''].join('\n').replace(' \n', ' ').split('\n'),
      ),
    ],
    [
      'with a time on the first line',
      both((lines) => [`09:02:11.120 ${lines.join('\n')}`, '', 'some words']),
    ],
    [
      'with a time on each line',
      both((lines, index) => lines.map((line) => `0${index}:02:11.120 | ${line}`)),
    ],
    ['between lines', both((lines) => ['--- next ---', ...lines, '--- end ---'])],
    [
      'from a client log in a mail',
      notFound
        .split('\r\n')
        .map((line) => `> ${line}`)
        .join('\n'),
    ],
  ])('is found %s', (name, text) => {
    const { messages, reader } = read(text);

    expect(reader.format).toBe('sip-text');
    expect(messages.some(({ isCut }) => isCut)).toBe(false);
    if (name.startsWith('from')) {
      const plain = read(notFound).messages;
      const parts = ({ text: whole, atMs, direction, peer, local }: LogMessage) => ({
        whole,
        atMs,
        direction,
        peer,
        local,
      });
      expect(messages.map(parts)).toEqual(plain.map(parts));
      return;
    }
    expect(messages.map((message) => message.text)).toEqual(texts);
    expect(messages.map(({ direction }) => direction)).toEqual(['sent', 'received']);
  });

  it('takes times and directions from the lines before, and says when it guesses', () => {
    const [first] = read(`2026-03-09 09:02:11.120 received from 10.0.0.1\n${register.join('\n')}\n`).messages;
    expect(first).toMatchObject({
      direction: 'received',
      atMs: Date.UTC(2026, 2, 9, 9, 2, 11, 120),
      offset: 0,
    });
    expect(read(pasted).reader.notes).toEqual([expect.stringMatching(/does not say which messages/)]);
  });

  it('goes on to the end of a body, even when that holds SIP', () => {
    const body = 'SIP/2.0 200 OK\nCall-ID: 1\n';
    const text = `NOTIFY sip:a@b.c SIP/2.0\nCall-ID: 9\nContent-Length: 28\n\n${body}\n${refusal.join('\n')}`;
    expect(read(text).messages.map((message) => message.text)).toEqual([
      `NOTIFY sip:a@b.c SIP/2.0\nCall-ID: 9\nContent-Length: 28\n\n${body}`,
      texts[1],
    ]);
    expect(read(text).messages.some(({ isCut }) => isCut)).toBe(false);
    expect(read(text.slice(0, text.indexOf('\nCall-ID: 1'))).messages.map(({ isCut }) => isCut)).toEqual([
      true,
    ]);
  });
});

describe('any log', () => {
  const logs: readonly (readonly [string, Uint8Array])[] = [
    ['uccapi', utf8(ntlm)],
    ['uccapi LF', utf8(notFound.replaceAll('\r\n', '\n'))],
    ['uccapi CR', utf8(notFound.replaceAll('\r\n', '\r'))],
    ['UTF-8 with mark', utf8(`\ufeff${notFound.replaceAll('new.joiner', 'zoë.ñandú')}`)],
    ['UTF-16 with mark', utf16(`\ufeff${notFound.replaceAll('new.joiner', 'zoë.ñandú')}`)],
    ['UTF-16', utf16(notFound)],
    ['UTF-16 big-endian', new Uint8Array(Buffer.from(utf16(`\ufeff${notFound}`)).swap16())],
    ['ANSI', new Uint8Array(Buffer.from(notFound.replaceAll('new.joiner', 'zoë'), 'latin1'))],
    ['NULs', utf8(notFound.replaceAll('\r\n03', '\r\n\x00\x00\x0003'))],
    ['sipstack', utf8(sipstack)],
    ['cls', utf8(cls)],
    ['sipe', utf8(sipe)],
    ['sip-text', utf8(pasted)],
    ['text before it', utf8(`${'nothing known\n'.repeat(6_000)}${notFound}`)],
  ];

  it.each(logs)('is the same however its bytes are cut: %s', (_name, bytes) => {
    const whole = read(bytes);

    expect(whole.messages.length).toBeGreaterThan(1);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 12 }), (cuts) => {
        const cut = read(bytes, cuts);
        expect(cut.records).toEqual(whole.records);
        expect(cut.reader.notes).toEqual(whole.reader.notes);
      }),
      { numRuns: 15 },
    );
    expect(read(bytes, [...bytes.keys()]).records).toEqual(whole.records);
  });

  it.each(logs)('can be read again from the place of a record: %s', (_name, bytes) => {
    const { records, reader } = read(bytes);
    const layout = reader.layouts[0]!;
    for (const one of records) {
      const again = readRecords(bytes.subarray(one.offset, one.end), layout, one.offset);
      expect(again).toEqual([{ ...one, line: 1 }]);
    }
  });

  it.each(logs.slice(2, 9))('has the same messages in every encoding: %s', (name, bytes) => {
    const user = name === 'ANSI' ? 'zoë' : 'zoë.ñandú';
    const texts = read(bytes).messages.map(({ text }) => text.replaceAll(user, 'new.joiner'));
    expect(texts).toEqual(read(notFound).messages.map(({ text }) => text));
  });

  it('of another kind gives nothing', () => {
    const { records, reader } = read('The quick brown fox\n'.repeat(10_000));
    expect([records, reader.format, reader.layouts, reader.notes]).toEqual([[], null, [null], []]);
  });

  it('may hold any bytes', () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(...[ntlm, sipstack, sipe, pasted].flatMap((log) => log.split(/(?<=\n)/))).map(utf8),
      fc
        .constantFrom('\r', '\n', '\0', 'TL_', '$$begin_record\n', 'MESSAGE START >>>>>>>>>> SIP\n', '> ')
        .map(utf8),
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60 }),
        fc.array(fc.nat(), { maxLength: 5 }),
        (pieces, cuts) => {
          const bytes = new Uint8Array(Buffer.concat(pieces));
          const { records } = read(bytes, cuts);
          expect(records).toEqual(read(bytes).records);
          for (const { offset, end, line } of records) {
            expect(offset < end && end <= bytes.length && line >= 1).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
