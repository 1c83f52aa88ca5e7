import { Resolver } from 'node:dns/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect as tcpConnect, type Socket } from 'node:net';
import { connect as tlsConnect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { Lab } from '../lab.ts';

/** What the lab's tests see of it: Node's own clients, nothing of the engine. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Where connect-to leads; fails the test when the lab has no line for it. */
export function realPort(lab: Lab, host: string, port: number): number {
  const line = lab.connectTo.find(({ fromHost, fromPort }) => fromHost === host && fromPort === port);
  if (line === undefined) throw new Error(`no connect-to line for ${host}:${port}`);
  return line.toPort;
}

export function resolverOf(lab: Lab, timeoutMs = 10_000): Resolver {
  const resolver = new Resolver({ timeout: timeoutMs, tries: 1 });
  resolver.setServers([`${lab.resolver.address}:${lab.resolver.port}`]);
  return resolver;
}

/** Rejects with Node's error when the handshake or the check of the certificate fails. */
export function connectTls(
  lab: Lab,
  host: string,
  port: number,
  options: ConnectionOptions = {},
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tlsConnect({
      host: '127.0.0.1',
      port: realPort(lab, host, port),
      servername: host,
      ca: lab.caPem,
      ...options,
    });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      socket.off('error', reject);
      resolve(socket);
    });
  });
}

/** Returns connected, timeout or Node's error code, once the socket is gone. */
export function connectTcp(port: number, timeoutMs: number): Promise<string> {
  return new Promise((resolve) => {
    let outcome = 'closed';
    const socket = tcpConnect(port, '127.0.0.1');
    const finish = (seen: string): void => {
      outcome = seen;
      socket.destroy();
    };
    socket.setTimeout(timeoutMs, () => finish('timeout'));
    socket.once('connect', () => finish('connected'));
    socket.once('error', (error: NodeJS.ErrnoException) => (outcome = error.code ?? error.message));
    socket.once('close', () => resolve(outcome));
  });
}

/** Sends the text and returns all that comes back up to `until`, or up to the end of the connection. */
export function exchange(socket: Socket, text: string | Uint8Array, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let received = '';
    socket.on('data', (chunk: Buffer) => {
      received += chunk.toString('latin1');
      if (until === undefined || !received.includes(until)) return;
      socket.destroy();
      resolve(received);
    });
    socket.once('close', () => resolve(received));
    socket.once('error', reject);
    socket.write(text);
  });
}

export async function get(
  lab: Lab,
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<HttpAnswer> {
  const { protocol, hostname, pathname, search } = new URL(url);
  const socket =
    protocol === 'https:'
      ? await connectTls(lab, hostname, 443)
      : tcpConnect(realPort(lab, hostname, 80), '127.0.0.1');
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        createConnection: () => socket,
        method,
        path: `${pathname}${search}`,
        headers: { host: hostname, connection: 'close', ...headers },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => (body += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      },
    );
    request.once('error', reject);
    request.end();
  });
}

/** The anonymous REGISTER of a Lync 2013 client, with changes. */
export function registerText(changes: Readonly<Record<string, string | null>> = {}): string {
  const headers: Record<string, string | null> = {
    Via: 'SIP/2.0/TLS 192.0.2.10:50123',
    'Max-Forwards': '70',
    From: '<sip:alice@contoso.test>;tag=4a2b44d131;epid=8248ca9ebb',
    To: '<sip:alice@contoso.test>',
    'Call-ID': 'd5f2b95d5be64c2cbfb38aa5d3a87ae7',
    CSeq: '1 REGISTER',
    Contact:
      '<sip:192.0.2.10:50123;transport=tls;ms-opaque=fad3dfab32>;methods="INVITE, MESSAGE";proxy=replace;' +
      '+sip.instance="<urn:uuid:4233FD41-093B-5FD6-B5D2-651ED55969E6>"',
    'User-Agent': 'UCCAPI/16.0.4591.1000 OC/16.0.4600.1000 (Skype for Business)',
    Supported: 'gruu-10, adhoclist, msrtc-event-categories',
    Event: 'registration',
    'Content-Length': '0',
    ...changes,
  };
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === null ? [] : [`${name}: ${value}`],
  );
  return ['REGISTER sip:contoso.test SIP/2.0', ...lines, '', ''].join('\r\n');
}
