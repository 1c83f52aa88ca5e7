import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../events/catalogue.ts';
import { exampleCertificate } from '../../events/testing/example-certificate.ts';
import {
  certificateLog,
  connectTo,
  discoverBySrv,
  EDGE,
  FRONT_END,
  healthyLog,
  peerOf,
  registerAt,
} from '../../findings/testing/example-logs.ts';
import {
  atHome,
  provisioningWith,
  redirectedLog,
  settingsOf,
  settledLog,
} from '../../findings/testing/home-logs.ts';
import { LogBuilder } from '../../findings/testing/log-builder.ts';
import { RULE_CASES } from '../../findings/testing/rule-cases.ts';
import {
  ntlmEnds,
  signedInWithKerberos,
  signedInWithNtlm,
  signedInWithTlsDsk,
} from '../../findings/testing/sign-in-logs.ts';
import { redactLog } from '../../redaction/redact-log.ts';
import type { ComparisonSection, Relation } from '../../run/diff-document.ts';
import type { Comparison, ComparisonRow } from '../comparison-model.ts';
import { comparison } from './comparison.ts';
import { isDifference } from './words.ts';

type Log = readonly LoggedEvent[];

/** The same run, as a client would have written it down: its SIP messages only. */
function asClientLog(log: Log): Log {
  return log.flatMap((event): Log => {
    if (event.kind === 'run.started') return [{ ...event, data: { ...event.data, source: 'log' } }];
    const area = event.kind.split('.')[0] ?? '';
    return ['dns', 'tcp', 'tls', 'http', 'discovery', 'connectivity'].includes(area) ? [] : [event];
  });
}

const sampleLogs: readonly Log[] = [
  healthyLog(),
  signedInWithNtlm,
  signedInWithKerberos,
  signedInWithTlsDsk,
  redirectedLog,
  settledLog,
  asClientLog(settledLog),
  redactLog(redirectedLog, 'strict').events,
  ...Object.values(RULE_CASES).map(({ breaks }) => breaks),
];
const anyLog = fc.integer({ min: 0, max: sampleLogs.length - 1 });

function differences({ rows }: Comparison, section?: ComparisonSection): readonly ComparisonRow[] {
  return rows.filter(
    (row) => isDifference(row.relation) && (section === undefined || row.section === section),
  );
}

function rowOf({ rows }: Comparison, label: string): Partial<ComparisonRow> | undefined {
  const row = rows.find((one) => one.label === label);
  return row === undefined ? undefined : { a: row.a, b: row.b, relation: row.relation, weight: row.weight };
}

describe('any two runs', () => {
  test('a run does not differ from itself', () => {
    for (const log of sampleLogs) {
      const same = comparison(log, log);
      expect(differences(same)).toEqual([]);
      expect(same.outcomeDiffers).toBe(false);
      expect(same.summary).toMatch(/^Both .*\. Nothing differs\.$/);
    }
  });

  test('what is in front changes places with what is behind', () => {
    const mirrored: Readonly<Record<Relation, Relation>> = {
      same: 'same',
      different: 'different',
      'only-a': 'only-b',
      'only-b': 'only-a',
      incomparable: 'incomparable',
    };
    fc.assert(
      fc.property(anyLog, anyLog, (one, two) => {
        const [first = [], second = []] = [sampleLogs[one], sampleLogs[two]];
        const there = comparison(first, second);
        const back = comparison(second, first);
        const turned = back.rows.map((row) => ({
          ...row,
          a: row.b,
          b: row.a,
          relation: mirrored[row.relation],
        }));
        expect(sorted(turned)).toEqual(sorted(there.rows));
        expect(back.outcomeDiffers).toBe(there.outcomeDiffers);
      }),
      { numRuns: 60 },
    );
  });

  test('nothing is too short to be compared', () => {
    const whole = redirectedLog;
    for (const length of [0, 1, 2, 7, 20, whole.length - 1]) {
      expect(comparison(whole.slice(0, length), whole).rows.length).toBeGreaterThan(10);
    }
  });
});

describe('a healthy run and one that fails', () => {
  const expired = certificateLog(
    [{ kind: 'expired', index: 0, notAfterMs: Date.UTC(2026, 10, 1) }],
    (host) => [
      exampleCertificate(host, { notBeforeMs: Date.UTC(2025, 10, 1), notAfterMs: Date.UTC(2026, 10, 1) }),
    ],
  );
  const compared = comparison(signedInWithNtlm, expired);

  test('differ in outcome, step and root cause', () => {
    expect(compared.outcomeDiffers).toBe(true);
    expect(rowOf(compared, 'Outcome')).toEqual({
      a: 'Signed in',
      b: 'Failed',
      relation: 'different',
      weight: 'telling',
    });
    expect(rowOf(compared, 'Stopped at')).toMatchObject({ a: null, b: 'Step 2, Reach the server' });
    expect(rowOf(compared, 'connectivity.certificate-expired')).toMatchObject({ relation: 'only-b' });
  });

  test('are told apart in plain words, the cause and not what follows from it', () => {
    expect(compared.summary).toMatch(
      /^The first signs in; the second fails at step 2: the certificate of pool01\.contoso\.test expired on 1 November 2026\. The certificate of pool01\.contoso\.test:5061 is another one in the second\.$/,
    );
  });

  test('have everything about the same certificate in rows', () => {
    expect(differences(compared, 'certificates').map(({ label, a, b }) => [label, a, b])).toEqual(
      expect.arrayContaining([
        [
          'pool01.contoso.test:5061: validity',
          '3 May 2026 to 3 May 2027',
          '1 November 2025 to 1 November 2026',
        ],
        ['pool01.contoso.test:5061: problems', 'none', 'It expired on 1 November 2026.'],
        ['pool01.contoso.test:5061: trust', 'trusted', 'not trusted'],
      ]),
    );
  });
});

