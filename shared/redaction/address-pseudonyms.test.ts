import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AddressPseudonyms } from './address-pseudonyms.ts';
import { formatIpAddress, parseIpAddress } from './ip-address.ts';

describe('IP addresses', () => {
  const v4 = fc.ipV4();
  const v6 = fc.ipV6().filter((text) => parseIpAddress(text) !== null);

  it('are read as written', () => {
    expect(
      ['::1', '2001:db8::1', '::ffff:192.0.2.1', 'fe80::1%12'].map(
        (text) => parseIpAddress(text)?.groups.length,
      ),
    ).toEqual([8, 8, 8, 8]);
    expect(
      ['1.2.3', '1.2.3.256', ':', '1::2::3', '1:2:3:4:5:6:7:8:9', 'g::', ''].map(parseIpAddress),
    ).toEqual(Array(7).fill(null));
    fc.assert(
      fc.property(v6, (text) => {
        const address = parseIpAddress(text);
        expect(address !== null && parseIpAddress(formatIpAddress(address))).toEqual(address);
      }),
    );
  });

  it('keep their subnet and their kind, and none is one of the log', () => {
    const privately = /^(?:10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|127\.)/;
    const near = fc.tuple(
      fc.constantFrom('10.1.2', '192.168.1', '172.16.4', '198.18.1', '8.8.8', '127.0.0'),
      fc.integer({ min: 1, max: 254 }),
    );
    fc.assert(
      fc.property(
        fc.uniqueArray(
          fc.oneof(
            v4,
            near.map(([subnet, host]) => `${subnet}.${host}`),
          ),
          { maxLength: 12 },
        ),
        (list) => {
          const addresses = new AddressPseudonyms();
          for (const address of list) addresses.of(address);
          addresses.settle();
          const pseudonyms = list.map((address) => addresses.of(address) ?? '');
          const subnet = (address: string): string => address.slice(0, address.lastIndexOf('.'));

          expect(new Set(pseudonyms).size).toBe(list.length);
          for (const [index, address] of list.entries()) {
            const pseudonym = pseudonyms[index] ?? '';
            if (address === '0.0.0.0' || address === '255.255.255.255') continue;
            expect(list).not.toContain(pseudonym);
            expect(privately.test(pseudonym)).toBe(privately.test(address));
            for (const [other, second] of list.entries()) {
              expect(subnet(pseudonyms[other] ?? '') === subnet(pseudonym)).toBe(
                subnet(second) === subnet(address),
              );
            }
          }
        },
      ),
    );
  });
});
