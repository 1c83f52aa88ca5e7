import { describe, expect, it } from 'vitest';
import type { EventData } from '../events/catalogue.ts';
import type { SipEndpoint } from '../events/connection-events.ts';
import { runProgress } from './facts/progress.ts';
import type { Finding } from './finding.ts';
import { judgeRun } from './judge.ts';
import {
  atBoth,
  certificateLog,
  connectTo,
  discoverBySrv,
  EDGE,
  FRONT_END,
  peerOf,
  registerAt,
} from './testing/example-logs.ts';
import type { LogBuilder } from './testing/log-builder.ts';

type Rejection = Partial<EventData<'sip.message.rejected'>>;

describe('an answer to the REGISTER that cannot be read', () => {
  it('that began as SIP and stopped halfway comes from a server that hangs', () => {
    const found = rootOf(
      atBoth((builder, endpoint) => {
        rejectAt(builder, endpoint, { code: 'truncated', head: 'SIP/2.0 401 Un' });
        failAt(builder, endpoint, 'timeout', 10_000);
      }),
    );

    expect(found.id).toBe('authentication.no-answer');
    expect(found.explanation).toContain('An answer began, "SIP/2.0 401 Un", but never came to its end.');
  });

  it('says which rule of SIP it breaks, and does not call it another service', () => {
    const detail = 'no Content-Length, which a stream needs to tell where the message ends';
    const found = rootOf(atBoth((builder, endpoint) => rejectAt(builder, endpoint, { detail })));

    expect(found.id).toBe('connectivity.not-sip');
    expect(found.title).toBe(`${FRONT_END.host} on port 5061 answers with SIP that cannot be read.`);
    expect(found.explanation).toContain(`breaks the rules of SIP: ${detail}.`);
  });
});

describe('a server that gives no final answer', () => {
  it('but too many others', () => {
    const found = rootOf(
      atBoth((builder, endpoint) => {
        requestAt(builder, endpoint);
        builder.add('limit.exceeded', { limit: 'provisionalAnswers', allowed: 50, what: 'answers' });
        failAt(builder, endpoint, 'timeout', 60);
      }),
    );

    expect(found.id).toBe('authentication.no-answer');
    expect(found.explanation).toContain('more answers than this program reads');
  });

  it('because it hung up before it was asked', () => {
    const log = atBoth((builder, endpoint) => {
      connectTo(builder, endpoint);
      builder.selected(endpoint);
      failAt(builder, endpoint, 'closed', 0);
    });

    expect(rootOf(log)).toMatchObject({ id: 'authentication.no-answer' });
    expect(rootOf(log).explanation).toContain('closed before the anonymous REGISTER could be sent');
    expect(runProgress(log).registers).toBe(0);
  });

  it.each([
    [2_600, ['authentication.no-answer']],
    [300, []],
  ])('and was given up after %i ms for the next one, which answered', (tookMs, expected) => {
    const builder = discoverBySrv();
    requestAt(builder, FRONT_END);
    registerAt(builder, EDGE, 401);
    failAt(builder, FRONT_END, 'cancelled', tookMs);
    const findings = judgeRun(builder.finish());

    expect(findings.map(({ id }) => id)).toEqual(expected);
    expect(findings.every(({ severity }) => severity === 'warning')).toBe(true);
  });
});

it('a redirect before any credentials names where it leads', () => {
  const contact: [string, string] = ['Contact', '<sip:pool01.contoso.test:5061;transport=TLS>;q=0.7'];
  const found = rootOf(registerAt(discoverBySrv(), FRONT_END, 301, [contact]).finish());

  expect(found.id).toBe('authentication.server-error');
  expect(found.title).toContain('sends the sign-in on to pool01.contoso.test:5061');
  expect(rootOf(registerAt(discoverBySrv(), FRONT_END, 301, []).finish()).title).toContain('status 301');
});

it('an open registrar is told to have forgotten us only when it says so', () => {
  const explanation = (status: number | null): string => {
    const builder = registerAt(discoverBySrv(), FRONT_END, 200, []);
    const peer = peerOf(FRONT_END);
    const cause = builder.register('tcp-1', peer, [['Expires', '0']]);
    if (status !== null) builder.sipAnswer('tcp-1', peer, cause, status, []);
    return (
      judgeRun(builder.finish()).find(({ id }) => id === 'authentication.open-registrar')?.explanation ?? ''
    );
  };

  expect(explanation(200)).toContain('took its sign-in back at once');
  expect(explanation(500)).toContain('did not confirm that');
  expect(explanation(null)).toContain('did not confirm that');
});

it('a connection reset before our first bytes has nothing to do with TLS', () => {
  const cut = (beforeHello: boolean): string =>
    rootOf(
      atBoth((builder, endpoint) => {
        const peer = peerOf(endpoint);
        const flow = builder.tcp(peer, '192.0.2.20');
        const failure = {
          failure: 'reset',
          alert: null,
          detail: '',
          banner: null,
          beforeHello,
          attempt: 'ordinary',
          tookMs: 3,
        } as const;
        builder.add('tls.handshake.failed', { peer, ...failure }, { flow, step: 'connectivity' });
      }),
    ).id;

  expect(cut(true)).toBe('connectivity.tcp-reset');
  expect(cut(false)).toBe('connectivity.tls-handshake-failed');
});

describe('a certificate', () => {
  const notAfterMs = Date.UTC(2026, 4, 3);

  it('that has expired above the chain is a root for the helpdesk to renew', () => {
    const found = rootOf(certificateLog([{ kind: 'expired', index: 7, notAfterMs }]));

    expect(found).toMatchObject({ id: 'connectivity.certificate-expired', owner: 'helpdesk' });
    expect(found.title).toMatch(/^The root certificate ".+" above the chain of /);
    expect(found.remedy).toContain('trusted roots');
  });

  it('that holds an address only as a name says so', () => {
    const found = rootOf(
      certificateLog([{ kind: 'name-mismatch', host: '192.0.2.7', names: ['192.0.2.7'] }]),
    );

    expect(found.title).toContain('holds that address as a name');
  });
});

function rootOf(log: ReturnType<LogBuilder['finish']>): Finding {
  const root = judgeRun(log).find(({ rootCause }) => rootCause);
  if (root === undefined) throw new Error('no root cause');
  return root;
}

function requestAt(builder: LogBuilder, endpoint: SipEndpoint): number {
  const flow = connectTo(builder, endpoint);
  builder.selected(endpoint);
  return builder.register(flow, peerOf(endpoint));
}

function rejectAt(builder: LogBuilder, endpoint: SipEndpoint, rejection: Rejection): void {
  const cause = requestAt(builder, endpoint);
  builder.add(
    'sip.message.rejected',
    {
      peer: peerOf(endpoint),
      code: 'missing-content-length',
      detail: '',
      looksLike: 'sip',
      head: 'SIP/2.0 401',
      ...rejection,
    },
    { cause },
  );
}

function failAt(
  builder: LogBuilder,
  endpoint: SipEndpoint,
  failure: EventData<'sip.transaction.failed'>['failure'],
  tookMs: number,
): void {
  builder.add(
    'sip.transaction.failed',
    { peer: peerOf(endpoint), failure, tookMs },
    { step: 'authentication' },
  );
}
