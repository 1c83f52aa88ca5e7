import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { componentOfId } from './components.ts';
import { decodeDiagnostics, principalDiagnostic } from './decode-diagnostics.ts';
import { parseDiagnostics } from './parse-diagnostics.ts';
import { findDiagnosticFact, knownDiagnosticIds } from './table.ts';

const one = (id: number, parameters: readonly (readonly [string, string | null])[], rest = {}): unknown => [
  {
    id,
    subCode: null,
    parameters: parameters.map(([name, value]) => ({ name, value })),
    isTruncated: false,
    ...rest,
  },
];

/** What real servers, viewers and web pages make of the header. */
const CASES: readonly (readonly [name: string, value: string, expected: unknown])[] = [
  [
    'the plain form',
    '4005;reason="Not enabled";source="pool.contoso.test"',
    one(4005, [
      ['reason', 'Not enabled'],
      ['source', 'pool.contoso.test'],
    ]),
  ],
  [
    'any order, others in between',
    '1047;source="a.test";WinsockFailureCode="10054(WSAECONNRESET)";reason="No TLS"',
    one(1047, [
      ['source', 'a.test'],
      ['WinsockFailureCode', '10054(WSAECONNRESET)'],
      ['reason', 'No TLS'],
    ]),
  ],
  [
    'blanks around ; and = and inside quotations',
    '1009; reason ="No match"; domain =" cms.contoso.test "; fqdn1 =" edge.contoso.test :5061";source="sip.contoso.test"',
    one(1009, [
      ['reason', 'No match'],
      ['domain', 'cms.contoso.test'],
      ['fqdn1', 'edge.contoso.test :5061'],
      ['source', 'sip.contoso.test'],
    ]),
  ],
  [
    'typographic quotes',
    '1000; reason=\u201cFinal handshake failed\u201d; source=\u201da.test\u201d',
    one(1000, [
      ['reason', 'Final handshake failed'],
      ['source', 'a.test'],
    ]),
  ],
  [
    'a typographic quote inside straight ones',
    '1000;reason="the \u201cfinal\u201d; leg"',
    one(1000, [['reason', 'the \u201cfinal\u201d; leg']]),
  ],
  ['no parameters', '1007', one(1007, [])],
  [
    'an empty reason',
    '1007;reason="";source=""',
    one(1007, [
      ['reason', ''],
      ['source', ''],
    ]),
  ],
  [
    'semicolon and escaped quotes in the reason',
    String.raw`1000;reason="a; \"b\"; c\\";source="x"`,
    one(1000, [
      ['reason', String.raw`a; "b"; c\ `.trim()],
      ['source', 'x'],
    ]),
  ],
  [
    'quotes in the reason without a backslash',
    '4055;reason="Event is not "registration".";source="x"',
    one(4055, [
      ['reason', 'Event is not "registration".'],
      ['source', 'x'],
    ]),
  ],
  [
    'a quote in the reason at its very end',
    '4055;reason="Event is not "registration"";source="x"',
    one(4055, [
      ['reason', 'Event is not "registration"'],
      ['source', 'x'],
    ]),
  ],
  [
    'folded lines',
    '1000;reason="Final\r\n\t  handshake\n failed";\r\n source="x"',
    one(1000, [
      ['reason', 'Final handshake failed'],
      ['source', 'x'],
    ]),
  ],
  [
    'cut off inside a quotation',
    '1017;reason="Cannot route";summary="it goes on and',
    one(
      1017,
      [
        ['reason', 'Cannot route'],
        ['summary', 'it goes on and'],
      ],
      { isTruncated: true },
    ),
  ],
  ['cut off behind an equals sign', '1017;reason=', one(1017, [['reason', '']])],
  ['cut off behind a backslash', '1017;reason="a\\', one(1017, [['reason', 'a\\']], { isTruncated: true })],
  ['cut off in a name', '1017;rea', one(1017, [['rea', null]])],
  ['no blank behind the id, and one', '22; reason="x"', one(22, [['reason', 'x']])],
  [
    'a bare value',
    '1000;reason=User disabled, sorry;source=a.test',
    one(1000, [
      ['reason', 'User disabled, sorry'],
      ['source', 'a.test'],
    ]),
  ],
  ['the dotted sub-code of 2007', '1000.25;source="x"', one(1000, [['source', 'x']], { subCode: '25' })],
  ['empty parameters', '1000;;;reason="x";', one(1000, [['reason', 'x']])],
  [
    'two headers joined on the way',
    '1034;reason="a, 5";Domain="p.test",  10003; reason="b"',
    [
      {
        id: 1034,
        subCode: null,
        isTruncated: false,
        parameters: [
          { name: 'reason', value: 'a, 5' },
          { name: 'Domain', value: 'p.test' },
        ],
      },
      { id: 10003, subCode: null, isTruncated: false, parameters: [{ name: 'reason', value: 'b' }] },
    ],
  ],
  ['no id', 'reason="x"', []],
  ['nothing', '', []],
  ['an id that no server has', '12345678901;reason="x"', []],
];

