import { Packet } from 'dns2';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DnsRecord } from '../../events/dns-events.ts';
import { decodeDnsMessage, formatIpv6 } from './decode-dns-message.ts';
import { DNS_TYPE } from './dns-message.ts';
import { canonicalName, isAskableName } from './dns-name.ts';
import { orderSrvTargets } from './srv-order.ts';

const HEADER = [0x12, 0x34, 0x85, 0x80, 0, 1, 0, 1, 0, 0, 0, 0];
const QUESTION = [3, 0x73, 0x69, 0x70, 1, 0x64, 0, 0, 1, 0, 1]; // sip.d IN A

function message(...parts: readonly (readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flat());
}

function errorOf(bytes: Uint8Array): string {
  const result = decodeDnsMessage(bytes);
  return result.ok ? 'decoded' : result.error;
}

describe('decodeDnsMessage', () => {
  it('reads header, question and a compressed answer', () => {
    const bytes = message(HEADER, QUESTION, [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);

    expect(decodeDnsMessage(bytes)).toEqual({
      ok: true,
      value: {
        id: 0x1234,
        isResponse: true,
        opcode: 0,
        authoritative: true,
        truncated: false,
        recursionAvailable: true,
        rcode: 0,
        questions: [{ name: 'sip.d', type: 1, class: 1 }],
        answers: [{ type: 'A', name: 'sip.d', ttl: 60, address: '192.0.2.1' }],
        announcedAnswers: 1,
      },
    });
  });

  it('escapes what a label may not show plainly', () => {
    const label = [5, 0x61, 0x2e, 0x62, 0x20, 0x0a, 0];

    expect(
      decodeDnsMessage(message(HEADER, label, [0, 1, 0, 1], [0, 0, 5, 0, 1, 0, 0, 0, 1, 0, 1, 0])),
    ).toMatchObject({
      value: { questions: [{ name: 'a\\.b\\032\\010' }], answers: [{ type: 'CNAME', name: '', target: '' }] },
    });
  });

  it('shows the absent service of an SRV record as a dot', () => {
    const srv = [0xc0, 12, 0, 33, 0, 1, 0x80, 0, 0, 1, 0, 7, 0, 0, 0, 0, 0, 0, 0];

    expect(decodeDnsMessage(message(HEADER, QUESTION, srv))).toMatchObject({
      value: { answers: [{ type: 'SRV', ttl: 0, priority: 0, weight: 0, port: 0, target: '.' }] },
    });
  });

  it('keeps what is whole of a truncated message', () => {
    const whole = [0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
    const bytes = message([0, 1, 0x82, 0, 0, 1, 0, 2, 0, 0, 0, 0], QUESTION, whole, whole.slice(0, 9));

    expect(decodeDnsMessage(bytes)).toMatchObject({ value: { truncated: true, answers: [{ type: 'A' }] } });
    expect(errorOf(message(HEADER, QUESTION, whole.slice(0, 9)))).toBe('the message ends too early');
  });

  it.each([
    ['nothing', [], 'the message ends too early'],
    ['half a header', HEADER.slice(0, 7), 'the message ends too early'],
    ['a name that points to itself', [...HEADER, 0xc0, 12, 0, 1, 0, 1], 'a name points forward or to itself'],
    ['a name that points forward', [...HEADER, 0xc0, 20, 0, 1, 0, 1], 'a name points forward or to itself'],
    [
      'two names that point at each other',
      [...HEADER, 1, 0x61, 0xc0, 12, 0, 1],
      'a name points forward or to itself',
    ],
    ['a reserved label', [...HEADER, 0x80, 0], 'a label has a reserved length'],
    [
      'a record longer than the message',
      [...HEADER, ...QUESTION, 0, 0, 99, 0, 1, 0, 0, 0, 0, 255, 255],
      'a record reaches past the end of the message',
    ],
    [
      'an A record of 5 octets',
      [...HEADER, ...QUESTION, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5],
      'an A record of 5 octets',
    ],
    [
      'a CNAME with bytes to spare',
      [...HEADER, ...QUESTION, 0, 0, 5, 0, 1, 0, 0, 0, 0, 0, 2, 0, 0],
      'a record is not as long as it says',
    ],
    ['a thousand questions', [0, 1, 0x80, 0, 3, 0xe8, 0, 0, 0, 0, 0, 0], '1000 questions in one message'],
  ])('refuses %s', (_, bytes, error) => {
    expect(errorOf(Uint8Array.from(bytes))).toBe(error);
  });

  it('never throws, and yields only records of the catalogue', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (tail) => {
        const result = decodeDnsMessage(message(HEADER, QUESTION, [...tail]));
        if (result.ok) for (const record of result.value.answers) DnsRecord.parse(record);
      }),
      { numRuns: 5_000 },
    );
  });

  it('does not let chains of pointers cost more than their bytes', () => {
    const bytes = new Uint8Array(65_535);
    const view = new DataView(bytes.buffer);
    view.setUint16(2, 0x8180);
    view.setUint16(6, 5_000);
    let at = 12;
    view.setUint16(at + 1, 99);
    view.setUint16(at + 3, 1);
    const chain = at + 11;
    view.setUint16(at + 9, 16_000);
    for (at = chain + 2; at < chain + 16_000; at += 2) view.setUint16(at, 0xc000 | (at - 2));
    for (; at + 12 < bytes.length; at += 12) {
      view.setUint16(at, 0xc000 | (chain + 15_998));
      view.setUint16(at + 2, 99);
    }
    const started = performance.now();

    expect(errorOf(bytes)).toBe('a name has too many pointers');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('agrees with an independent encoder on every record that both know', () => {
    const name = fc
      .array(fc.stringMatching(/^[a-z0-9_-]{1,20}$/), { minLength: 1, maxLength: 5 })
      .map((labels) => labels.join('.'));
    const word = fc.integer({ min: 0, max: 65_535 });
    const ttl = fc.integer({ min: 0, max: 0x7fff_ffff });
    const record = fc.oneof(
      fc.record({ type: fc.constant('A' as const), name, ttl, address: fc.ipV4() }),
      fc.record({ type: fc.constant('CNAME' as const), name, ttl, target: name }),
      fc.record({
        type: fc.constant('SRV' as const),
        name,
        ttl,
        priority: word,
        weight: word,
        port: word,
        target: name,
      }),
    );
    fc.assert(
      fc.property(fc.array(record, { maxLength: 8 }), word, (records, id) => {
        const packet = new Packet(new Packet.Header({ id, qr: 1 }));
        for (const { type, target, ...rest } of records as readonly (Record<string, unknown> & {
          type: 'A';
        })[]) {
          const owner = {
            ...rest,
            type: DNS_TYPE[type],
            class: 1,
            ...(target === undefined ? {} : { domain: target, target }),
          };
          packet.answers.push(new Packet.Resource(owner as never));
        }

        expect(decodeDnsMessage(packet.toBuffer())).toMatchObject({
          ok: true,
          value: { id, answers: records },
        });
      }),
    );
  });
});

describe('formatIpv6', () => {
  it.each([
    [[0, 0, 0, 0, 0, 0, 0, 1], '::1'],
    [[0, 0, 0, 0, 0, 0, 0, 0], '::'],
    [[0x2001, 0xdb8, 0, 0, 1, 0, 0, 1], '2001:db8::1:0:0:1'],
    [[0x2001, 0xdb8, 0, 1, 1, 1, 1, 1], '2001:db8:0:1:1:1:1:1'],
    [[0xfe80, 0, 0, 0, 0, 0, 0, 0], 'fe80::'],
  ])('%j is %s', (groups, text) => {
    expect(formatIpv6(groups)).toBe(text);
  });
});

describe('names', () => {
  it('are compared without case and final dot', () => {
    expect(canonicalName('Sip.Contoso.COM.')).toBe('sip.contoso.com');
  });

  it.each([
    ['_sip._tls.contoso.com', true],
    ['localhost.', true],
    ['pool 01.contoso.com', false],
    ['a..b', false],
    ['', false],
    [`${'a'.repeat(64)}.com`, false],
    [`${'a.'.repeat(127)}a`, false],
    ['pool\\032.contoso.com', false],
  ])('%s can be asked for: %s', (name, askable) => {
    expect(isAskableName(name)).toBe(askable);
  });
});

describe('orderSrvTargets', () => {
  const record = (target: string, priority: number, weight: number) => ({
    target,
    priority,
    weight,
    port: 5061,
  });

  it('puts the lowest priority first, whatever the weights', () => {
    const records = [record('c', 20, 100), record('a', 5, 0), record('b', 10, 1)];

    expect(orderSrvTargets(records, (bound) => bound - 1).map((each) => each.target)).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  it('draws by running sums, with weight 0 at the start of the draw', () => {
    const records = [record('a', 0, 10), record('zero', 0, 0), record('b', 0, 30)];
    const marks = [25, 0, 5];

    expect(orderSrvTargets(records, () => marks.shift() ?? 0).map((each) => each.target)).toEqual([
      'b',
      'zero',
      'a',
    ]);
  });

  it('draws in proportion to the weights', () => {
    let seed = 1;
    const randomBelow = (bound: number): number => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % bound;
    };
    const records = [record('a', 0, 10), record('b', 0, 30), record('zero', 0, 0)];
    const first = Array.from({ length: 4_000 }, () => orderSrvTargets(records, randomBelow)[0]?.target);

    expect(first.filter((target) => target === 'b').length / 4_000).toBeCloseTo(30 / 41, 1);
    expect(first.filter((target) => target === 'zero').length / 4_000).toBeCloseTo(1 / 41, 1);
  });

  it('loses and invents nothing', () => {
    const records = fc.array(
      fc.record({
        target: fc.string({ maxLength: 3 }),
        priority: fc.nat(3),
        weight: fc.nat(65_535),
        port: fc.nat(65_535),
      }),
      { maxLength: 32 },
    );
    fc.assert(
      fc.property(records, fc.infiniteStream(fc.nat()), (all, numbers) => {
        const ordered = orderSrvTargets(all, (bound) => (numbers.next().value as number) % bound);

        expect(ordered).toHaveLength(all.length);
        expect(new Set(ordered)).toEqual(new Set(all));
        expect(ordered.map((each) => each.priority)).toEqual(
          all.map((each) => each.priority).sort((a, b) => a - b),
        );
      }),
    );
  });
});
