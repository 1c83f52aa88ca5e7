import type { EventData, EventKind, LoggedEvent } from '../../events/catalogue.ts';
import type { Certificate, CertificateProblem, Peer, SipEndpoint } from '../../events/connection-events.ts';
import { appendEvent, type Placing } from '../../events/testing/append-event.ts';
import { exampleCertificate } from '../../events/testing/example-certificate.ts';
import type { DnsOutcome } from '../../events/dns-events.ts';
import type { StepId, Via } from '../../run/ids.ts';
import type { RunPlan } from '../../run/plan.ts';
import { examplePlan } from '../../run/testing/example-plan.ts';

/** When synthetic runs take place: 22 November 2026, 12:00 UTC. */
export const RUN_WALL_MS = Date.UTC(2026, 10, 22, 12);
export const RESOLVER = '192.0.2.53:53';

/** The part of a log about names, connections and the anonymous REGISTER: see LogBuilder. */
export class NetworkLogBuilder {
  private readonly events: LoggedEvent[] = [];
  protected atMs = 0;
  private flows = 0;
  private step: StepId | null = null;

  get log(): readonly LoggedEvent[] {
    return this.events;
  }

  /** Lets time pass before the next event. */
  wait(ms: number): this {
    this.atMs += ms;
    return this;
  }

  add<K extends EventKind>(kind: K, data: EventData<K>, placing: Placing = {}): number {
    const placed = this.step === null ? placing : { ...placing, step: this.step };
    return appendEvent(this.events, { t: this.atMs, startedAtMs: RUN_WALL_MS }, kind, data, placed);
  }

  /** Everything that is added meanwhile belongs to this step. */
  inStep(step: StepId, act: (builder: this) => unknown): this {
    const before = this.step;
    this.step = step;
    act(this);
    this.step = before;
    return this;
  }

  newFlow(prefix: string): string {
    this.flows += 1;
    return `${prefix}-${this.flows}`;
  }

  start(plan: Partial<RunPlan> = {}): this {
    this.add('run.started', {
      runId: 'run-1',
      source: 'live',
      tool: { name: 'rungs', version: '0.0.0' },
      plan: examplePlan(plan),
    });
    this.add('step.started', { step: 'discovery' }, { step: 'discovery' });
    return this;
  }

  /** A name asked for and answered, with the conclusion. */
  address(
    name: string,
    addresses: readonly string[],
    changes: Partial<EventData<'dns.name.resolved'>> = {},
  ): this {
    const outcome: DnsOutcome = addresses.length > 0 ? 'answered' : (changes.outcome ?? 'nxdomain');
    const flow = this.newFlow('dns');
    const question = { resolver: RESOLVER, transport: 'udp', name, type: 'A' } as const;
    const cause = this.add('dns.query.sent', { ...question, attempt: 1 }, { step: 'discovery', flow });
    this.wait(10);
    this.add(
      'dns.answer.received',
      {
        ...question,
        outcome,
        rcode: outcome === 'nxdomain' ? 'NXDOMAIN' : 'NOERROR',
        authoritative: true,
        truncated: false,
        records: addresses.map((address) => ({ type: 'A', name, ttl: 300, address })),
        cnameChain: [],
        tookMs: 10,
        sizeBytes: 60,
      },
      { step: 'discovery', flow, cause },
    );
    this.add(
      'dns.name.resolved',
      {
        name,
        question: 'address',
        addresses: [...addresses],
        srv: [],
        usedFrom: addresses.length > 0 ? RESOLVER : null,
        disagreements: [],
        tookMs: 10,
        ...changes,
        outcome,
      },
      { step: 'discovery' },
    );
    return this;
  }

  srv(name: string, target: string | null, port = 5061, outcome: DnsOutcome = 'nxdomain'): this {
    this.add(
      'dns.name.resolved',
      {
        name,
        question: 'srv',
        outcome: target === null ? outcome : 'answered',
        addresses: [],
        srv: target === null ? [] : [{ priority: 0, weight: 0, port, target }],
        usedFrom: target === null ? null : RESOLVER,
        disagreements: [],
        tookMs: 10,
      },
      { step: 'discovery' },
    );
    return this;
  }

  candidate(
    via: Via,
    name: string,
    order: number,
    verdict: Pick<EventData<'discovery.candidate.concluded'>, 'standing' | 'reason'> &
      Partial<EventData<'discovery.candidate.concluded'>>,
  ): this {
    this.add(
      'discovery.candidate.concluded',
      {
        via,
        name,
        order,
        found: verdict.standing !== 'not-found',
        detail: null,
        network: 'unknown',
        endpoints: [],
        tookMs: 20,
        ...verdict,
      },
      { step: 'discovery' },
    );
    return this;
  }

  concluded(
    endpoints: readonly SipEndpoint[],
    changes: Partial<EventData<'discovery.concluded'>> = {},
  ): this {
    this.add(
      'discovery.concluded',
      {
        endpoints: [...endpoints],
        chosen: endpoints.length === 0 ? null : 0,
        network: 'internal',
        networkEvidence: null,
        serialCostMs: 100,
        tookMs: 50,
        ...changes,
      },
      { step: 'discovery' },
    );
    return this;
  }

