import { describe, expect, it } from 'vitest';
import { parseProxyList } from './system-proxy.ts';

describe('parseProxyList', () => {
  it.each([
    ['DIRECT', { kind: 'direct' }],
    ['PROXY proxy.contoso.com:8080; DIRECT', { kind: 'http', host: 'proxy.contoso.com', port: 8080 }],
    ['DIRECT; PROXY proxy.contoso.com:8080', { kind: 'direct' }],
    ['PROXY [2001:db8::1]:3128', { kind: 'http', host: '2001:db8::1', port: 3128 }],
    ['SOCKS5 old:1080;PROXY new:8080', { kind: 'http', host: 'new', port: 8080 }],
    ['PROXY first:1; PROXY second:2', { kind: 'http', host: 'first', port: 1 }],
  ])('takes the first usable entry of %j', (answer, choice) => {
    expect(parseProxyList(answer)).toEqual(choice);
  });

  it.each(['', 'SOCKS5 old:1080', 'PROXY', 'PROXY :8080', 'PROXY host', 'PROXY host:0', 'PROXY host:70000'])(
    'goes directly where %j names no proxy that could be used',
    (answer) => {
      expect(parseProxyList(answer)).toEqual({ kind: 'direct' });
    },
  );
});
