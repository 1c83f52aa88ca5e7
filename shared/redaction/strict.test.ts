import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLeaks } from './find-leaks.ts';
import { redactLog } from './redact-log.ts';
import { plantedEvents } from './testing/planted-events.ts';

const ADDRESS = 'zelda.quux@quuxcorp.test';
const utf16 = (text: string): string => Buffer.from(text, 'utf16le').toString('base64');
const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** What is planted, and what must not be found afterwards. */
const CANARIES: readonly (readonly [string, ...string[]])[] = [
  [ADDRESS, 'zelda', 'quux', 'quuxcorp'],
  ['fe77.quuxcorp.test', 'fe77', 'quuxcorp'],
  ['fe77.quuxcorp.test:5061', 'fe77', 'quuxcorp'],
  ['(fe77.quuxcorp.test)', 'fe77.quuxcorp', 'quuxcorp'],
  ['QUUXCORP\\zelda.quux', 'zelda', 'quuxcorp'],
  [
    'sip:zelda.quux@quuxcorp.test;gruu;opaque=user:epid:F7VqIuTUplyFCgBMwGZ9swAA',
    'zelda',
    'F7VqIuTUplyFCgBMwGZ9swAA',
  ],
  // The same as long as the pool stands.
  [
    'sip:fe77.quuxcorp.test@quuxcorp.test;gruu;opaque=srvr:HomeServer:YaaAnMsb8-qZkj10ETDy3oAA',
    'fe77',
    'YaaAnMsb8-qZkj10ETDy3oAA',
  ],
  [
    '"Gundula Xylander" <sip:gx12345@quuxcorp.test>;epid=5e6f708192',
    'Gundula',
    'Xylander',
    'gx12345',
    '5e6f708192',
  ],
  [
    'https://web77.quuxcorp.test/abs/handler?sipuri=sip%3Azelda.quux%40quuxcorp.test',
    'zelda',
    'web77',
    'quuxcorp',
  ],
  ['203.0.113.77', '203.0.113.77'],
  ['sent from 10.77.88.99:5061 over it', '10.77.88.99'],
  ['127.0.0.77', '127.0.0.77'],
  ['2001:DB8:77::99', '2001:db8:77::99'],
  ['[fd00:77::99]:443', 'fd00:77::99'],
  ['tel:+493012345678;ext=7788', '493012345678'],
  ['call +49 (30) 123-45678 now', '123-45678'],
  ['00-1B-63-84-45-E6', '00-1B-63-84-45-E6'],
  ['S-1-5-21-3623811015-3361044348-30300820-1013', '3623811015'],
  ['<urn:uuid:1F6A9C33-0B7D-5A44-9E21-7C5D3B2A1908>', '1F6A9C33-0B7D-5A44-9E21-7C5D3B2A1908'],
  ['C:\\Users\\zquux77\\AppData', 'zquux77'],
  ['/home/zquux77/.cache', 'zquux77'],
  ['CN=Gundula Xylander,O=Xylander Ltd,DC=quuxcorp,DC=test', 'Gundula', 'Xylander', 'quuxcorp'],
  [`about ${base64('the user zelda.quux of it')} there`, 'zelda.quux'],
  [`about ${base64(`x${ADDRESS}`)}`, 'zelda.quux'],
  [`TlRMTVNTUAAC${utf16('QUUXCORP')}`, 'quuxcorp'],
  [utf16(`xx${ADDRESS}xx`), 'quuxcorp'],
  [Buffer.from(ADDRESS).toString('hex'), 'zelda.quux'],
  ['%7Azelda.quux%40quuxcorp.test', 'quuxcorp'],
  ['1000;reason="no";source="FE77.QUUXCORP.TEST"', 'fe77'],
];

describe('strict', () => {
  it.each(CANARIES)('%s is in no field of any event', (planted, ...identities) => {
    const log = plantedEvents(planted, ADDRESS);

    const { events, originals } = redactLog(log, 'strict', { users: ['Gundula Xylander'] });

    expect(findLeaks(JSON.stringify(log), identities)).not.toEqual([]);
    expect(findLeaks(JSON.stringify(events), [...identities, ...originals])).toEqual([]);
  });

  it('leaves nobody in texts of any kind', () => {
    const identities = [
      ADDRESS,
      'zelda.quux',
      'quuxcorp',
      'fe77.quuxcorp.test',
      '203.0.113.77',
      '2001:db8:77::99',
    ];
    const piece = fc.oneof(
      fc.constantFrom(
        ...identities,
        'QUUXCORP\\zelda.quux',
        base64(`x ${ADDRESS}`),
        utf16(ADDRESS),
        `sip:${ADDRESS};tag=1`,
      ),
      fc.constantFrom(
        ' ',
        ', ',
        '"',
        '<',
        '>',
        ';',
        '=',
        '@',
        ':',
        '.',
        '/',
        '\\',
        '%',
        '&amp;',
        '\r\n',
        '[',
        ']',
        'x',
        '1',
        'a=',
      ),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 10 }), (pieces) => {
        const log = [
          ...plantedEvents(identities.join(' '), ADDRESS).slice(0, 3),
          ...plantedEvents(pieces.join(''), ADDRESS).slice(1),
        ];
        const { events, originals, redactText } = redactLog(log, 'strict');

        expect(findLeaks(JSON.stringify(events), identities)).toEqual([]);
        expect(findLeaks(redactText(pieces.join('')), identities)).toEqual([]);
        expect(redactLog(log, 'strict')).toMatchObject({ events, originals });
      }),
      { numRuns: 60 },
    );
  });
});