  /** One request of autodiscover, with its answer if there is one. */
  http(
    url: string,
    result:
      | { readonly status: number; readonly headers?: readonly (readonly [string, string])[] }
      | Omit<EventData<'http.request.failed'>, 'url' | 'tookMs'>
      | null,
  ): this {
    const flow = this.newFlow('http');
    const scope = { step: 'discovery', flow } as const;
    const cause = this.add('http.request.sent', { method: 'GET', url, headers: [], proxy: null }, scope);
    this.wait(20);
    if (result === null) return this;
    if ('status' in result) {
      this.add(
        'http.response.received',
        {
          url,
          status: result.status,
          reason: '',
          headers: (result.headers ?? []).map(([name, value]) => [name, value]),
          body: '',
          bodyBytes: 0,
          tookMs: 20,
        },
        { ...scope, cause },
      );
    } else this.add('http.request.failed', { url, tookMs: 20, ...result }, { ...scope, cause });
    return this;
  }

  tcp(
    peer: Peer,
    address: string,
    failure?: Omit<EventData<'tcp.connect.failed'>, 'peer' | 'address' | 'port'>,
  ): string {
    const flow = this.newFlow('tcp');
    const scope = { step: peer.role === 'sip' ? 'connectivity' : 'discovery', flow } as const;
    const connection = { peer, address, port: peer.port };
    this.add('tcp.connect.started', { ...connection, redirected: false }, scope);
    this.wait(failure?.tookMs ?? 10);
    if (failure === undefined) {
      this.add(
        'tcp.connect.succeeded',
        { ...connection, localAddress: '192.0.2.10', localPort: 50123, tookMs: 10 },
        scope,
      );
    } else this.add('tcp.connect.failed', { ...connection, ...failure }, scope);
    return flow;
  }

  tls(
    flow: string,
    peer: Peer,
    result:
      | {
          readonly problems: readonly CertificateProblem[];
          readonly trusted?: boolean;
          readonly chain?: readonly Certificate[];
        }
      | Omit<EventData<'tls.handshake.failed'>, 'peer' | 'attempt' | 'tookMs'>,
  ): void {
    const scope = { step: peer.role === 'sip' ? 'connectivity' : 'discovery', flow } as const;
    const attempt = 'ordinary';
    this.add(
      'tls.handshake.started',
      { peer, serverName: peer.host, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3', attempt },
      scope,
    );
    this.wait(20);
    if ('failure' in result) {
      this.add('tls.handshake.failed', { peer, attempt, tookMs: 20, ...result }, scope);
      return;
    }
    this.add(
      'tls.handshake.completed',
      {
        peer,
        protocol: 'TLSv1.3',
        cipher: 'TLS_AES_256_GCM_SHA384',
        keyExchange: 'X25519',
        alpn: null,
        attempt,
        tookMs: 20,
      },
      scope,
    );
    this.add(
      'tls.certificates.received',
      { peer, chain: [...(result.chain ?? [exampleCertificate(peer.host)])] },
      scope,
    );
    this.add(
      'tls.certificates.judged',
      {
        peer,
        trusted: result.trusted ?? result.problems.length === 0,
        problems: [...result.problems],
        path: [`CN=${peer.host}`, 'CN=Contoso Root CA'],
        trustAnchor: 'CN=Contoso Root CA',
      },
      scope,
    );
  }

  selected(endpoint: SipEndpoint, index = 0): this {
    this.add('connectivity.endpoint.selected', { endpoint, index }, { step: 'authentication' });
    return this;
  }

  /** Sends the anonymous REGISTER. Returns the seq of the request. */
  register(flow: string, peer: Peer, headers: readonly (readonly [string, string])[] = []): number {
    return this.add(
      'sip.request.sent',
      {
        peer,
        method: 'REGISTER',
        requestUri: 'sip:contoso.test',
        headers: headers.map(([name, value]) => [name, value]),
        body: '',
        sizeBytes: 600,
      },
      { step: 'authentication', flow },
    );
  }

  sipAnswer(
    flow: string,
    peer: Peer,
    cause: number,
    status: number,
    headers: readonly (readonly [string, string])[] = [],
  ): this {
    this.wait(20);
    this.add(
      'sip.response.received',
      {
        peer,
        status,
        reason: '',
        headers: headers.map(([name, value]) => [name, value]),
        body: '',
        sizeBytes: 400,
        tookMs: 20,
      },
      { step: 'authentication', flow, cause },
    );
    return this;
  }

  finish(reason: EventData<'run.finished'>['reason'] = 'completed'): readonly LoggedEvent[] {
    if (reason === 'timed-out') this.add('run.timedOut', { budgetMs: 60_000 });
    if (reason === 'cancelled') this.add('run.cancelled', {});
    this.add('run.finished', { reason });
    return this.events;
  }
}
