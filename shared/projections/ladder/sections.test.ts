import { describe, expect, test } from 'vitest';
import type { EventData, LoggedEvent } from '../../events/catalogue.ts';
import type { Peer, SipEndpoint } from '../../events/connection-events.ts';
import type { Header } from '../../events/header.ts';
import { ladder } from '../ladder.ts';
import type { LadderSection, LadderSections } from '../ladder-section-model.ts';
import { kerberosLog, ntlmLog, previewLog, rejectedLog, tlsDskLog } from '../testing/authentication-logs.ts';
import { answerNtlm, askNtlm, begin, choose, respond } from '../testing/authentication-messages.ts';
import { writeLog, type LogWriter } from '../testing/log-writer.ts';
import {
  cancelledLog,
  challenge401,
  expiredLog,
  finish,
  healthyLog,
  resolve,
} from '../testing/sample-logs.ts';
import { ladderSections } from './sections.ts';

const HOME: SipEndpoint = { host: 'pool02.contoso.test', port: 5061, transport: 'tls', via: 'redirect' };

/** What a person would read with every row folded away. */
function lines({ steps }: LadderSections): readonly string[] {
  const line = ({ level, outcome, title, messages, gist }: LadderSection): string =>
    `${'  '.repeat(level - 1)}${outcome} | ${title} | ${messages} | ${gist}`;
  return steps.flatMap((step) => [line(step), ...groupsOf(step).map(line)]);
}

function groupsOf(step: LadderSection): readonly LadderSection[] {
  return step.items.filter((item) => item.kind === 'section');
}

function sectionsOf(log: readonly LoggedEvent[]): LadderSections {
  return ladderSections(ladder(log).rows, log);
}

function rowIds(items: LadderSection['items']): readonly string[] {
  return items.flatMap((item) => (item.kind === 'section' ? rowIds(item.items) : [item.id]));
}

/** A request over SIP with its answer; returns the seq of the answer. */
function say(
  writer: LogWriter,
  t: number,
  step: 'redirection' | 'settings',
  method: string,
  status: number,
  headers: Header[] = [],
): number {
  const peer: Peer = { role: 'sip', host: HOME.host, port: HOME.port };
  const at = { step, flow: 'tcp-9' } as const;
  const sent = writer.at(
    t,
    'sip.request.sent',
    { peer, method, requestUri: 'sip:bob@contoso.test', headers, body: '', sizeBytes: 500 },
    at,
  );
  return writer.at(
    t + 10,
    'sip.response.received',
    { peer, status, reason: 'OK', headers: [], body: '', sizeBytes: 300, tookMs: 10 },
    { ...at, cause: sent },
  );
}

const CONCLUDED: EventData<'settings.request.concluded'> = {
  request: 'provisioning',
  pool: null,
  outcome: 'received',
  status: 200,
  detail: null,
  delivery: 'piggyback',
  bodyBytes: 900,
  tookMs: 10,
};

