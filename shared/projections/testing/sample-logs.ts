import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import type { CertificateProblem, Peer, SipEndpoint } from '../../events/connection-events.ts';
import { exampleCertificate } from '../../events/testing/example-certificate.ts';
import { writeLog, type LogWriter } from './log-writer.ts';

const RESOLVER = '192.0.2.53:53';
export const POOL: SipEndpoint = {
  host: 'pool01.contoso.test',
  port: 5061,
  transport: 'tls',
  via: 'lyncdiscoverinternal',
};
export const POOL_PEER: Peer = { role: 'sip', host: POOL.host, port: POOL.port };
const WEB_PEER: Peer = { role: 'web', host: 'lyncdiscoverinternal.contoso.test', port: 443 };
const ROOT_URL = 'https://lyncdiscoverinternal.contoso.test/?sipuri=alice%40contoso.test';

/** A sign-in without credentials that finds, reaches and asks one server; all goes well. */
export function healthyLog(): readonly LoggedEvent[] {
  const writer = writeLog();
  challenge401(writer);
  writer.at(150, 'step.finished', { step: 'authentication' }, { step: 'authentication' });
  return finish(writer, 152, 'completed');
}

/** As far as the server's offer of methods; step 3 goes on. */
export function challenge401(writer: LogWriter): void {
  discover(writer);
  connect(writer, []);
  writer.at(120, 'step.finished', { step: 'connectivity' }, { step: 'connectivity' });
  writer.at(120, 'step.started', { step: 'authentication' }, { step: 'authentication' });
  writer.at(120, 'connectivity.endpoint.selected', { endpoint: POOL, index: 0 }, { step: 'authentication' });
  register(writer);
}

/** The server shows an expired certificate; nobody signs in. */
export function expiredLog(): readonly LoggedEvent[] {
  const writer = writeLog();
  discover(writer);
  connect(writer, [{ kind: 'expired', index: 0, notAfterMs: Date.UTC(2026, 10, 1) }]);
  return finish(writer, 130, 'completed');
}

/** The server's address swallows the connection; the user gives up after four seconds. */
export function cancelledLog(): readonly LoggedEvent[] {
  const writer = writeLog();
  discover(writer);
  writer.at(90, 'step.started', { step: 'connectivity' }, { step: 'connectivity' });
  const placing = { step: 'connectivity', flow: 'tcp-9' } as const;
  dial(writer, 91, POOL_PEER, placing);
  writer.at(4_091, 'run.cancelled', {});
  return finish(writer, 4_092, 'cancelled');
}

export function finish(
  writer: LogWriter,
  t: number,
  reason: 'completed' | 'cancelled' | 'timed-out' | 'crashed',
): readonly LoggedEvent[] {
  writer.at(t, 'run.finished', { reason });
  return writer.log;
}

