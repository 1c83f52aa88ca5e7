import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLogReader } from '../log-reader.ts';
import { findByte, type FindByte } from './find-byte.ts';

const [ntlm = '', notFound = ''] = ['uccapi-ok-ntlm', 'uccapi-fail-404-4005'].map((name) =>
  readFileSync(new URL(`../sign-ins/fixtures/${name}.UccApilog`, import.meta.url), 'utf8'),
);

/** Every window seems to hold a NUL, so that each line is read by itself. */
const lineByLine: FindByte = (bytes, byte, from) => (byte === 0 ? 0 : findByte(bytes, byte, from));

function read(log: Uint8Array, find: FindByte) {
  const reader = createLogReader(find);
  const records = [...reader.push(log), ...reader.end()];
  return { records, notes: reader.notes, format: reader.format };
}

const prefix = (thread: string): string => `03/09/2026|08:14:02.310 ${thread} INFO  :: `;
const UCCAPI = [
  ...ntlm.split(/(?<=\r\n)/),
  `${prefix('2:2')}Data Received -10.0.0.1:5061 (To Local Address: 10.0.0.7:50112) 80 bytes:\r\n`,
  `${prefix('2:2')}SIP/2.0 200 OK\r\n`,
  `${prefix('2:2')}End of Data Received -10.0.0.1:5061\r\n`,
  `${prefix('3:3')}nothing to see\r\n`,
  'SIP/2.0 404 Not Found\r\n',
  'a line of its own: connection refused\r\n',
  'Content-Length: 9\r\n',
  'no header | but a bar\r\n',
  '3/9/2026|08:14:02.310 a prefix without a text\r\n',
  '\r\n',
];
const head = (time: string): string =>
  `TL_INFO(TF_PROTOCOL) [POOL\\FE01]06E4.0EB4::03/09/2026-${time}.0000773E (SIPStack) [7] `;
const SERVER = [
  `${head('08:14:02.310')}$$begin_record\r\n`,
  'Direction: outgoing\r\n',
  'Start-Line: SIP/2.0 200 OK\r\n',
  'Content-Length: 0\r\n',
  'Message-Body: –\r\n',
  '$$end_record\r\n',
  `${head('08:14:03.310')}nothing to see\r\n`,
  'certprov without a head\r\n',
  '$$begin_record\r\n',
  'Start-Line: REGISTER sip:contoso.com SIP/2.0\r\n',
  `${head('08:14:04.310')}connection refused\r\n`,
  'another head $$begin_record\r\n',
  'Told: $$begin_record is a word\r\n',
];
const marker = (word: string, arrows: string): string =>
  `MESSAGE ${word} ${arrows} SIP(0x5581) - 2026-03-09T09:02:11.120000Z\n`;
const SIPE = [
  marker('START', '>>>>>>>>>>'),
  'REGISTER sip:contoso.com SIP/2.0\n',
  'Content-Length: 4\n',
  '\n',
  'body\n',
  marker('END', '>>>>>>>>>>'),
  '(09:02:11) sipe: dnsquery: lyncdiscover.contoso.com\n',
  '(09:02:11) sipe: nothing to see\n',
  marker('START', '<<<<<<<<<<'),
  'SIP/2.0 200 OK\n',
  `${'x'.repeat(250)} message start in the middle\n`,
];

/** Lines that stand behind one another in a log, some of them missing, some of them again. */
function piecesOf(lines: readonly string[]): fc.Arbitrary<string> {
  const piece = fc
    .tuple(fc.nat(lines.length - 1), fc.integer({ min: 1, max: 25 }))
    .map(([from, count]) => lines.slice(from, from + count).join(''));
  return fc
    .array(piece, { minLength: 2, maxLength: 12 })
    .map((pieces) => [...lines.slice(0, 2), ...pieces].join(''));
}

describe('lines that are passed', () => {
  it.each([
    ['uccapi', UCCAPI],
    ['cls', SERVER],
    ['sipe', SIPE],
  ] as const)('give the same records as when each of them is read: %s', (format, lines) => {
    const encoding = fc.constantFrom('utf8' as const, 'utf16le' as const);
    let messages = 0;
    fc.assert(
      fc.property(piecesOf(lines), encoding, (text, encoded) => {
        const log = new Uint8Array(Buffer.from(text, encoded));

        const passed = read(log, findByte);

        expect(passed).toEqual(read(log, lineByLine));
        expect(passed.format).toBe(format);
        messages += passed.records.filter(({ kind }) => kind === 'message').length;
      }),
      { numRuns: 300 },
    );
    expect(messages).toBeGreaterThan(100);
  });

  it.each([
    ['a message that is too long', 'X-Many: abcdefgh\r\n'.repeat(150_000)],
    ['nearly too long', 'X-Many: abcdefgh\r\n'.repeat(116_450)],
    ['a line that is too long', `X-Long: ${'x'.repeat(1_200_000)}\r\n${'X-Many: a\r\n'.repeat(9)}`],
  ])('are bounded alike: %s', (_name, header) => {
    const log = new TextEncoder().encode(notFound.replace('Max-Forwards: 70\r\n', header));

    const passed = read(log, findByte);

    expect(passed.records).toHaveLength(17);
    expect(passed).toEqual(read(log, lineByLine));
  });
});
