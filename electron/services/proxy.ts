import { BlockList, isIP, isIPv6 } from 'node:net';
import type { ProxyChoice } from '../engine/ports.ts';

/** curl's default when the address of a proxy names no port. */
const DEFAULT_PROXY_PORT = 1080;
const DIRECT: ProxyChoice = { kind: 'direct' };

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy for a web address by the variables http_proxy, https_proxy, all_proxy and no_proxy, read as curl reads them.
 * Only HTTP proxies are known; any other kind counts as none.
 * Source: curl's manual page, section ENVIRONMENT.
 */
export function proxyFromEnvironment(url: string, environment: Environment): ProxyChoice {
  const target = new URL(url);
  const isSecure = target.protocol === 'https:';
  const host = withoutBrackets(target.hostname).toLowerCase();
  const port = target.port === '' ? (isSecure ? 443 : 80) : Number(target.port);
  if (isExempt(host, port, variable(environment, 'no_proxy'))) return DIRECT;

  const own = isSecure ? variable(environment, 'https_proxy') : httpProxy(environment);
  return parseProxy(own ?? variable(environment, 'all_proxy') ?? '');
}

/** Lower case goes first. */
function variable(environment: Environment, name: string): string | undefined {
  return environment[name] ?? environment[name.toUpperCase()];
}

/** In a CGI process HTTP_PROXY is a request header ("httpoxy"), so upper case does not count there. */
function httpProxy(environment: Environment): string | undefined {
  return environment['REQUEST_METHOD'] === undefined
    ? variable(environment, 'http_proxy')
    : environment['http_proxy'];
}

function parseProxy(text: string): ProxyChoice {
  const trimmed = text.trim();
  if (trimmed === '') return DIRECT;
  const written = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(written)) return DIRECT;
  const { protocol, hostname } = new URL(written);
  if (protocol !== 'http:' || hostname === '') return DIRECT;
  // The URL parser hides port 80, which here is not the default.
  const port = /^http:\/\/[^/?#]*:(\d{1,5})(?:[/?#]|$)/i.exec(written)?.[1];
  return {
    kind: 'http',
    host: withoutBrackets(hostname),
    port: port === undefined ? DEFAULT_PROXY_PORT : Number(port),
  };
}

/** no_proxy: * for all, or names and addresses by comma or space; a name covers what is below it; :PORT and /BITS narrow it. */
function isExempt(host: string, port: number, list: string | undefined): boolean {
  if (list === undefined) return false;
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => entry === '*' || (entry !== '' && covers(entry, host, port)));
}

function covers(entry: string, host: string, port: number): boolean {
  const bracketed = /^\[([^\]]*)\](?::(\d+))?$/.exec(entry);
  const named = isIPv6(entry) || entry.includes('/') ? null : /^([^:]*):(\d+)$/.exec(entry);
  const match = bracketed ?? named;
  const wantedPort = match?.[2];
  if (wantedPort !== undefined && Number(wantedPort) !== port) return false;
  const pattern = match?.[1] ?? entry;

  if (isIP(host) !== 0) return coversAddress(pattern, host);
  const name = pattern.replace(/^\*?\./, '').replace(/\.$/, '');
  const asked = host.replace(/\.$/, '');
  return name !== '' && (asked === name || asked.endsWith(`.${name}`));
}

function coversAddress(pattern: string, host: string): boolean {
  const [network = '', bits] = pattern.split('/');
  if (isIP(network) === 0 || isIP(network) !== isIP(host)) return false;
  const family = isIPv6(host) ? 'ipv6' : 'ipv4';
  const longest = family === 'ipv6' ? 128 : 32;
  const prefix = bits === undefined ? longest : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (prefix < 0 || prefix > longest) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, family);
  return list.check(host, family);
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}
