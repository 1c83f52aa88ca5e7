import { describe, expect, it } from 'vitest';
import { wholeLog } from '../projections/testing/home-logs.ts';
import { pack, unpack } from './packed-batch.ts';
import type { HostMessage } from './wire.ts';

describe('a packed batch', () => {
  it('is text, and the same again on the other side', () => {
    const message: HostMessage = { kind: 'batch', id: 7, item: { events: wholeLog(), isEnd: true } };

    const crossing = pack(message);

    expect(typeof crossing).toBe('string');
    expect(unpack(crossing)).toEqual(message);
  });

  it('is nothing but batches: bytes in a reply would be lost in text', () => {
    const reply: HostMessage = { kind: 'reply', id: 1, value: new Uint8Array([1, 2]) };

    expect(pack(reply)).toBe(reply);
    expect(unpack(reply)).toBe(reply);
  });

  it('leaves text that nobody packed to be refused', () => {
    expect(unpack('no JSON')).toBe('no JSON');
    expect(unpack(undefined)).toBeUndefined();
  });
});
