import { describe, expect, it } from 'vitest';
import { proxyFromEnvironment } from './proxy.ts';

const direct = { kind: 'direct' };
const proxy = (host: string, port: number): object => ({ kind: 'http', host, port });

describe('proxyFromEnvironment', () => {
  it.each([
    ['http://a.test/', {}, direct],
    ['http://a.test/', { http_proxy: 'http://proxy.test:3128' }, proxy('proxy.test', 3128)],
    ['https://a.test/', { http_proxy: 'http://proxy.test:3128' }, direct],
    ['https://a.test/', { HTTPS_PROXY: 'proxy.test:8080' }, proxy('proxy.test', 8080)],
    [
      'https://a.test/',
      { https_proxy: 'http://one.test:1', HTTPS_PROXY: 'http://two.test:2' },
      proxy('one.test', 1),
    ],
    ['https://a.test/', { all_proxy: 'http://proxy.test' }, proxy('proxy.test', 1080)],
    ['https://a.test/', { https_proxy: 'http://proxy.test:80/' }, proxy('proxy.test', 80)],
    ['https://a.test/', { https_proxy: 'http://user:pw@[::1]:3128' }, proxy('::1', 3128)],
    ['https://a.test/', { https_proxy: '' }, direct],
    ['https://a.test/', { https_proxy: 'socks5://proxy.test:1080' }, direct],
    ['https://a.test/', { https_proxy: 'http://' }, direct],
    ['http://a.test/', { HTTP_PROXY: 'http://proxy.test:1', REQUEST_METHOD: 'GET' }, direct],
  ])('%s with %j', (url, environment, choice) => {
    expect(proxyFromEnvironment(url, environment)).toEqual(choice);
  });

  it.each([
    ['http://a.test/', '*', true],
    ['http://a.test/', 'a.test', true],
    ['http://A.TEST./', 'a.test', true],
    ['http://www.a.test/', 'a.test', true],
    ['http://www.a.test/', '.a.test', true],
    ['http://www.a.test/', '*.a.test', true],
    ['http://ba.test/', 'a.test', false],
    ['http://a.test/', 'b.test, c.test a.test', true],
    ['http://a.test/', 'b.test,,c.test', false],
    ['http://a.test:8080/', 'a.test:8080', true],
    ['http://a.test/', 'a.test:8080', false],
    ['https://a.test/', 'a.test:443', true],
    ['http://192.0.2.7/', '192.0.2.7', true],
    ['http://192.0.2.7/', '192.0.2.0/24', true],
    ['http://192.0.3.7/', '192.0.2.0/24', false],
    ['http://192.0.2.7/', '192.0.2.0/99', false],
    ['http://[2001:db8::7]/', '2001:db8::/32', true],
    ['http://[2001:db8::7]:81/', '[2001:db8::7]:81', true],
    ['http://[2001:db8::7]/', '[2001:db8::7]:81', false],
    ['http://192.0.2.7/', '2.7', false],
  ])('%s is exempt by %j: %s', (url, list, isExempt) => {
    const environment = { all_proxy: 'http://proxy.test:1', no_proxy: list };

    expect(proxyFromEnvironment(url, environment).kind).toBe(isExempt ? 'direct' : 'http');
  });
});