describe('DNS', () => {
  const withAddresses = (addresses: readonly string[]): Log =>
    registerAt(
      discoverBySrv(new LogBuilder().start()).address(FRONT_END.host, addresses),
      FRONT_END,
      401,
    ).finish();

  test('order does not count, another address does', () => {
    const two = comparison(
      withAddresses(['192.0.2.20', '192.0.2.21']),
      withAddresses(['192.0.2.21', '192.0.2.20']),
    );
    expect(differences(two, 'dns')).toEqual([]);

    const other = comparison(withAddresses(['192.0.2.20']), withAddresses(['198.51.100.7']));
    expect(rowOf(other, 'A, AAAA pool01.contoso.test')).toEqual({
      a: '192.0.2.20',
      b: '198.51.100.7',
      relation: 'different',
      weight: 'telling',
    });
    expect(other.summary).toBe(
      'Both reach the server, without a sign-in. The name pool01.contoso.test leads to another address in the second.',
    );
  });

  test('a name that only one of them asked for is no other answer', () => {
    const more = discoverBySrv().address('dialin.contoso.test', ['192.0.2.99']);
    const compared = comparison(healthyLog(), registerAt(more, FRONT_END, 401).finish());

    expect(rowOf(compared, 'A, AAAA dialin.contoso.test')).toMatchObject({
      relation: 'only-b',
      weight: 'ordinary',
    });
  });
});

describe('another server', () => {
  const other = { ...FRONT_END, host: 'pool09.contoso.test' };
  const elsewhere = (): Log => {
    const log = new LogBuilder()
      .start()
      .srv('_sipinternaltls._tcp.contoso.test', other.host)
      .address(other.host, ['192.0.2.90'])
      .candidate('srv-internal', '_sipinternaltls._tcp.contoso.test', 3, {
        standing: 'used',
        reason: 'first-usable',
        endpoints: [other],
      })
      .concluded([other]);
    return registerAt(log, other, 401).finish();
  };

  test('is compared as the server, not as two that one of them lacks', () => {
    const compared = comparison(registerAt(discoverBySrv(), FRONT_END, 401).finish(), elsewhere());

    expect(rowOf(compared, 'Server')).toMatchObject({
      a: 'pool01.contoso.test:5061',
      b: 'pool09.contoso.test:5061',
      relation: 'different',
    });
    expect(rowOf(compared, 'A, AAAA the server')).toMatchObject({
      a: 'pool01.contoso.test: 192.0.2.20',
      b: 'pool09.contoso.test: 192.0.2.90',
    });
    expect(rowOf(compared, 'the server:5061: subject')).toMatchObject({
      a: 'CN=pool01.contoso.test',
      b: 'CN=pool09.contoso.test',
    });
    expect(compared.summary).toContain('names another server in the second.');
  });

  test('that both know keeps its name', () => {
    const viaEdge = discoverBySrv();
    const flow = viaEdge.tcp(peerOf(FRONT_END), '192.0.2.20', { failure: 'refused', errno: null, tookMs: 1 });
    connectTo(viaEdge, EDGE);
    const compared = comparison(healthyLog(), registerAt(viaEdge, EDGE, 401).finish());

    expect(flow).not.toBe('');
    expect(rowOf(compared, 'pool01.contoso.test:5061')).toMatchObject({
      a: '192.0.2.20:5061 connected',
      b: '192.0.2.20:5061 refused',
      relation: 'different',
    });
  });
});