export function discover(writer: LogWriter): void {
  const at = { step: 'discovery', probe: 'lyncdiscoverinternal' } as const;
  writer.at(2, 'step.started', { step: 'discovery' }, { step: 'discovery' });
  resolve(writer, 3, WEB_PEER.host, ['10.0.0.20'], at);
  missing(writer, 9, 'sipexternal.contoso.test');
  missingSrv(writer, 14, '_sip._tls.contoso.test');
  const flow = { ...at, flow: 'tcp-1' };
  const dialled = dial(writer, 20, WEB_PEER, flow, '10.0.0.20');
  writer.at(
    23,
    'tcp.connect.succeeded',
    {
      peer: WEB_PEER,
      address: '10.0.0.20',
      port: 443,
      localAddress: '10.0.0.5',
      localPort: 50_001,
      tookMs: 3,
    },
    { ...flow, cause: dialled },
  );
  handshake(writer, 23, WEB_PEER, flow, []);
  const request = writer.at(
    34,
    'http.request.sent',
    { method: 'GET', url: ROOT_URL, headers: [['Host', WEB_PEER.host]], proxy: null },
    flow,
  );
  writer.at(
    54,
    'http.response.received',
    {
      url: ROOT_URL,
      status: 200,
      reason: 'OK',
      headers: [['X-MS-Server-Fqdn', 'fe01.contoso.test']],
      body: '{"_links":{}}',
      bodyBytes: 13,
      tookMs: 20,
    },
    { ...flow, cause: request },
  );
  writer.at(
    55,
    'autodiscover.document.read',
    {
      url: ROOT_URL,
      document: {
        format: 'json',
        resource: 'domain',
        accessLocation: 'internal',
        links: [],
        sipClientInternalAccess: { fqdn: POOL.host, port: 5061 },
        sipClientExternalAccess: null,
        sipServerInternalAccess: null,
        sipServerExternalAccess: null,
      },
    },
    flow,
  );
  writer.at(
    56,
    'discovery.candidate.concluded',
    {
      via: 'lyncdiscoverinternal',
      name: WEB_PEER.host,
      order: 1,
      found: true,
      standing: 'used',
      reason: 'first-usable',
      detail: null,
      network: 'internal',
      endpoints: [POOL],
      tookMs: 49,
    },
    at,
  );
  writer.at(
    60,
    'discovery.concluded',
    {
      endpoints: [POOL],
      chosen: 0,
      network: 'internal',
      networkEvidence: 'lyncdiscoverinternal answers',
      serialCostMs: 49,
      tookMs: 58,
    },
    { step: 'discovery' },
  );
  writer.at(60, 'step.finished', { step: 'discovery' }, { step: 'discovery' });
}

export function connect(writer: LogWriter, problems: readonly CertificateProblem[]): void {
  const at = { step: 'connectivity' } as const;
  writer.at(90, 'step.started', { step: 'connectivity' }, at);
  resolve(writer, 91, POOL.host, ['10.0.0.10'], at);
  const flow = { ...at, flow: 'tcp-2' };
  const dialled = dial(writer, 100, POOL_PEER, flow);
  writer.at(
    104,
    'tcp.connect.succeeded',
    {
      peer: POOL_PEER,
      address: '10.0.0.10',
      port: 5061,
      localAddress: '10.0.0.5',
      localPort: 50_002,
      tookMs: 4,
    },
    { ...flow, cause: dialled },
  );
  handshake(writer, 104, POOL_PEER, flow, problems);
}

export function register(writer: LogWriter): void {
  const at = { step: 'authentication', flow: 'tcp-2' } as const;
  const request = writer.at(
    121,
    'sip.request.sent',
    {
      peer: POOL_PEER,
      method: 'REGISTER',
      requestUri: 'sip:contoso.test',
      headers: [
        ['CSeq', '1 REGISTER'],
        ['Event', 'registration'],
      ],
      body: '',
      sizeBytes: 700,
    },
    at,
  );
  writer.at(
    145,
    'sip.response.received',
    {
      peer: POOL_PEER,
      status: 401,
      reason: 'Unauthorized',
      headers: [
        ['Date', 'Tue, 01 Dec 2026 09:00:00 GMT'],
        ['WWW-Authenticate', challenge('Kerberos', 'sip/fe01.contoso.test')],
        ['WWW-Authenticate', challenge('NTLM', 'fe01.contoso.test')],
        ['WWW-Authenticate', challenge('TLS-DSK', 'fe01.contoso.test')],
        ['CSeq', '1 REGISTER'],
        ['Server', 'RTC/6.0'],
      ],
      body: '',
      sizeBytes: 900,
      tookMs: 24,
    },
    { ...at, cause: request },
  );
}

function challenge(scheme: string, targetname: string): string {
  return `${scheme} realm="SIP Communications Service", targetname="${targetname}", version=4`;
}

type At = NonNullable<Parameters<LogWriter['at']>[3]>;

function dial(writer: LogWriter, t: number, peer: Peer, at: At, address = '10.0.0.10'): number {
  return writer.at(t, 'tcp.connect.started', { peer, address, port: peer.port, redirected: false }, at);
}

