import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withholdSipBody } from './withhold-sip-body.ts';

const TYPE = 'application/msrtc-media-relay-auth+xml';

function vector(name: string): string {
  return readFileSync(new URL(`../settings/vectors/${name}`, import.meta.url), 'utf8');
}

function withhold(
  text: string,
  contentType: string | null = TYPE,
  contentEncoding: string | null = null,
): string {
  return withholdSipBody(text, { contentType, contentEncoding });
}

const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('latin1'));

describe('the answer of the media relay service', () => {
  it('keeps everything but the credentials', () => {
    const text = vector('mras-response.xml');

    expect(withhold(text)).toBe(
      text
        .replace('bGFiLXVzZXJuYW1lLW5vdC1hLXNlY3JldA==', '[withheld, 25 bytes]')
        .replace('bGFiLXBhc3N3b3JkLW5vdC1hLXNlY3JldA==', '[withheld, 25 bytes]'),
    );
    expect(withhold(withhold(text))).toBe(withhold(text));
  });

  it.each(['mras-request.xml', 'mras-response-failure.xml'])('without any stays as it is: %s', (name) => {
    expect(withhold(vector(name))).toBe(vector(name));
  });

  it.each([
    ['a comment', '<response><!-- x --></response>'],
    ['CDATA', '<response><![CDATA[x]]></response>'],
    ['no end', '<response><credentials>'],
    ['another end', '<response></credentials>'],
    ['a document type', '<!DOCTYPE a [<!ENTITY b "c">]><response/>'],
    ['no markup that can be read', '<response a=b/>'],
  ])('that has %s is withheld as a whole', (_, text) => {
    expect(withhold(text)).toBe(`[withheld, ${text.length} bytes]`);
  });

  it('is withheld as a whole when it is wrapped', () => {
    const text = '<credentials/>';

    expect(withhold(text, 'multipart/related; boundary=x')).toBe('[withheld, 14 bytes]');
    expect(withhold(text, TYPE, 'gzip')).toBe('[withheld, 14 bytes]');
  });

  const secret = fc
    .uint8Array({ minLength: 20, maxLength: 60 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  /** What is left must not have more of the secret than a glimpse, whatever it is written in. */
  const survives = (text: string, planted: string): boolean =>
    text.replaceAll('\u0000', '').includes(planted.replace(/=+$/, '').slice(4, 16));
  const element = fc.constantFrom(
    'username',
    'password',
    'Password',
    'token',
    'secret',
    'credentials',
    'location',
  );
  const prefix = fc.constantFrom('', 'm:', 'ns0.1:', 'a-b:');
  const inside = fc.constantFrom(
    (s: string) => s,
    (s: string) => `\r\n  ${s}\n`,
    (s: string) => `<![CDATA[${s}]]>`,
    (s: string) => `<!-- -->${s}`,
    (s: string) => `&#x20;${s}&amp;`,
    (s: string) => `<x>1</x>${s}`,
    (s: string) => `<x a="${s}"/>`,
    (s: string) => `<x a='>${s}'/>`,
    (s: string) => `<?pi ${s}?>`,
    (s: string) => `&lt;password&gt;${s}&lt;/password&gt;`,
  );
  const ending = fc.constantFrom(
    (name: string) => `</${name}>`,
    (name: string) => `</${name} >`,
    () => '',
    (name: string) => `</${name}`,
    () => '</other>',
  );
  const around = fc.constantFrom(
    (s: string) => s,
    (s: string) => `<credentialsResponse><credentials>${s}</credentials></credentialsResponse>`,
    (s: string) => `<m:response xmlns:m="http://schemas.microsoft.com/2006/09/sip/mrasp">${s}</m:response>`,
    (s: string) => `--b\r\nContent-Type: ${TYPE}\r\n\r\n${s}\r\n--b--`,
    (s: string) => `<credentials>${s}`,
    (s: string) => Buffer.from(`<credentials>${s}</credentials>`, 'utf16le').toString('utf8'),
    (s: string) => `<&#99;redentials>${s}`,
  );

  it('lets no planted secret through, however it is written', () => {
    fc.assert(
      fc.property(secret, element, prefix, inside, ending, around, (planted, local, ns, wrap, end, embed) => {
        const name = `${ns}${local}`;
        expect(survives(withhold(embed(`<${name}>${wrap(planted)}${end(name)}`)), planted)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });

  it('lets none through under another type, where the document tells what it is', () => {
    const telling = fc.constantFrom(
      (s: string) => `<credentialsResponse>${s}</credentialsResponse>`,
      (s: string) => `<x:credentials >${s}</x:credentials>`,
      (s: string) => `<a xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp">${s}`,
      (s: string) => `--b\r\nContent-Type: ${TYPE}\r\nContent-Transfer-Encoding: base64\r\n\r\n${btoa(s)}`,
      (s: string) => `&lt;credentials&gt;${s}`,
    );
    const type = fc.constantFrom(null, 'text/xml', 'multipart/mixed; boundary=b', 'application/octet-stream');
    fc.assert(
      fc.property(secret, element, telling, type, (planted, name, embed, contentType) => {
        const text = embed(`<${name}>${planted}</${name}>`);
        const kept = withhold(text, contentType);
        expect(survives(kept, planted) || survives(kept, btoa(planted))).toBe(false);
      }),
    );
  });

  it('in pieces of any size leaves nothing of it', () => {
    const text = vector('mras-response.xml');
    for (let size = 0; size < text.length; size += 1) {
      expect(withhold(text.slice(0, size))).not.toMatch(/bGFiLXVzZXJu|bGFiLXBhc3N3/);
    }
  });
});

describe('another body', () => {
  it.each([
    ['application/vnd-microsoft-roaming-provisioning-v2+xml', vector('provisioning-v2-response.xml')],
    ['application/vnd-microsoft-roaming-contacts+xml', vector('roaming-contacts-response.xml')],
    ['text/registration-event', 'deregistered;event=rejected'],
    [null, ''],
  ])('of type %s stays as it is', (type, text) => {
    expect(withhold(text, type)).toBe(text);
  });

  it('loses a password all the same', () => {
    expect(withhold('<a><Password>geheim</Password></a>', 'text/xml')).toBe(
      '<a><Password>[withheld, 6 bytes]</Password></a>',
    );
  });

  it('is read in linear time, and nothing fails', () => {
    const hostile = [
      '<a '.repeat(20_000),
      `<a${' '.repeat(60_000)}!>`,
      '<a a="'.repeat(10_000),
      '<a>'.repeat(20_000),
    ];
    for (const text of hostile) withhold(text);
    fc.assert(
      fc.property(anyBytes, fc.option(fc.string()), (text, type) => {
        withhold(text, type);
        withhold(text);
      }),
    );
  });
});