/** Sent on by the first server, signed in at the second, settings and web addresses in parallel, and out again. */
function redirectedLog(): readonly LoggedEvent[] {
  const writer = writeLog({ auth: 'auto', credentials: { kind: 'password', user: 'CONTOSO\\bob' } });
  challenge401(writer);
  choose(writer, 150, 'sign-in', 'ntlm', 'next-in-order', {});
  begin(writer, 150, 'sign-in', 'ntlm');
  askNtlm(writer, 151);
  const answered = respond(writer, 178, answerNtlm(writer, 172), 301, [['Contact', `<sip:${HOME.host}>`]]);
  const contact = { uri: `sip:${HOME.host}`, place: HOME, q: 1, standing: 'candidate' as const };
  const at = { step: 'redirection' } as const;
  writer.at(
    180,
    'redirection.received',
    {
      from: HOME,
      hop: 1,
      status: 301,
      isSigned: true,
      contacts: [{ ...contact, isOutsideDomain: false }],
      expiresSec: null,
    },
    { ...at, cause: answered },
  );
  resolve(writer, 181, HOME.host, ['10.0.0.12'], at);
  const peer = { role: 'sip', host: HOME.host, port: HOME.port } as const;
  const dialled = { peer, address: '10.0.0.12', port: 5061, redirected: false };
  const cause = writer.at(188, 'tcp.connect.started', dialled, { ...at, flow: 'tcp-9' });
  const connected = { peer, address: '10.0.0.12', port: 5061, localAddress: '10.0.0.5', localPort: 50_009 };
  writer.at(191, 'tcp.connect.succeeded', { ...connected, tookMs: 3 }, { ...at, flow: 'tcp-9', cause });
  say(writer, 200, 'redirection', 'REGISTER', 200);

  say(writer, 220, 'settings', 'SUBSCRIBE', 200, [['Expires', '0']]);
  writer.at(231, 'settings.request.concluded', CONCLUDED, { step: 'settings' });
  resolve(writer, 232, 'web.contoso.test', ['10.0.0.20'], { step: 'settings' });
  say(writer, 240, 'settings', 'SERVICE', 404);
  writer.at(
    251,
    'settings.request.concluded',
    { ...CONCLUDED, request: 'location-profile', outcome: 'refused', status: 404 },
    { step: 'settings' },
  );
  resolve(writer, 252, 'meet.contoso.test', ['10.0.0.21'], { step: 'settings' });
  say(writer, 260, 'settings', 'SUBSCRIBE', 200, [
    ['To', '<sip:bob@contoso.test>;tag=1'],
    ['Expires', '0'],
  ]);
  const left = say(writer, 280, 'settings', 'REGISTER', 200, [['Expires', '0']]);
  writer.at(291, 'authentication.withdrawn', { status: 200 }, { step: 'settings', cause: left });
  return finish(writer, 292, 'completed');
}

const LOGS = [
  ['healthy', healthyLog()],
  ['expired', expiredLog()],
  ['cancelled', cancelledLog()],
  ['ntlm', ntlmLog()],
  ['kerberos', kerberosLog()],
  ['tls-dsk', tlsDskLog()],
  ['preview', previewLog()],
  ['redirected', redirectedLog()],
] as const;

