import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinRotated } from './join-rotated.ts';
import { recogniseFile } from './recognise-file.ts';

const latin1 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));
const binary = (start: string): Uint8Array => latin1(`${start}\0\x01\x02${'\0'.repeat(100)}`);
const kindOf = (text: string, name = 'file'): string => recogniseFile(latin1(text), name).kind;
const log = readFileSync(new URL('../sign-ins/fixtures/uccapi-ok-ntlm.UccApilog', import.meta.url), 'latin1');

describe('a file is recognised', () => {
  it.each([
    ['log', log],
    ['log', Buffer.from(`\ufeff${log}`, 'utf16le').toString('latin1')],
    ['log', 'SIP/2.0 401 Unauthorized\n'],
    ['bundle', 'PK\x03\x04\x14'],
    ['run-json', '{ "format": "rungs/run", "version": 1 }'],
    ['run-json', '{"seq":0,"t":0.24,"wall":1795411500429,"step":null}'],
    ['unknown', 'BM is the beginning of a text'],
    ['unknown', 'Dear all,\nit does not work.\n'],
  ])('as %s', (kind, text) => {
    expect(kindOf(text)).toBe(kind);
  });

  it.each([
    [/\(ETL\).*\.UccApilog; it lies in the same folder/, binary('x'), 'Lync-2-22.etl'],
    [/\(ETL\)/, binary(`${'x'.repeat(72)}\x02\0\x01\xc0`), 'copy.bin'],
    [/network capture/, binary('\xd4\xc3\xb2\xa1'), 'a.pcap'],
    [/network capture/, binary('\x0a\x0d\x0d\x0a'), 'a.pcapng'],
    [/\(EVTX\)/, binary('ElfFile\0'), 'a.evtx'],
    [/unpack/, binary('\x1f\x8b\x08'), 'log.gz'],
    [/unpack/, binary('7z\xbc\xaf\x27\x1c'), 'log.7z'],
    [/unpack/, binary('MSCF'), 'log.cab'],
    [/program/, binary('MZ\x90'), 'setup.exe'],
    [/PDF/, latin1('%PDF-1.7\n'), 'report.pdf'],
    [/picture/, binary('\x89PNG\r\n\x1a\n'), 'screen.png'],
    [/picture/, binary('\xff\xd8\xff\xe0'), 'screen.jpg'],
    [/\(HAR\)/, latin1('{"log": {"version": "1.2"}}'), 'web.har'],
    [/empty/, latin1(''), 'Lync-UccApi-0.UccApilog'],
  ])('and refused with a sentence that says what to open instead: %s', (sentence, head, name) => {
    const found = recogniseFile(head, name);
    expect(found).toEqual({ kind: 'refused', sentence: expect.stringMatching(sentence) as string });
    expect(found).toEqual({ kind: 'refused', sentence: expect.stringMatching(/\.UccApilog/) as string });
  });

  it('whatever its bytes are', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.string(),
        (head, name) => void recogniseFile(head, name),
      ),
    );
  });
});

it('the files of a log are in the order of their writing', () => {
  expect(
    joinRotated([
      'Lync-UccApi-0.UccApilog',
      'other.txt',
      'lync-uccapi-10.uccapilog',
      'Lync-UccApi-2.UccApilog',
    ]),
  ).toEqual(['lync-uccapi-10.uccapilog', 'Lync-UccApi-2.UccApilog', 'Lync-UccApi-0.UccApilog', 'other.txt']);
});
