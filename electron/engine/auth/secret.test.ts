import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { Secret } from './secret.ts';

describe('Secret', () => {
  it('shows a mask wherever it is printed', () => {
    const secret = new Secret(new TextEncoder().encode('Tr0ub4dor'));

    const printed = [String(secret), JSON.stringify({ secret }), inspect({ secret }), secret.toString()];

    for (const text of printed) {
      expect(text).toContain('[secret]');
      expect(text).not.toContain('Tr0ub4dor');
      expect(text).not.toMatch(/84, ?114/);
    }
  });

  it('is all zero once wiped, the bytes handed in too', () => {
    const bytes = new TextEncoder().encode('Tr0ub4dor');
    const secret = new Secret(bytes);

    secret.wipe();

    expect([...secret.reveal(), ...bytes].every((byte) => byte === 0)).toBe(true);
  });
});
