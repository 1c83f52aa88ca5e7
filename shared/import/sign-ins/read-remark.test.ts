import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRemark } from './read-remark.ts';

test.each([
  ['QueryDNSSrv - DNS Name[_sip._tls.Contoso.com]', { kind: 'srv-asked', name: '_sip._tls.contoso.com' }],
  [
    'QueryDNSSrv - found sip.contoso.com:443 for _sip._tls.contoso.com',
    { kind: 'srv-found', name: '_sip._tls.contoso.com', host: 'sip.contoso.com', port: 443 },
  ],
  [
    'QueryDNSSrv GetDnsResults query: _sip._tls.contoso.com failed 8007232b',
    { kind: 'srv-missing', name: '_sip._tls.contoso.com', outcome: 'nxdomain' },
  ],
  [
    'GetDnsResults query: _sip._tls.contoso.com failed 0x8007232A',
    { kind: 'srv-missing', name: '_sip._tls.contoso.com', outcome: 'servfail' },
  ],
  [
    'getaddrinfo(fe01.contoso.com) 10.20.1.11',
    { kind: 'host-found', host: 'fe01.contoso.com', address: '10.20.1.11' },
  ],
  [
    'getaddrinfo(fe01.contoso.com) [2001:db8::1]',
    { kind: 'host-found', host: 'fe01.contoso.com', address: '2001:db8::1' },
  ],
  [
    'getaddrinfo(fe01.contoso.com) failed hr=80072af9',
    { kind: 'host-missing', host: 'fe01.contoso.com', outcome: 'nxdomain' },
  ],
  [
    'CLyncAutoDiscovery: HTTP 200, SipClientInternalAccess fe01.contoso.com:5061',
    { kind: 'web-answered', status: 200, access: { side: 'internal', host: 'fe01.contoso.com', port: 5061 } },
  ],
  ['CLyncAutoDiscovery: name not resolved, hr=80072ee7', { kind: 'web-unresolved', outcome: 'nxdomain' }],
  [
    'SECURE_SOCKET: TLS negotiation complete with fe01.contoso.com',
    { kind: 'tls-done', host: 'fe01.contoso.com' },
  ],
  [
    'VerifyOnEnableEvent result return ONENABLE_FAIL_GENERAL status=0x80ef0194 diag code=0xfa5 ACTION: FAIL',
    { kind: 'verdict', status: 404, diagnostics: 4005 },
  ],
  ['CLyncAutoDiscovery: request failed hr=0x80072efd', { kind: 'web-failed', failure: 'connect' }],
  ['Contact card updated', { kind: 'other' }],
  ['GET https://web.contoso.com/abs/handler', { kind: 'other' }],
])('%s', (line, remark) => {
  expect(readRemark(line)).toEqual(remark);
});

test('any line is read, and in no time', () => {
  const words = fc.constantFrom(
    'found ',
    'query: _',
    'getaddrinfo(',
    'a.',
    ':1',
    ' failed 8007232b',
    'autodiscover HTTP ',
    '[',
    '200',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string()), { maxLength: 200 }), (parts) => {
      readRemark(parts.join(''));
    }),
  );
});
