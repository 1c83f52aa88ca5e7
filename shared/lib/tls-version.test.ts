import { expect, test } from 'vitest';
import { tlsVersion } from './tls-version.ts';

test.each([
  ['TLSv1.3', 'TLS 1.3'],
  ['TLSv1', 'TLS 1.0'],
  ['SSLv3', 'SSL 3.0'],
  ['unknown', 'unknown'],
])('%s is %s', (protocol, text) => expect(tlsVersion(protocol)).toBe(text));
