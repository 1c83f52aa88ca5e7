import type { EventData } from '../../events/catalogue.ts';
import type {
  AttemptOutcome,
  AttemptPurpose,
  Carrier,
  MethodReason,
} from '../../events/authentication-events.ts';
import type { Peer, SipEndpoint } from '../../events/connection-events.ts';
import type { KerberosFailure } from '../../events/kerberos-events.ts';
import { exampleCertificate } from '../../events/testing/example-certificate.ts';
import type { WebServiceFailure, WebServiceStage } from '../../events/web-service-events.ts';
import { AuthMethod } from '../../run/ids.ts';
import { HomeLogBuilder } from './home-log-builder.ts';
import { RUN_WALL_MS } from './network-log-builder.ts';

export { RESOLVER, RUN_WALL_MS } from './network-log-builder.ts';

/** Kerberos 2, NTLM 3, TLS-DSK 4, the anonymous one included. */
const EXPECTED_REGISTERS: Readonly<Record<AuthMethod, number>> = { kerberos: 2, ntlm: 3, 'tls-dsk': 4 };
const TICKET_URL = 'https://web.contoso.test/WebTicket/WebTicketService.svc';
const CERTIFICATE_URL = 'https://web.contoso.test/CertProv/CertProvisioningService.svc';

export interface AttemptEnding {
  readonly purpose?: AttemptPurpose;
  readonly outcome: AttemptOutcome;
  readonly status?: number | null;
  readonly headers?: readonly (readonly [string, string])[];
  readonly detail?: string | null;
  readonly registers?: number;
  readonly act?: (builder: LogBuilder) => unknown;
  /** Just before it ends. */
  readonly after?: (builder: LogBuilder) => unknown;
}

/** Writes a log event by event, as the engine does, for tests of everything that reads logs. */
export class LogBuilder extends HomeLogBuilder {
  /** The client's choice; every method that is not named is not offered. */
  choose(
    method: AuthMethod | null,
    candidates: readonly (readonly [AuthMethod, MethodReason])[],
    purpose: AttemptPurpose = 'sign-in',
  ): this {
    const reasons = new Map(candidates);
    this.add(
      'authentication.method.chosen',
      {
        purpose,
        method,
        reason: (method === null ? undefined : reasons.get(method)) ?? 'not-offered',
        candidates: AuthMethod.options.map((one) => ({
          method: one,
          standing: one === method ? 'chosen' : 'ruled-out',
          reason: reasons.get(one) ?? 'not-offered',
          detail: null,
        })),
        expectedRegisters: method === null ? null : EXPECTED_REGISTERS[method],
      },
      { step: 'authentication' },
    );
    return this;
  }

  /**
   * A row of REGISTERs after the anonymous one: each but the last is challenged again, the last gets the answer. Without a
   * status nothing comes back to it; without registers beyond the first nothing is sent. act: what happens before them.
   */
  attempt(endpoint: SipEndpoint, method: AuthMethod, ending: AttemptEnding): this {
    const { purpose = 'sign-in', outcome, status = null, headers = [], detail = null } = ending;
    const expectedRegisters = EXPECTED_REGISTERS[method];
    const registers = ending.registers ?? expectedRegisters;
    const peer: Peer = { role: 'sip', host: endpoint.host, port: endpoint.port };
    const flow = this.newFlow('sip');
    const scope = { step: 'authentication', flow } as const;
    this.add('authentication.attempt.started', { purpose, method, endpoint, expectedRegisters }, scope);
    ending.act?.(this);
    for (let n = 2; n <= registers; n += 1) {
      const cause = this.register(flow, peer);
      if (n < registers) {
        this.sipAnswer(flow, peer, cause, 401, [
          ['WWW-Authenticate', `${method} realm="x", targetname="fe01", gssapi-data="AAAA", version=4`],
        ]);
      } else if (status !== null) this.sipAnswer(flow, peer, cause, status, headers);
      else if (outcome === 'no-answer' || outcome === 'closed') {
        const failure = outcome === 'closed' ? 'closed' : 'timeout';
        this.wait(10_000);
        this.add('sip.transaction.failed', { peer, failure, tookMs: 10_000 }, { ...scope, cause });
      }
    }
    ending.after?.(this);
    this.add(
      'authentication.attempt.ended',
      { purpose, method, outcome, status, detail, registers, expectedRegisters },
      scope,
    );
    return this;
  }

