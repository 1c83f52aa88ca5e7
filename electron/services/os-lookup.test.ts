import { describe, expect, it } from 'vitest';
import { lookupFailure, osLookup } from './os-lookup.ts';

describe('osLookup', () => {
  it('gives the addresses of this very machine', async () => {
    const found = await osLookup('localhost');

    expect(found.outcome).toBe('answered');
    expect(
      found.outcome === 'answered' && found.addresses.some((one) => one === '127.0.0.1' || one === '::1'),
    ).toBe(true);
  });

  it.each([
    ['ENOTFOUND', 'nxdomain'],
    ['ENODATA', 'no-data'],
    ['ETIMEOUT', 'timeout'],
    ['EAI_AGAIN', 'servfail'],
    ['EAI_FAIL', 'servfail'],
  ])('translates %s', (code, outcome) => {
    expect(lookupFailure(code)).toEqual({ outcome, code });
  });
});