describe('ladderSections', () => {
  test('tells a redirected sign-in in a line for each step and group, though they interleave', () => {
    expect(lines(sectionsOf(redirectedLog()))).toMatchInlineSnapshot(`
      [
        "ok | Find the server | 6 | Uses pool01.contoso.test:5061, found by lyncdiscoverinternal",
        "  ok | Autodiscover | 4 | 200 OK · domain document",
        "ok | Reach the server | 3 | pool01.contoso.test: 10.0.0.10 → connected → TLS 1.3",
        "  ok | pool01.contoso.test | 3 | 10.0.0.10 → connected → TLS 1.3",
        "ok | Prove who you are | 3 | NTLM at pool01.contoso.test: 401 → 301 to pool02",
        "  ok | NTLM at pool01.contoso.test | 2 | 401 → 301 to pool02",
        "ok | Go to the home server | 3 | Sent on to pool02.contoso.test: 10.0.0.12 → connected → 200",
        "  ok | Sent on to pool02.contoso.test | 3 | 10.0.0.12 → connected → 200",
        "warning | Load settings | 6 | 1 of 2 settings received · 10.0.0.20, 10.0.0.21 · signed out",
        "  warning | Settings asked of pool02.contoso.test | 2 | 1 of 2 settings received",
        "  ok | Service addresses | 2 | 10.0.0.20, 10.0.0.21",
        "  ok | Leaving | 2 | signed out",
      ]
    `);
  });

  test('gathers the proof of who somebody is with its errands and tickets', () => {
    expect(lines(sectionsOf(tlsDskLog())).slice(-2)).toMatchInlineSnapshot(`
      [
        "ok | Prove who you are | 10 | TLS-DSK at pool01.contoso.test: … → 401 → 200 → 200 → 401 → 401 → 200",
        "  ok | TLS-DSK at pool01.contoso.test | 9 | … → 401 → 200 → 200 → 401 → 401 → 200",
      ]
    `);
    expect(lines(sectionsOf(kerberosLog())).slice(-3)).toMatchInlineSnapshot(`
      [
        "ok | Prove who you are | 4 | Kerberos at pool01.contoso.test: ticket → 200",
        "  ok | Domain controllers | 1 | connected",
        "  ok | Kerberos at pool01.contoso.test | 2 | ticket → 200",
      ]
    `);
  });

  test('says what failed', () => {
    expect(lines(sectionsOf(rejectedLog())).at(-1)).toMatchInlineSnapshot(
      `"  failed | NTLM at pool01.contoso.test | 2 | 401 → 401 Unauthorized · refused"`,
    );
    expect(lines(sectionsOf(expiredLog())).at(-1)).toMatchInlineSnapshot(
      `"  failed | pool01.contoso.test | 3 | 10.0.0.10 → connected → TLS 1.3 · certificate expired"`,
    );
  });

  test('says what is waited for while there is no answer', () => {
    const log = healthyLog();
    const asked = log.findIndex(({ kind }) => kind === 'sip.request.sent');

    expect(lines(sectionsOf(log.slice(0, asked + 1))).at(-1)).toBe(
      'pending | Prove who you are | 1 | REGISTER · waiting…',
    );
  });

  test('knows when it all happened, whom it touched, and whether it led anywhere', () => {
    const { steps } = sectionsOf(healthyLog());

    expect(steps[1]).toMatchObject({
      atMs: 91,
      durationMs: 29,
      lanes: ['dns', 'sip:pool01.contoso.test'],
      isUsed: true,
    });
  });

  test('keeps a silence with what came before it', () => {
    const log = cancelledLog();
    const { steps } = sectionsOf(log);
    const last = steps.at(-1)?.items ?? [];

    expect(ladder(log).gaps).toHaveLength(1);
    expect(last.map(({ kind }) => kind)).toEqual(['rung', 'gap', 'note']);
  });

  test('makes sections of a part of the rows, with the same ids', () => {
    const { rows } = ladder(ntlmLog());
    const used = rows.filter((row) => row.kind !== 'gap' && row.isUsed);
    const all = sectionsOf(ntlmLog());
    const some = ladderSections(used, ntlmLog());

    expect(some.steps.flatMap(({ items }) => rowIds(items))).toHaveLength(used.length);
    expect(all.steps.map(({ id }) => id)).toEqual(some.steps.map(({ id }) => id));
  });

  test('has no section for an empty log', () => {
    expect(ladderSections([], [])).toEqual({ steps: [], parentOf: new Map() });
  });
});

describe.each(LOGS)('every prefix of a log: %s', (_name, log: readonly LoggedEvent[]) => {
  const prefixes = log.map((_event, index) => log.slice(0, index + 1));

  test('holds every row once, under a parent that holds it', () => {
    for (const prefix of prefixes) {
      const { rows } = ladder(prefix);
      const { steps, parentOf } = ladderSections(rows, prefix);

      expect([...steps.flatMap(({ items }) => rowIds(items))].sort()).toEqual(
        rows.map(({ id }) => id).sort(),
      );
      for (const step of steps) {
        for (const item of step.items) expect(parentOf.get(item.id)).toBe(step.id);
        for (const group of groupsOf(step)) {
          expect(group.items.length).toBeGreaterThan(1);
          for (const row of group.items) expect(parentOf.get(row.id)).toBe(group.id);
        }
      }
    }
  });

  test('keeps groups in place while the log grows', () => {
    let before: readonly string[] = [];
    for (const prefix of prefixes) {
      const now = sectionsOf(prefix).steps.flatMap((step) => [step, ...groupsOf(step)].map(({ id }) => id));
      expect(now.filter((id) => before.includes(id))).toEqual(before);
      before = now;
    }
  });
});