describe('parseDiagnostics', () => {
  test.each(CASES)('%s', (_name, value, expected) => {
    expect(parseDiagnostics(value)).toEqual(expected);
  });

  test('reads back what is written by the grammar', () => {
    const quoted = fc
      .string({ unit: 'grapheme', maxLength: 30 })
      .map((text) => text.replace(/[\r\n]/g, ' ').trim());
    const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,10}$/);
    fc.assert(
      fc.property(fc.nat(99_999), fc.array(fc.tuple(name, quoted), { maxLength: 6 }), (id, parameters) => {
        const text = parameters
          .map(([key, value]) => `;${key}="${value.replace(/["\\]/g, '\\$&')}"`)
          .join('');

        expect(parseDiagnostics(`${id}${text}`)).toEqual(one(id, parameters));
      }),
      { numRuns: 500 },
    );
  });

  test('never throws, whatever the text', () => {
    const hostile = fc.string({
      unit: fc.constantFrom('"', '\\', ';', ',', '=', ' ', '1', '.', 'a', '\u201d', '\r\n'),
    });
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        parseDiagnostics(text);
        parseDiagnostics(`1000;reason=${text}`);
        parseDiagnostics(`1000;reason="${text}`);
      }),
      { numRuns: 2000 },
    );
  });

  test('64 KiB of one pair of characters are read in linear time', () => {
    const characters = ['"', '\\', ';', ',', '=', ' ', '1', '\u201d'];
    for (const first of characters) {
      for (const second of characters) {
        const text = (first + second).repeat(32_768);
        parseDiagnostics(`1000;reason="${text}`);
        parseDiagnostics(`1000;reason=${text}`);
        parseDiagnostics(`1000;reason="${' '.repeat(30_000)}"${' '.repeat(30_000)}x${text}`);
      }
    }
  });
});

describe('decodeDiagnostics', () => {
  test('reads every carrier in wire order, in any case, and says what is known', () => {
    const decoded = decodeDiagnostics([
      { name: 'Server', value: '4005;reason="x"' },
      { name: 'MS-Diagnostics', value: '4005;reason="Not enabled";source="pool.contoso.test"' },
      { name: 'ms-diagnostics-public', value: '4005;reason=""' },
      { name: 'X-Ms-diagnostics', value: '2000003;reason="The token is no good."' },
    ]);

    const fact = findDiagnosticFact(4005);
    expect(fact).toMatchObject({ steps: ['authentication'], owners: ['directory'], statuses: [404] });
    const common = { subCode: null, isTruncated: false, isRelayNote: false };
    const component = 'user services: registrar and routing to users';
    expect(decoded).toEqual([
      {
        ...common,
        header: 'ms-diagnostics',
        id: 4005,
        reason: 'Not enabled',
        source: 'pool.contoso.test',
        parameters: [
          { name: 'reason', value: 'Not enabled' },
          { name: 'source', value: 'pool.contoso.test' },
        ],
        fact,
        component,
      },
      {
        ...common,
        header: 'ms-diagnostics-public',
        id: 4005,
        reason: null,
        source: null,
        parameters: [{ name: 'reason', value: '' }],
        fact,
        component,
      },
      {
        ...common,
        header: 'x-ms-diagnostics',
        id: 2000003,
        reason: 'The token is no good.',
        source: null,
        parameters: [{ name: 'reason', value: 'The token is no good.' }],
        fact: null,
        component: null,
      },
    ]);
  });

  test('keeps a bounded number', () => {
    const headers = Array.from({ length: 1000 }, () => ({ name: 'ms-diagnostics', value: '1,2;a,3;b' }));

    expect(decodeDiagnostics(headers).length).toBe(32);
  });
});

describe('principalDiagnostic', () => {
  test.each([
    ['a failure before the relay note above it', ['1034;reason="a"', '10003;reason="b"'], 10003],
    ['a failure before another relay note', ['1011', '4005'], 4005],
    ['one about signing in before one about calls', ['13004', '1000'], 1000],
    ['one about signing in before an unknown one', ['1999', '4003'], 4003],
    ['an unknown one before one about calls', ['13004', '1999'], 1999],
    ['the first of equals', ['1008', '1010'], 1008],
    ['a relay note if there is nothing else', ['1036'], 1036],
    ['none', [], null],
  ])('%s', (_name, values, expected) => {
    const list = decodeDiagnostics(values.map((value) => ({ name: 'ms-diagnostics', value })));

    expect(principalDiagnostic(list)?.id ?? null).toBe(expected);
  });

  test('takes the fuller form of the same diagnostic when it comes first', () => {
    const list = decodeDiagnostics([
      { name: 'ms-diagnostics', value: '1034;source="a"' },
      { name: 'ms-diagnostics', value: '4005;source="a"' },
      { name: 'ms-diagnostics-public', value: '4005' },
    ]);

    expect(principalDiagnostic(list)).toMatchObject({ header: 'ms-diagnostics', id: 4005 });
  });
});

describe('table', () => {
  const facts = knownDiagnosticIds().map((id) => findDiagnosticFact(id)!);

  test('every id stands once, has a component, a meaning and an advice', () => {
    expect(new Set(knownDiagnosticIds()).size).toBe(97);
    expect(facts.filter((fact) => componentOfId(fact.id) === null)).toEqual([]);
    expect(
      facts.filter(({ meaning, advice }) => !/^.{8,}\.$/.test(meaning) || !/^.{8,}\.$/.test(advice)),
    ).toEqual([]);
  });

  test('what names no step is about other business than signing in', () => {
    expect(facts.filter((fact) => (fact.steps.length === 0) !== (fact.area !== 'sign-in'))).toEqual([]);
  });

  test.each([
    [1000, 'SIP stack of the Front End, Edge or Director'],
    [3999, 'user services: conferencing'],
    [28999, 'web ticket and authentication service'],
    [29000, null],
    [4000000, null],
  ])('%d belongs to %s', (id, component) => {
    expect(componentOfId(id)).toBe(component);
  });
});
