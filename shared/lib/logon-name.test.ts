import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLogonName } from './logon-name.ts';

describe('parseLogonName', () => {
  it.each([
    ['alice@contoso.com', 'alice@contoso.com'],
    ['  CONTOSO\\alice ', 'CONTOSO\\alice'],
    ['alice', 'alice'],
    ['contoso.com\\Ünal Öz', 'contoso.com\\Ünal Öz'],
    ['a/b@contoso.com', 'a/b@contoso.com'],
  ])('takes %j', (input, name) => {
    expect(parseLogonName(input)).toEqual({ ok: true, value: name });
  });

  it.each([
    ['', 'is missing'],
    [' \t', 'is missing'],
    ['a'.repeat(321), 'longer than 320'],
    ['al\u0000ice', 'control characters'],
    ['al\u202eice', 'control characters'],
    ['CONTOSO\\\\alice', 'a backslash too many'],
    ['CONTOSO\\', 'a backslash too many'],
    ['\\alice', 'a backslash too many'],
    ['CONTOSO/alice', 'a backslash, not a slash'],
  ])('refuses %j', (input, part) => {
    const parsed = parseLogonName(input);

    expect(parsed.ok ? null : parsed.error.sentence).toContain(part);
    expect(parsed.ok ? null : parsed.error.sentence).toMatch(/^The user name .*CONTOSO\\alice\.$/);
  });

  it('says something to any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => typeof parseLogonName(text).ok === 'boolean'),
    );
  });
});
