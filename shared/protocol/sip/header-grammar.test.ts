import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseCSeq, parseDeltaSeconds, parseRetryAfter } from './header-grammar.ts';
import { parseNameAddr, parseNameAddrList } from './name-addr.ts';
import { hasParameter, parameterValue } from './parameters.ts';
import { formatSipDate, parseSipDate } from './sip-date.ts';
import { parseSipUri, serializeSipUri } from './sip-uri.ts';
import { splitList } from './split-list.ts';
import { parseVia, parseViaList } from './via.ts';

describe('parseNameAddr', () => {
  test.each([
    [
      '"Alice \\"A\\" <x>, B" <sip:alice@contoso.test;gruu>;tag=1;epid=8248ca9ebb',
      'Alice "A" <x>, B',
      'sip:alice@contoso.test;gruu',
      { tag: '1', epid: '8248ca9ebb' },
    ],
    ['"Alice"<sip:alice@contoso.test>', 'Alice', 'sip:alice@contoso.test', {}],
    ['Alice  B. <sip:a@b.test>', 'Alice  B.', 'sip:a@b.test', {}],
    ['Ярослав <sip:a@b.test>', 'Ярослав', 'sip:a@b.test', {}],
    ['""<sip:a@b.test>', '', 'sip:a@b.test', {}],
    ['<tel:+15551234>', null, 'tel:+15551234', {}],
    ['sip:a@b.test:5061;tag=1;lr', null, 'sip:a@b.test:5061', { tag: '1', lr: null }],
    [
      '<sip:192.0.2.10:12723;transport=tls>;expires=7200;+sip.instance="<urn:uuid:34d8>";gruu="sip:a@b.test;opaque=x;gruu"',
      null,
      'sip:192.0.2.10:12723;transport=tls',
      { expires: '7200', '+sip.instance': '<urn:uuid:34d8>', gruu: 'sip:a@b.test;opaque=x;gruu' },
    ],
    ['<sip:a@[2001:db8::1]:5061>;q=0.7', null, 'sip:a@[2001:db8::1]:5061', { q: '0.7' }],
  ])('%s', (value, displayName, uri, parameters) => {
    const element = parseNameAddr(value);

    expect({
      ...element,
      parameters: Object.fromEntries((element?.parameters ?? []).map((p) => [p.name, p.value])),
    }).toEqual({ displayName, uri, parameters });
  });

  test.each([
    '',
    '*',
    'a',
    'a:',
    '<>',
    '<sip:a@b.test',
    'sip:a@b.test>',
    '< sip:a@b.test>',
    '<sip:a@b.test>;',
    '<sip:a@b.test>;;tag=1',
    '<sip:a@b.test>;=1',
    '<sip:a@b.test>;tag=',
    '<sip:a@b.test>;tag="1',
    '<sip:a@b.test> x',
    '"Alice" sip:a@b.test',
    '"Alice <sip:a@b.test>',
    'Alice, B <sip:a@b.test>',
    'sip:a@b.test?x=y',
    'sip:a@b.test,sip:c@d.test',
    '<1sip:a@b.test>',
  ])('refuses %j', (value) => {
    expect(parseNameAddr(value)).toBeNull();
  });

  test('a list is split at its own commas only', () => {
    const list = parseNameAddrList('"A, B" <sip:a,b@c.test>;x="1,2",<sip:d@e.test> , sip:f@g.test;q=1');

    expect(list?.map((element) => element.uri)).toEqual(['sip:a,b@c.test', 'sip:d@e.test', 'sip:f@g.test']);
    expect(parseNameAddrList('<sip:a@b.test>,')).toBeNull();
    expect(parseNameAddrList('<sip:a@b.test')).toBeNull();
  });

  test('parameters have no case in their names', () => {
    const parameters = parseNameAddr('<sip:a@b.test>;TAG=x;lr')?.parameters ?? [];

    expect([
      parameterValue(parameters, 'tag'),
      parameterValue(parameters, 'lr'),
      parameterValue(parameters, 'q'),
    ]).toEqual(['x', null, null]);
    expect([hasParameter(parameters, 'LR'), hasParameter(parameters, 'q')]).toEqual([true, false]);
  });
});

test.each([
  ['a, b ,c', ['a', 'b', 'c']],
  ['', ['']],
  ['"a,\\",b",c', ['"a,\\",b"', 'c']],
  ['<a,b>,"<",c', ['<a,b>', '"<"', 'c']],
  ['"a', null],
  ['<a', null],
])('splitList(%j)', (value, expected) => {
  expect(splitList(value)).toEqual(expected);
});

describe('parseVia', () => {
  test.each([
    [
      'SIP/2.0/TLS 192.0.2.10:50123;ms-received-port=50123;ms-received-cid=5D3F00',
      { version: '2.0', transport: 'TLS', host: '192.0.2.10', port: 50123 },
    ],
    [
      'sip / 2.0 / tcp   [2001:db8::1] : 5061 ;branch=x',
      { version: '2.0', transport: 'TCP', host: '2001:db8::1', port: 5061 },
    ],
    [
      'SIP/2.0/UDP fe_1.contoso.test;received=192.0.2.1;rport',
      { transport: 'UDP', host: 'fe_1.contoso.test', port: null },
    ],
  ])('%s', (value, expected) => {
    expect(parseVia(value)).toMatchObject(expected);
  });

  test.each([
    '',
    'SIP/2.0/TLS',
    'SIP/2.0/TLS[::1]',
    'SIP/2.0 a',
    'HTTP/2.0/TLS a',
    'SIP/2.0/TLS a:0',
    'SIP/2.0/TLS a:65536',
    'SIP/2.0/TLS a:',
    'SIP/2.0/TLS [::1',
    'SIP/2.0/TLS a;',
    'SIP/2.0/TLS a b',
  ])('refuses %j', (value) => {
    expect(parseVia(value)).toBeNull();
  });

  test('a list needs every element', () => {
    expect(parseViaList('SIP/2.0/TLS a;branch=1, SIP/2.0/TCP b')?.map((via) => via.host)).toEqual(['a', 'b']);
    expect(parseViaList('SIP/2.0/TLS a,')).toBeNull();
    expect(parseViaList('SIP/2.0/TLS a;x="')).toBeNull();
  });
});

