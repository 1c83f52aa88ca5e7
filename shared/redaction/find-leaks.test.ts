import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findLeaks } from './find-leaks.ts';

const forms = (content: string | Uint8Array, identity = 'fe01.contoso.test'): readonly string[] =>
  findLeaks(content, [identity]).map(({ form }) => form);

describe('leaks', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['as it is, in other letters', 'x FE01.Contoso.TEST y', 'plain'],
    ['in UTF-16', Buffer.from('at fe01.contoso.test:5061', 'utf16le'), 'utf-16'],
    [
      'in UTF-16, the other way round',
      Buffer.from('at fe01.contoso.test:5061', 'utf16le').swap16(),
      'utf-16',
    ],
    ['in a URL', 'https://x/?a=fe01%2Econtoso%2etest', 'url'],
    ['in XML', '<a>fe01&#46;contoso&#x2e;test</a>', 'xml'],
    ['in hex', Buffer.from('fe01.contoso.test').toString('hex'), 'encoded'],
    [
      'in base64 of base64',
      Buffer.from(Buffer.from('user at fe01.contoso.test').toString('base64')).toString('base64'),
      'encoded',
    ],
    ['in base64 of UTF-16', Buffer.from('fe01.contoso.test', 'utf16le').toString('base64'), 'encoded'],
    ['in base64 of a URL', Buffer.from('-fe01.contoso.test?>').toString('base64url'), 'encoded'],
    [
      'in base64 over several lines',
      Buffer.from('somewhere: fe01.contoso.test').toString('base64').replace(/.{12}/g, '$&\r\n'),
      'encoded',
    ],
  ])('are found %s', (_, content, form) => {
    expect(forms(content)).toContain(form);
    expect(findLeaks(content, ['fe02.contoso.test'])).toEqual([]);
  });

  it('are found at every alignment of base64, whatever it is glued to', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 9 }),
        fc.uint8Array({ maxLength: 9 }),
        fc.constantFrom('', 'x', 'ab', 'key='),
        (before, after, glue) => {
          const bytes = Buffer.concat([before, Buffer.from('Fe01.contoso.test'), after]);

          expect(forms(glue + bytes.toString('base64'))).toContain('encoded');
          expect(forms(new Uint8Array(bytes))).toContain('plain');
        },
      ),
    );
  });

  it('of a name beyond ASCII are found in every writing', () => {
    for (const content of [
      'Łukasz Öztürk',
      Buffer.from('Łukasz Öztürk'),
      Buffer.from('Łukasz Öztürk', 'utf16le'),
      Buffer.from('Łukasz Öztürk').toString('base64'),
      Buffer.from('Łukasz Öztürk', 'utf16le').toString('base64'),
      encodeURIComponent('Łukasz Öztürk'),
    ])
      expect(findLeaks(content, ['łukasz öztürk'])).not.toEqual([]);
  });

  it('are no parts of other words where they are short', () => {
    expect(findLeaks('bobsled, kebob', ['bob'])).toEqual([]);
    expect(findLeaks('"bob"', ['bob', 'x'])).toEqual([{ identity: 'bob', form: 'plain', at: 1 }]);
    expect(findLeaks('210.0.1.10 10.0.1.12', ['10.0.1.1'])).toEqual([]);
  });

  it('are none in nothing', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(findLeaks(text, [])).toEqual([]);
      }),
    );
  });
});
