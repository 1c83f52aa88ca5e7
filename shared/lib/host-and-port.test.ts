import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endpointKey, formatHostAndPort, parseHostAndPort } from './host-and-port.ts';

describe('parseHostAndPort', () => {
  test.each([
    ['sip.contoso.com', { host: 'sip.contoso.com', port: null }],
    [' SIP.Contoso.com:443 ', { host: 'sip.contoso.com', port: 443 }],
    ['192.0.2.1:5061', { host: '192.0.2.1', port: 5061 }],
    ['[2001:DB8::1]', { host: '2001:db8::1', port: null }],
    ['[fe80::1%eth0]:5061', null],
    ['[2001:db8::1]:5061', { host: '2001:db8::1', port: 5061 }],
    ['2001:db8::1', null],
    ['sip.contoso.com:0', null],
    ['sip.contoso.com:65536', null],
    ['alice@contoso.com', null],
    ['https://sip.contoso.com', null],
    ['', null],
  ])('%j is %j', (text, place) => expect(parseHostAndPort(text)).toEqual(place));
});

test('reads back what it wrote', () => {
  const host = fc.oneof(
    fc.domain().map((name) => name.toLowerCase()),
    fc.ipV4(),
    fc.ipV6(),
  );

  fc.assert(
    fc.property(host, fc.integer({ min: 1, max: 65_535 }), (name, port) => {
      const place = { host: name, port };
      expect(parseHostAndPort(formatHostAndPort(place))).toEqual(place);
    }),
  );
});

test('the same place has one key', () => {
  expect(endpointKey({ host: 'SIP.Contoso.com.', port: 443 })).toBe('sip.contoso.com:443');
  expect(endpointKey({ host: 'sip.contoso.com', port: 443 })).toBe('sip.contoso.com:443');
});
