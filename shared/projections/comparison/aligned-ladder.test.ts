import { describe, expect, test } from 'vitest';
import type { LoggedEvent } from '../../events/catalogue.ts';
import { discoverBySrv, FRONT_END, healthyLog, registerAt } from '../../findings/testing/example-logs.ts';
import { redirectedLog, settledLog } from '../../findings/testing/home-logs.ts';
import { LogBuilder } from '../../findings/testing/log-builder.ts';
import { kerberosLog, ntlmLog, tlsDskLog } from '../testing/authentication-logs.ts';
import { expiredLog, healthyLog as sampleLog } from '../testing/sample-logs.ts';
import { wholeLog } from '../testing/home-logs.ts';
import { redactLog } from '../../redaction/redact-log.ts';
import type { Rung } from '../ladder-model.ts';
import { ladder } from '../ladder.ts';
import { alignedLadder } from './aligned-ladder.ts';

type Log = readonly LoggedEvent[];

function labels(a: Log, b: Log, protocol: Rung['protocol'] = 'sip'): readonly string[] {
  return alignedLadder(a, b)
    .rows.filter((row) => (row.a ?? row.b)?.protocol === protocol)
    .map(({ a: inA, b: inB, relation }) => `${relation}: ${inA?.label ?? '–'} | ${inB?.label ?? '–'}`);
}

test('a run beside itself is the same, rung by rung', () => {
  for (const log of [
    sampleLog(),
    ntlmLog(),
    kerberosLog(),
    tlsDskLog(),
    wholeLog(),
    redirectedLog,
    settledLog,
  ]) {
    const { rows, leftOut } = alignedLadder(log, log);
    expect(rows.map(({ a }) => a?.id)).toEqual(ladder(log).rungs.map(({ id }) => id));
    expect(rows.every(({ a, b, relation }) => relation === 'same' && a?.id === b?.id)).toBe(true);
    expect(leftOut).toEqual({ a: 0, b: 0 });
  }
});

test('every rung of both is there once', () => {
  const { rows } = alignedLadder(ntlmLog(), tlsDskLog());

  expect(rows.flatMap(({ a }) => a?.id ?? [])).toEqual(ladder(ntlmLog()).rungs.map(({ id }) => id));
  expect(rows.flatMap(({ b }) => b?.id ?? []).sort()).toEqual(
    ladder(tlsDskLog())
      .rungs.map(({ id }) => id)
      .sort(),
  );
});

describe('what means the same', () => {
  test('is the REGISTER in the same place, whatever the method', () => {
    const rows = labels(ntlmLog(), tlsDskLog());

    expect(rows).toContain(
      'different: REGISTER · NTLM 2 of 3: asks for the challenge | REGISTER · TLS-DSK 2 of 4: hello',
    );
    expect(rows).toContain('only-b: – | REGISTER · TLS-DSK 4 of 4: signed');
  });

  test('is a handshake with the same server, with another end', () => {
    const rows = labels(sampleLog(), expiredLog(), 'tls');

    expect(rows).toContain('different: TLS handshake | TLS handshake');
    expect(labels(sampleLog(), expiredLog())).toEqual(['only-a: REGISTER | –']);
  });

  test('is the same server by its part in the sign-in, where it has another name', () => {
    const other = { ...FRONT_END, host: 'pool09.contoso.test' };
    const elsewhere = new LogBuilder().start().address(other.host, ['192.0.2.90']).concluded([other]);
    const { rows } = alignedLadder(healthyLog(), registerAt(elsewhere, other, 401).finish());
    const register = rows.find(({ a }) => a?.label === 'REGISTER');

    expect(register).toMatchObject({ relation: 'same', b: { toLane: 'sip:pool09.contoso.test' } });
    expect(rows.find(({ b }) => b?.label === 'A, AAAA pool09.contoso.test')).toMatchObject({
      a: { label: 'A, AAAA pool01.contoso.test' },
      relation: 'different',
    });
  });

  test('is a question to DNS that came in another order', () => {
    const asked = (...names: readonly string[]): Log =>
      names.reduce((log, name) => log.address(name, ['192.0.2.1']), new LogBuilder().start()).finish();
    const rows = labels(asked('a.test', 'b.test', 'c.test'), asked('c.test', 'a.test', 'b.test'), 'dns');

    expect([...rows].sort()).toEqual([
      'same: A, AAAA a.test | A, AAAA a.test',
      'same: A, AAAA b.test | A, AAAA b.test',
      'same: A, AAAA c.test | A, AAAA c.test',
    ]);
  });

  test('is found again behind pseudonyms', () => {
    const { rows } = alignedLadder(redirectedLog, redactLog(redirectedLog, 'strict').events);

    expect(rows.filter(({ relation }) => relation !== 'same')).toEqual([]);
  });
});

test('the order and the lifetimes of DNS answers do not count', () => {
  const withAddresses = (addresses: readonly string[]): Log =>
    registerAt(discoverBySrv(new LogBuilder().start()).address('x.test', addresses), FRONT_END, 401).finish();
  const three = ['192.0.2.1', '192.0.2.2', '192.0.2.3'];

  expect(labels(withAddresses(three), withAddresses(three.toReversed()), 'dns').at(-1)).toMatch(/^same: /);
  expect(labels(withAddresses(three), withAddresses(['192.0.2.9']), 'dns').at(-1)).toMatch(/^different: /);
});

test('what a client log does not show is no difference', () => {
  const clientLog = settledLog.flatMap((event): LoggedEvent[] => {
    if (event.kind === 'run.started') return [{ ...event, data: { ...event.data, source: 'log' } }];
    return /^(?:dns|tcp|tls)\./.test(event.kind) ? [] : [event];
  });
  const { rows } = alignedLadder(settledLog, clientLog);

  expect(new Set(rows.filter(({ a }) => a?.protocol !== 'sip').map(({ relation }) => relation))).toEqual(
    new Set(['incomparable']),
  );
});

test('very long runs are aligned as far as the limit, and what is left out is told', () => {
  const long = (prefix: string, count: number): Log => {
    const builder = new LogBuilder().start();
    for (let n = 0; n < count; n += 1) builder.address(`${prefix}${n}.test`, ['192.0.2.1']);
    return builder.finish();
  };
  const { rows, leftOut } = alignedLadder(long('a', 2_100), long('b', 2_001));

  expect(leftOut).toEqual({ a: 100, b: 1 });
  expect(rows).toHaveLength(4_000);
});