  /** A whole attempt that signs in, with the signature of its answer and the registration. */
  signInWith(
    endpoint: SipEndpoint,
    method: AuthMethod,
    more: Partial<AttemptEnding> & { readonly purpose?: AttemptPurpose } = {},
  ): this {
    return this.attempt(endpoint, method, {
      outcome: 'signed-in',
      status: 200,
      ...more,
      after: (log) => {
        log.signature(endpoint, method, null);
        more.after?.(log);
        log.add(
          'authentication.registered',
          {
            method,
            registers: EXPECTED_REGISTERS[method],
            expectedRegisters: EXPECTED_REGISTERS[method],
            expiresSec: 7200,
            server: 'RTC/7.0',
            presenceState: null,
            otherEndpoints: 0,
          },
          { step: 'authentication' },
        );
      },
    });
  }

  /** NTLM with the password: sent once, and judged by the answer. */
  signInWithNtlm(endpoint: SipEndpoint, more: Partial<AttemptEnding> = {}): this {
    return this.signInWith(endpoint, 'ntlm', {
      act: (log) => log.password('sip', endpoint.host, 'accepted'),
      ...more,
    });
  }

  signature(
    endpoint: SipEndpoint,
    method: AuthMethod,
    problem: EventData<'authentication.signature.checked'>['problem'],
  ): this {
    this.add(
      'authentication.signature.checked',
      {
        peer: { role: 'sip', host: endpoint.host, port: endpoint.port },
        method,
        valid: problem === null,
        problem,
        macBytes: 16,
        expectedMacBytes: 16,
        snum: '1',
      },
      { step: 'authentication' },
    );
    return this;
  }

  /** The password leaves, and an answer tells what it is worth. */
  password(
    carrier: Carrier,
    to: string,
    verdict: EventData<'authentication.password.judged'>['verdict'],
    user = 'CONTOSO\\alice',
  ): this {
    this.add('authentication.password.submitted', { carrier, to, user }, { step: 'authentication' });
    this.add('authentication.password.judged', { verdict, carrier, by: to }, { step: 'authentication' });
    return this;
  }

  kerberosFailed(failure: KerberosFailure, changes: Partial<EventData<'kerberos.ticket.failed'>> = {}): this {
    const spn = changes.spn ?? 'sip/fe01.contoso.test';
    this.add(
      'kerberos.ticket.requested',
      { spn, realm: 'CONTOSO.TEST', credentials: 'password', library: 'MIT Kerberos', kdc: null },
      { step: 'authentication' },
    );
    this.wait(30);
    this.add(
      'kerberos.ticket.failed',
      { spn, failure, code: 'GSS 0xd0000/0x96c73a07', text: `it failed: ${failure}`, tookMs: 30, ...changes },
      { step: 'authentication' },
    );
    return this;
  }

  webServiceFailed(
    stage: WebServiceStage,
    failure: WebServiceFailure,
    changes: Partial<EventData<'web-service.failed'>> = {},
  ): this {
    this.add(
      'web-service.failed',
      {
        stage,
        url: stage.startsWith('certificate') ? CERTIFICATE_URL : TICKET_URL,
        failure,
        status: null,
        diagnosticsId: null,
        reason: null,
        detail: '',
        authorizationUri: null,
        ...changes,
      },
      { step: 'authentication' },
    );
    return this;
  }

  /** A web ticket for eight hours; times relative to now. */
  webTicket(fromMs = -60_000, untilMs = 8 * 3_600_000): this {
    const nowMs = RUN_WALL_MS + this.atMs;
    this.add(
      'web-ticket.issued',
      {
        url: TICKET_URL,
        audience: CERTIFICATE_URL,
        createdMs: nowMs + fromMs,
        expiresMs: nowMs + untilMs,
        name: 'sip:alice@contoso.test',
        assertionBytes: 2_048,
        hasProofKey: true,
      },
      { step: 'authentication' },
    );
    return this;
  }

  /** A certificate of the user; times relative to now. */
  clientCertificate(fromMs = -60_000, untilMs = 180 * 86_400_000): this {
    const nowMs = RUN_WALL_MS + this.atMs;
    const certificate = exampleCertificate('alice@contoso.test', {
      notBeforeMs: nowMs + fromMs,
      notAfterMs: nowMs + untilMs,
    });
    this.add(
      'client-certificate.issued',
      { url: CERTIFICATE_URL, deviceId: 'd', certificate },
      { step: 'authentication' },
    );
    return this;
  }

  clock(
    skewMs: number,
    source: EventData<'clock.compared'>['source'] = 'sip-date',
    host = 'pool01.contoso.test',
    uncertaintyMs = 500,
  ): this {
    const theirMs = RUN_WALL_MS + this.atMs + skewMs;
    this.add('clock.compared', { source, host, theirMs, skewMs, uncertaintyMs }, { step: 'authentication' });
    return this;
  }
}
