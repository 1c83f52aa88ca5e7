import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RunPlan } from '../run/plan.ts';
import { parseSipAddress } from './sip-address.ts';

function addressOf(input: string): string | null {
  const parsed = parseSipAddress(input);
  return parsed.ok ? parsed.value.address : null;
}

function refusalOf(input: string): string | null {
  const parsed = parseSipAddress(input);
  return parsed.ok ? null : parsed.error.sentence;
}

describe('parseSipAddress', () => {
  it('takes a plain address as it is', () => {
    expect(parseSipAddress('Alice.A@contoso.com')).toEqual({
      ok: true,
      value: {
        address: 'Alice.A@contoso.com',
        user: 'Alice.A',
        domain: 'contoso.com',
        repaired: false,
        note: null,
      },
    });
  });

  it.each([
    ['  alice@contoso.com\r\n', 'alice@contoso.com'],
    ['\u200balice@contoso.com\u00a0', 'alice@contoso.com'],
    ['sip:alice@contoso.com', 'alice@contoso.com'],
    ['SIPS: alice@contoso.com', 'alice@contoso.com'],
    ['mailto:alice@contoso.com?subject=Hello', 'alice@contoso.com'],
    ['sip:alice@contoso.com:5061;transport=tls', 'alice@contoso.com'],
    ['<alice@contoso.com>', 'alice@contoso.com'],
    ['"Alice A" <alice@contoso.com>', 'alice@contoso.com'],
    ['Alice A <sip:alice@contoso.com>;', 'alice@contoso.com'],
    ['"alice@home" <alice@contoso.com>,', 'alice@contoso.com'],
    ['Älice (Sales) <alice@contoso.com>', 'alice@contoso.com'],
    ['“alice@contoso.com”', 'alice@contoso.com'],
    ['alice@contoso.com.', 'alice@contoso.com'],
    ['alice@contoso.com;', 'alice@contoso.com'],
    ['alice@contoso.com,', 'alice@contoso.com'],
    ['alice@CONTOSO.Com', 'alice@contoso.com'],
    ['alice@bücher.example', 'alice@xn--bcher-kva.example'],
    ['alice@BÜCHER。example', 'alice@xn--bcher-kva.example'],
    ['alice＠contoso.com', 'alice@contoso.com'],
    ['alice@ｃontoso.com', 'alice@contoso.com'],
  ])('repairs %j', (input, address) => {
    expect(parseSipAddress(input)).toMatchObject({
      ok: true,
      value: { address, repaired: true, note: `Read as ${address}.` },
    });
  });

  it.each([
    ['', 'Type a sign-in address'],
    ['   ', 'Type a sign-in address'],
    ['alice', 'alice@contoso.com'],
    ['contoso.com', 'alice@contoso.com'],
    ['Alice Adams', 'a name, not an address'],
    ['CONTOSO\\alice', 'Windows user name'],
    ['CONTOSO\\alice@contoso.com', 'backslash'],
    ['alice adams@contoso.com', 'no spaces'],
    ['alice@con toso.com', 'no spaces'],
    ['alice@@contoso.com', 'more than one @'],
    ['alice@contoso.com, bob@contoso.com', 'more than one @'],
    ['Alice <alice@contoso.com>; Bob <bob@contoso.com>', 'more than one @'],
    ['@contoso.com', 'before the @ is missing'],
    ['alice@', 'after the @ is missing'],
    ['alice@.', 'after the @ is missing'],
    ['alice@contoso', 'contoso.com'],
    ['alice@192.0.2.1', 'not an IP address'],
    ['alice@[2001:db8::1]', 'not an IP address'],
    ['alice@１９２.0.2.1', 'not an IP address'],
    ['alice@contoso..com', 'not a domain name'],
    ['alice@-contoso.com', 'not a domain name'],
    ['alice@bücher%2f.example', 'not a domain name'],
    ['älice@contoso.com', 'letters a to z'],
    ['al"ice@contoso.com', 'a character that no'],
    ['alice\u0007@contoso.com', 'control characters'],
    ['alice\u202e@contoso.com', 'control characters'],
    ['al\nice@contoso.com', 'control characters'],
    [`${'a'.repeat(288)}@contoso.com`, 'too long'],
    [`alice@${'a'.repeat(64)}.com`, 'too long'],
    [`alice@${'abcdefgh.'.repeat(33)}com`, 'too long'],
    ['a'.repeat(100_000), 'too long'],
  ])('refuses %j with a sentence', (input, part) => {
    expect(refusalOf(input)).toContain(part);
  });

  it('accepts an apostrophe and says that the server will not', () => {
    const parsed = parseSipAddress("o'neill@contoso.com");

    expect(parsed).toMatchObject({ ok: true, value: { address: "o'neill@contoso.com", repaired: false } });
    expect(parsed.ok && parsed.value.note).toContain('apostrophe');
  });

  it('accepts the longest address and refuses one character more', () => {
    const domain = `${'d'.repeat(63)}.${'e'.repeat(63)}.${'f'.repeat(63)}.com`;
    const user = 'u'.repeat(254 - 1 - domain.length);

    expect(addressOf(`${user}@${domain}`)).toBe(`${user}@${domain}`);
    expect(addressOf(`${user}u@${domain}`)).toBeNull();
  });

  it('never throws, and gives one short line whatever comes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({
        unit: fc.constantFrom(...'ab.@<>"\'\\;:?/ \t\n[]%2fü。＠\u202e\u200b'.split('')),
        maxLength: 40,
      }),
    );
    fc.assert(
      fc.property(text, (input) => {
        const parsed = parseSipAddress(input);
        if (!parsed.ok) {
          expect(parsed.error.sentence).toMatch(/^[^\r\n]{10,200}$/u);
          return;
        }
        const { address, user, domain } = parsed.value;
        expect(address).toBe(`${user}@${domain}`);
        expect(address).toMatch(/^[\u0021-\u007e]+@[a-z0-9._-]+$/);
        expect(RunPlan.shape.address.safeParse(address).success).toBe(true);
        expect(parseSipAddress(address)).toMatchObject({ ok: true, value: { address, repaired: false } });
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads an address the same in every dress that is plain', () => {
    const user = fc.stringMatching(/^[a-z][a-z0-9._-]{0,20}[a-z0-9]$/);
    const domain = fc.domain();
    const dress = fc.constantFrom<(address: string) => string>(
      (address) => `  ${address}\n`,
      (address) => `sip:${address}`,
      (address) => `mailto:${address}`,
      (address) => `<${address}>`,
      (address) => `"A, B" <${address}>;`,
      (address) => `Alice <SIP:${address}>`,
      (address) => `${address}.`,
    );
    fc.assert(
      fc.property(user, domain, dress, (name, host, dressed) => {
        const address = `${name}@${host}`;
        fc.pre(address.length <= 254);
        expect(addressOf(dressed(address))).toBe(`${name}@${host.toLowerCase()}`);
      }),
    );
  });

  it('refuses hostile repetition in linear time', () => {
    for (const input of ['<'.repeat(2_000), '<@>'.repeat(600), 'sip:'.repeat(500), ' ."'.repeat(600)]) {
      expect(refusalOf(input)).not.toBeNull();
    }
  });
});
