import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from './nearest.ts';

const words = ['connectivity.certificate-expired', 'connectivity.tcp-refused', 'discovery.no-records'];

describe('nearest', () => {
  it('finds what was meant', () => {
    expect(nearest('certificate-expired', words, 1)).toEqual(['connectivity.certificate-expired']);
    expect(nearest('Discovery.no-record', words, 1)).toEqual(['discovery.no-records']);
    expect(nearest('cert-expired', words, 1)).toEqual(['connectivity.certificate-expired']);
    expect(nearest('connectivity.tcp-refusd', words, 1)).toEqual(['connectivity.tcp-refused']);
  });

  it('finds nothing rather than anything', () => {
    expect(nearest('zzzzzzzzzzzzzzzzzzzzzzzzzzzzzz', words, 3)).toEqual([]);
    expect(nearest('', words, 3)).toEqual([]);
  });

  it('counts edits', () => {
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('abc', 'abc')).toBe(0);
  });
});