describe('parseSipUri', () => {
  test('takes a contact apart, escapes kept', () => {
    expect(parseSipUri('SIP:al%69ce:pw@[2001:DB8::1]:5061;transport=tls;lr?Subject=x')).toEqual({
      scheme: 'sip',
      user: 'al%69ce',
      password: 'pw',
      host: '2001:DB8::1',
      port: 5061,
      parameters: [
        { name: 'transport', value: 'tls' },
        { name: 'lr', value: null },
      ],
      headers: 'Subject=x',
    });
  });

  test.each([
    'sip:pool01.contoso.test:5061;transport=TLS',
    'sips:a@b',
    'sip:alice@contoso.test;opaque=user:epid:21nY-kV_AA;gruu',
    'sip:[::1]',
  ])('%s is written as it was', (text) => {
    const uri = parseSipUri(text);

    expect(uri && serializeSipUri(uri)).toBe(text);
  });

  test.each([
    '',
    'sip:',
    'sip',
    'tel:+1555',
    'sip:@a',
    'sip:a@',
    'sip:a@b@c',
    'sip:a b@c',
    'sip:a%4@c',
    'sip:a%zz@c',
    'sip:a@b:0',
    'sip:a@b:65536',
    'sip:a@b:123456',
    'sip:a@b:',
    'sip:a@b;',
    'sip:a@b;=x',
    'sip:a@b;x=',
    'sip:a@b;x=%4',
    'sip:a@b?',
    'sip:a@b;x=<',
    'sip:[::1',
    'sip:[abc]',
    'sip:a@b c',
    `sip:${'a'.repeat(256)}`,
  ])('refuses %j', (text) => {
    expect(parseSipUri(text)).toBeNull();
  });
});

test.each([
  ['3 REGISTER', { sequence: 3, method: 'REGISTER' }],
  [' 0009\t INVITE ', { sequence: 9, method: 'INVITE' }],
  ['2147483647 A', { sequence: 2_147_483_647, method: 'A' }],
  ['2147483648 A', null],
  ['-1 A', null],
  ['1A', null],
  ['1', null],
  ['1 A B', null],
  ['1 A,B', null],
  ['', null],
])('parseCSeq(%j)', (value, expected) => {
  expect(parseCSeq(value)).toEqual(expected);
});

test.each([
  ['7200', 7200],
  [' 0 ', 0],
  ['99999999999', 4_294_967_295],
  ['-1', null],
  ['1.5', null],
  ['', null],
])('parseDeltaSeconds(%j)', (value, expected) => {
  expect(parseDeltaSeconds(value)).toBe(expected);
});

test.each([
  ['120', 120],
  ['18000;duration=3600', 18_000],
  ['120 (I am in a meeting)', 120],
  ['120(x)', 120],
  ['120x', null],
  ['', null],
])('parseRetryAfter(%j)', (value, expected) => {
  expect(parseRetryAfter(value)).toBe(expected);
});

describe('parseSipDate', () => {
  test('reads the one layout', () => {
    expect(parseSipDate('Tue, 24 Oct 2017 13:28:50 GMT')).toBe(Date.UTC(2017, 9, 24, 13, 28, 50));
    expect(parseSipDate('Thu, 29 Feb 2024 00:00:00 GMT')).toBe(Date.UTC(2024, 1, 29));
  });

  test.each([
    '',
    'Tue, 24 Oct 2017 13:28:50 EST',
    'Tue, 24 Oct 2017 13:28:50 +0000',
    'Tue, 24 Oct 2017 13:28:50',
    'Tue 24 Oct 2017 13:28:50 GMT',
    'Tue, 24 oct 2017 13:28:50 GMT',
    'Wed, 24 Oct 2017 13:28:50 GMT',
    'Tue, 24 Oct 17 13:28:50 GMT',
    'Tue, 24 Oct 2017 24:00:00 GMT',
    'Tue, 24 Oct 2017 13:60:00 GMT',
    'Tue, 24 Oct 2017 13:28:61 GMT',
    'Wed, 29 Feb 2023 00:00:00 GMT',
    'Wed, 00 Mar 2023 00:00:00 GMT',
    '2017-10-24T13:28:50Z',
    ' Tue, 24 Oct 2017 13:28:50 GMT',
  ])('refuses %j', (value) => {
    expect(parseSipDate(value)).toBeNull();
  });

  test('reads what formatSipDate writes', () => {
    const seconds = fc.integer({ min: Date.UTC(1000, 0) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
    fc.assert(
      fc.property(seconds, (second) => {
        expect(parseSipDate(formatSipDate(second * 1000 + 999))).toBe(second * 1000);
      }),
    );
  });
});
