import type { LoggedEvent, LoggedEventOf } from '../../events/catalogue.ts';
import { parseHostAndPort } from '../../lib/host-and-port.ts';
import { formatIpAddress, parseIpAddress } from '../../redaction/ip-address.ts';

/** One end of a message. */
export interface WireEndpoint {
  /** An IP address in its usual form. */
  readonly address: string;
  readonly port: number;
  /** The name that was asked for; null: this computer. */
  readonly name: string | null;
  /** The log has no address: this one stands for the host, and is nobody's. */
  readonly isPlaceholder: boolean;
}

/** The ends of a connection. */
export interface WireEnds {
  readonly local: WireEndpoint;
  readonly remote: WireEndpoint;
}

type Connected = LoggedEventOf<'tcp.connect.succeeded'>;
type Place = { readonly host: string; readonly port: number };

/** RFC 6335 6: ports that nobody has registered. */
const FIRST_FREE_PORT = 49_152;
const FREE_PORTS = 16_384;

/**
 * Who speaks with whom, from a log in its order. Addresses are those of the connection that the flow is. Where it has none
 * (a client log need not tell it), placeholders of the blocks for documentation stand in (RFC 5737, RFC 3849): the first one for
 * this computer, then one for each host. A server behind a proxy has a placeholder too: the connection leads to the proxy.
 */
export class WireEndpoints {
  private readonly connections = new Map<string, Connected>();
  private readonly flows = new Map<string, number>();
  private readonly hosts = new Map<string, number>();

  /** To be told of every event. */
  observe(event: LoggedEvent): void {
    if (event.kind === 'tcp.connect.succeeded' && event.flow !== null)
      this.connections.set(event.flow, event);
  }

  /** The proxy that a flow leads to; null: none. */
  proxyOf(flow: string | null): Place | null {
    const peer = this.connectionOf(flow)?.data.peer;
    return peer?.role === 'proxy' ? peer : null;
  }

  /** place: with whom, as far as the message tells. isTunnelled: not with the other end of the connection, but with one behind. */
  ends(flow: string | null, place: Place, isTunnelled: boolean): WireEnds {
    const connected = this.connectionOf(flow)?.data;
    const ownAddress = connected === undefined ? null : ipAddress(connected.localAddress);
    const theirAddress =
      connected === undefined || isTunnelled ? ipAddress(place.host) : ipAddress(connected.address);
    const isV6 = (ownAddress ?? theirAddress)?.includes(':') === true;
    const theirPort = connected === undefined || isTunnelled ? place.port : connected.port;
    return {
      local: {
        address: ownAddress ?? placeholder(1, isV6),
        port: validPort(connected?.localPort ?? FIRST_FREE_PORT + (this.numberOf(flow) % FREE_PORTS)),
        name: null,
        isPlaceholder: ownAddress === null,
      },
      remote: {
        address: theirAddress ?? placeholder(this.numberOfHost(place.host), isV6),
        port: validPort(theirPort),
        name: place.host === '' ? null : place.host,
        isPlaceholder: theirAddress === null,
      },
    };
  }

  private connectionOf(flow: string | null): Connected | undefined {
    return flow === null ? undefined : this.connections.get(flow);
  }

  private numberOf(flow: string | null): number {
    return flow === null ? 0 : numbered(this.flows, flow) + 1;
  }

  private numberOfHost(host: string): number {
    return numbered(this.hosts, host.toLowerCase()) + 2;
  }
}

/** Host and port of a URL, or of the authority that CONNECT asks for. */
export function placeOfUrl(url: string): Place {
  const authority = parseHostAndPort(url);
  if (authority !== null && authority.port !== null) return { host: authority.host, port: authority.port };
  try {
    const { hostname, port, protocol } = new URL(url);
    const usual = protocol === 'http:' ? 80 : 443;
    return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: port === '' ? usual : Number(port) };
  } catch {
    // The URL parser has no other way to say no.
    return { host: '', port: 0 };
  }
}

function numbered(numbers: Map<string, number>, key: string): number {
  const known = numbers.get(key) ?? numbers.size;
  numbers.set(key, known);
  return known;
}

function ipAddress(text: string): string | null {
  const address = parseIpAddress(text.replace(/^\[(.*)\]$/, '$1'));
  return address === null ? null : formatIpAddress(address);
}

const V4_BLOCKS = ['192.0.2', '198.51.100', '203.0.113'] as const;

/** From 1. Hosts beyond the 762nd share the addresses of the first ones, where they have no longer one. */
function placeholder(number: number, isV6: boolean): string {
  if (isV6) return `2001:db8::${(number % 0x10000).toString(16)}`;
  const index = (number - 1) % (V4_BLOCKS.length * 254);
  const block = V4_BLOCKS[Math.floor(index / 254)] ?? V4_BLOCKS[0];
  return `${block}.${(index % 254) + 1}`;
}

function validPort(port: number): number {
  return port >= 0 && port <= 65_535 ? port : 0;
}