function handshake(
  writer: LogWriter,
  t: number,
  peer: Peer,
  at: At,
  problems: readonly CertificateProblem[],
): void {
  const started = writer.at(
    t,
    'tls.handshake.started',
    { peer, serverName: peer.host, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', attempt: 'ordinary' },
    at,
  );
  writer.at(
    t + 10,
    'tls.handshake.completed',
    {
      peer,
      protocol: 'TLSv1.3',
      cipher: 'TLS_AES_256_GCM_SHA384',
      keyExchange: 'X25519',
      alpn: null,
      attempt: 'ordinary',
      tookMs: 10,
    },
    { ...at, cause: started },
  );
  writer.at(
    t + 11,
    'tls.certificates.received',
    { peer, chain: [exampleCertificate(POOL.host)] },
    { ...at, cause: started },
  );
  writer.at(
    t + 11,
    'tls.certificates.judged',
    {
      peer,
      trusted: problems.length === 0,
      problems: [...problems],
      path: ['CN=pool01.contoso.test', 'CN=Contoso Root CA'],
      trustAnchor: 'CN=Contoso Root CA',
    },
    { ...at, cause: started },
  );
}

export function resolve(
  writer: LogWriter,
  t: number,
  name: string,
  addresses: readonly string[],
  at: At,
): void {
  const question = { resolver: RESOLVER, transport: 'udp', name, type: 'A' } as const;
  const query = writer.at(t, 'dns.query.sent', { ...question, attempt: 1 }, at);
  writer.at(
    t + 6,
    'dns.answer.received',
    {
      ...question,
      outcome: 'answered',
      rcode: 'NOERROR',
      authoritative: true,
      truncated: false,
      records: addresses.map((address) => ({ type: 'A', name, ttl: 300, address })),
      cnameChain: [],
      tookMs: 6,
      sizeBytes: 60,
    },
    { ...at, cause: query },
  );
  writer.at(
    t + 6,
    'dns.name.resolved',
    {
      name,
      question: 'address',
      outcome: 'answered',
      addresses: [...addresses],
      srv: [],
      usedFrom: RESOLVER,
      disagreements: [],
      tookMs: 6,
    },
    at,
  );
}

/** A name that does not exist, as a resolver and the operating system both say. */
export function missing(writer: LogWriter, t: number, name: string): void {
  const at = { step: 'discovery', probe: 'names' } as const;
  const question = { resolver: RESOLVER, transport: 'udp', name, type: 'A' } as const;
  const query = writer.at(t, 'dns.query.sent', { ...question, attempt: 1 }, at);
  const lookup = { resolver: 'system', transport: 'system', name, type: 'address' } as const;
  const asked = writer.at(t, 'dns.query.sent', { ...lookup, attempt: 1 }, at);
  writer.at(
    t + 5,
    'dns.answer.received',
    {
      ...question,
      outcome: 'nxdomain',
      rcode: 'NXDOMAIN',
      authoritative: true,
      truncated: false,
      records: [],
      cnameChain: [],
      tookMs: 5,
      sizeBytes: 80,
    },
    { ...at, cause: query },
  );
  writer.at(
    t + 5,
    'dns.query.failed',
    { ...lookup, outcome: 'nxdomain', detail: 'ENOTFOUND', tookMs: 5 },
    { ...at, cause: asked },
  );
  writer.at(t + 5, 'dns.name.resolved', { ...nothing(name, 'address') }, at);
}

function missingSrv(writer: LogWriter, t: number, name: string): void {
  const at = { step: 'discovery', probe: 'srv' } as const;
  writer.at(t, 'dns.query.sent', { resolver: RESOLVER, transport: 'udp', name, type: 'SRV', attempt: 1 }, at);
  writer.at(t + 5, 'dns.name.resolved', { ...nothing(name, 'srv') }, at);
}

function nothing(name: string, question: 'srv' | 'address'): EventData<'dns.name.resolved'> {
  return {
    name,
    question,
    outcome: 'nxdomain',
    addresses: [],
    srv: [],
    usedFrom: null,
    disagreements: [],
    tookMs: 5,
  };
}
