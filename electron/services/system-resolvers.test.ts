import { describe, expect, it } from 'vitest';
import { systemResolvers } from './system-resolvers.ts';

describe('systemResolvers', () => {
  it('reads every way in which the runtime writes a server, each server once', () => {
    const servers = [
      '192.0.2.1',
      '192.0.2.2:5353',
      '2001:db8::1',
      '[2001:db8::2]:5354',
      'fe80::1%eth0',
      '192.0.2.1',
    ];

    expect(systemResolvers(servers)).toEqual([
      { address: '192.0.2.1', port: 53 },
      { address: '192.0.2.2', port: 5353 },
      { address: '2001:db8::1', port: 53 },
      { address: '2001:db8::2', port: 5354 },
      { address: 'fe80::1%eth0', port: 53 },
    ]);
  });

  it('leaves out what is no address', () => {
    expect(systemResolvers(['', 'resolver.test', '192.0.2.1:0', '192.0.2.1:99999', '[192.0.2]'])).toEqual([]);
  });
});