describe('the sign-in', () => {
  test('methods and the REGISTERs that they take', () => {
    const compared = comparison(signedInWithNtlm, signedInWithTlsDsk);

    expect(rowOf(compared, 'Method used')).toMatchObject({ a: 'NTLM', b: 'TLS-DSK', weight: 'telling' });
    expect(rowOf(compared, 'REGISTERs')).toMatchObject({
      a: '3 REGISTERs as expected',
      b: '4 REGISTERs as expected',
    });
    expect(compared).toMatchObject({
      outcomeDiffers: false,
      summary: 'Both sign in. The first uses NTLM, the second TLS-DSK.',
    });
  });

  test('the same way to another end', () => {
    const compared = comparison(signedInWithNtlm, ntlmEnds(401).finish());

    expect(compared.outcomeDiffers).toBe(true);
    expect(compared.summary).toMatch(/^The first signs in; the second fails at step 3: .+\.$/);
  });

  test('the same end for another reason is another outcome', () => {
    const compared = comparison(ntlmEnds(401).finish(), ntlmEnds(404).finish());

    expect(compared.outcomeDiffers).toBe(true);
    expect(compared.summary).toMatch(/^The first fails at step 3: .+; the second fails at step 3: .+\./);
  });

  test('redirects hop by hop', () => {
    const compared = comparison(settledLog, redirectedLog);

    expect(differences(compared, 'redirection').map(({ label, a, b }) => [label, a, b])).toEqual([
      ['Hop 1', null, 'pool01.contoso.test:5061 to pool02.contoso.test:5061 (301)'],
      ['Home server', null, 'pool02.contoso.test:5061'],
    ]);
  });
});

describe('settings', () => {
  const withSettings = (changes: Readonly<Record<string, string | null>>, translation = '+49305$1'): Log => {
    const rule = { isInternalExtension: null, isForDeviceDialing: null };
    return settingsOf(atHome(), FRONT_END, {
      provisioning: provisioningWith(changes),
      profile: {
        rules: [
          { pattern: '^(\\d{4})$', translation, ...rule },
          { pattern: '^0(.*)$', translation: '+$1', ...rule },
        ],
      },
    }).finish();
  };

  test('values, service addresses and dial rules, one row each', () => {
    const compared = comparison(
      withSettings({}),
      withSettings(
        { absInternalServerUrl: 'https://other.contoso.test/abs', ucLocationProfile: null },
        '+4989$1',
      ),
    );

    expect(differences(compared, 'settings').map(({ label, relation }) => [label, relation])).toEqual([
      ['Server configuration, as sent: ucLocationProfile', 'only-a'],
      ['Dial plan: rule for ^(\\d{4})$', 'different'],
      ['Service: Address book, from inside', 'different'],
    ]);
  });

  test('an empty document is one row, not one for each value', () => {
    const empty = settingsOf(atHome(), FRONT_END, {
      provisioning: { groups: [], omittedGroups: 0 },
    }).finish();
    const compared = comparison(settledLog, empty);

    expect(rowOf(compared, 'Policies')).toMatchObject({ b: 'none', relation: 'different' });
    expect(differences(compared, 'settings').length).toBeLessThan(10);
    expect(compared.summary).toMatch(
      /^The first signs in; the second fails at step 5|^Both sign in\. Only the second/,
    );
  });

  test('a run without settings has one row for all of them', () => {
    const compared = comparison(signedInWithNtlm, settledLog);

    expect(differences(compared, 'settings').map(({ label, a }) => [label, a])).toEqual([['Settings', null]]);
  });
});

describe('times', () => {
  test('count where they are longer by twice and by 200 ms', () => {
    const slow = (ms: number): Log => registerAt(discoverBySrv().wait(ms), FRONT_END, 401).finish();

    expect(differences(comparison(slow(0), slow(150)), 'times')).toEqual([]);
    expect(differences(comparison(slow(0), slow(4_000)), 'times').map(({ label }) => label)).toContain(
      'In all',
    );
  });
});

describe('a client log', () => {
  const compared = comparison(asClientLog(settledLog), settledLog);

  test('lacks what it cannot show, and that is no difference', () => {
    const relations = new Set(
      compared.rows.filter(({ section }) => ['dns', 'addresses', 'tls', 'certificates'].includes(section)),
    );
    expect(new Set([...relations].map(({ relation }) => relation))).toEqual(new Set(['incomparable']));
  });

  test('shows the sign-in as a live run does', () => {
    expect(differences(compared, 'authentication')).toEqual([]);
    expect(rowOf(compared, 'Method used')).toMatchObject({ a: 'NTLM', b: 'NTLM', relation: 'same' });
  });
});

describe('a run behind pseudonyms', () => {
  test('has other names, and they are no differences', () => {
    const compared = comparison(redirectedLog, redactLog(redirectedLog, 'strict').events);

    expect(differences(compared)).toEqual([]);
    expect(rowOf(compared, 'Server')).toMatchObject({ relation: 'incomparable' });
    expect(compared.summary).toBe('Both sign in. Nothing that can be compared differs.');
  });

  test('that was redacted together with the other one is compared by its pseudonyms', () => {
    const { events } = redactLog([...settledLog, ...redirectedLog], 'strict');
    const [one, two] = [events.slice(0, settledLog.length), events.slice(settledLog.length)];
    const compared = comparison(one, two, { hasSharedPseudonyms: true });

    expect(compared.rows.filter(({ relation }) => relation === 'incomparable')).toEqual([]);
    expect(differences(compared).map(({ label }) => label).length).toBe(
      differences(comparison(settledLog, redirectedLog)).length,
    );
  });
});

function sorted(rows: readonly ComparisonRow[]): readonly string[] {
  return rows
    .map((row) => JSON.stringify([row.section, row.label, row.a, row.b, row.relation, row.weight]))
    .sort();
}
