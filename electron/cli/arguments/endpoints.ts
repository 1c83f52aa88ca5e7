import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import { parseHostAndPort } from '../../../shared/lib/host-and-port.ts';
import { success, type Result } from '../../../shared/lib/result.ts';
import type { ConnectTo, ManualServer, Resolver } from '../../../shared/run/plan.ts';
import { usageError, type UsageError } from './usage-error.ts';

const DNS_PORT = 53;
/** Letters, digits, hyphens, and the underscore that some organisations' names have; at most 63 to a label. */
const HOST_NAME =
  /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/;

/** IP, IP:PORT or [IPv6]:PORT of a DNS server. */
export function parseResolver(text: string): Result<Resolver, UsageError> {
  const parsed = withPort(text);
  if (parsed === null || isIP(parsed.host) === 0) {
    return usageError(
      `--resolver needs an IP address such as 192.0.2.53, 192.0.2.53:5353 or [2001:db8::53]:53, not "${text}".`,
    );
  }
  return success({ address: parsed.host, port: parsed.port ?? DNS_PORT });
}

/** HOST, HOST:PORT, [IPv6]:PORT of a SIP server. */
export function parseServer(text: string): Result<ManualServer, UsageError> {
  const parsed = withPort(text);
  const host = parsed === null ? null : hostOf(parsed.host);
  if (parsed === null || host === null) {
    return usageError(`--server needs a name such as sip.contoso.com or sip.contoso.com:443, not "${text}".`);
  }
  return success({ host, port: parsed.port });
}

/** HOST:PORT:HOST:PORT as curl's --connect-to, IPv6 addresses in brackets; curl's empty parts are not known here. */
export function parseConnectTo(text: string): Result<ConnectTo, UsageError> {
  const match = /^(\[[^\]]*\]|[^:[\]]+):(\d{1,5}):(\[[^\]]*\]|[^:[\]]+):(\d{1,5})$/.exec(text.trim());
  const from = match === null ? null : parseHostAndPort(`${match[1] ?? ''}:${match[2] ?? ''}`);
  const to = match === null ? null : parseHostAndPort(`${match[3] ?? ''}:${match[4] ?? ''}`);
  const fromHost = from === null ? null : hostOf(from.host);
  const toHost = to === null ? null : hostOf(to.host);
  if (fromHost === null || toHost === null || !from?.port || !to?.port) {
    return usageError(
      `--connect-to needs HOST:PORT:HOST:PORT, such as sip.contoso.com:443:127.0.0.1:8443, not "${text}".`,
    );
  }
  return success({ fromHost, fromPort: from.port, toHost, toPort: to.port });
}

/** An IPv6 address without brackets cannot have a port behind it, so it is taken as a whole. */
function withPort(text: string): { readonly host: string; readonly port: number | null } | null {
  const trimmed = text.trim();
  return isIP(trimmed) === 6 ? { host: trimmed.toLowerCase(), port: null } : parseHostAndPort(trimmed);
}

/** The host as it is dialled (IDN as A-labels), or null when it can be neither a name nor an address. */
function hostOf(host: string): string | null {
  if (isIP(host) !== 0) return host;
  const ascii = /^[\u0020-\u007e]*$/.test(host) ? host : domainToASCII(host);
  return ascii.length <= 254 && HOST_NAME.test(ascii) && !/^[\d.]+$/.test(ascii)
    ? ascii.replace(/\.$/, '')
    : null;
}
