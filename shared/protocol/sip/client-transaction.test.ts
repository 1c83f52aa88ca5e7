import { describe, expect, test } from 'vitest';
import {
  createClientTransaction,
  findMismatch,
  step,
  type ClientTransaction,
  type TransactionEffect,
  type TransactionInput,
} from './client-transaction.ts';
import { withHeader, type SipHeader, type SipRequest, type SipResponse } from './message.ts';

const request: SipRequest = {
  kind: 'request',
  method: 'REGISTER',
  requestUri: 'sip:contoso.test',
  headers: headers({ Via: 'SIP/2.0/TLS 192.0.2.10:50123', 'Call-ID': 'abc', CSeq: '1 REGISTER' }),
  body: new Uint8Array(0),
};
const start: TransactionInput = { kind: 'start' };
const trying = answer(100);
const unauthorized = answer(401);
const foreign = { ...answer(200), headers: headers({ 'Call-ID': 'xyz', CSeq: '1 REGISTER' }) };

describe('transitions of the non-INVITE client transaction (RFC 3261 17.1.2)', () => {
  test.each<
    readonly [
      name: string,
      before: readonly TransactionInput[],
      input: TransactionInput,
      state: ClientTransaction['state'],
      effects: readonly TransactionEffect[],
    ]
  >([
    ['ready, start', [], start, 'trying', [{ kind: 'send', request }, { kind: 'start-timer' }]],
    [
      'ready, response',
      [],
      receive(unauthorized),
      'ready',
      [{ kind: 'stray', response: unauthorized, mismatch: null }],
    ],
    [
      'ready, transport closed',
      [],
      { kind: 'transport-closed' },
      'terminated',
      [finished('transport-closed')],
    ],
    ['ready, cancelled', [], { kind: 'cancelled' }, 'terminated', [finished('cancelled')]],
    ['trying, 1xx', [start], receive(trying), 'proceeding', [{ kind: 'provisional', response: trying }]],
    ['trying, final', [start], receive(unauthorized), 'terminated', answered(unauthorized)],
    [
      'trying, timeout',
      [start],
      { kind: 'timeout' },
      'terminated',
      [{ kind: 'stop-timer' }, finished('timed-out')],
    ],
    [
      'trying, transport closed',
      [start],
      { kind: 'transport-closed' },
      'terminated',
      [{ kind: 'stop-timer' }, finished('transport-closed')],
    ],
    [
      'trying, cancelled',
      [start],
      { kind: 'cancelled' },
      'terminated',
      [{ kind: 'stop-timer' }, finished('cancelled')],
    ],
    [
      'trying, stray',
      [start],
      receive(foreign),
      'trying',
      [{ kind: 'stray', response: foreign, mismatch: 'Call-ID' }],
    ],
    [
      'proceeding, 1xx',
      [start, receive(trying)],
      receive(trying),
      'proceeding',
      [{ kind: 'provisional', response: trying }],
    ],
    [
      'proceeding, final',
      [start, receive(trying)],
      receive(unauthorized),
      'terminated',
      answered(unauthorized),
    ],
    [
      'proceeding, timeout',
      [start, receive(trying)],
      { kind: 'timeout' },
      'terminated',
      [{ kind: 'stop-timer' }, finished('timed-out')],
    ],
    [
      'proceeding, transport closed',
      [start, receive(trying)],
      { kind: 'transport-closed' },
      'terminated',
      [{ kind: 'stop-timer' }, finished('transport-closed')],
    ],
    [
      'proceeding, cancelled',
      [start, receive(trying)],
      { kind: 'cancelled' },
      'terminated',
      [{ kind: 'stop-timer' }, finished('cancelled')],
    ],
    [
      'proceeding, stray',
      [start, receive(trying)],
      receive(foreign),
      'proceeding',
      [{ kind: 'stray', response: foreign, mismatch: 'Call-ID' }],
    ],
    ['terminated, response', [start, receive(unauthorized)], receive(unauthorized), 'terminated', []],
    ['terminated, timeout', [start, receive(unauthorized)], { kind: 'timeout' }, 'terminated', []],
    [
      'terminated, transport closed',
      [start, receive(unauthorized)],
      { kind: 'transport-closed' },
      'terminated',
      [],
    ],
    ['terminated, cancelled', [start, receive(unauthorized)], { kind: 'cancelled' }, 'terminated', []],
  ])('%s', (_name, before, input, state, effects) => {
    const outcome = step(run(before), input);

    expect({ state: outcome.state.state, effects: outcome.effects }).toEqual({ state, effects });
  });

  test.each<readonly [string, readonly TransactionInput[], TransactionInput]>([
    ['start twice', [start], start],
    ['start after the end', [start, { kind: 'cancelled' }], start],
    ['timeout before the start', [], { kind: 'timeout' }],
  ])('%s is a bug', (_name, before, input) => {
    expect(() => step(run(before), input)).toThrow(/^step: /);
  });

  test('a request that no answer could be matched to is a bug', () => {
    expect(() => createClientTransaction({ ...request, headers: headers({ CSeq: '1 REGISTER' }) })).toThrow();
    expect(() =>
      createClientTransaction({ ...request, headers: headers({ 'Call-ID': 'a', CSeq: 'x' }) }),
    ).toThrow();
  });

  test.each([
    ['provisional', trying],
    ['stray', foreign],
  ] as const)('ends on the 51st %s answer', (by, response) => {
    const flood = Array.from({ length: 50 }, () => receive(response));
    const before = run([start, ...flood]);
    const last = step(before, receive(response));

    expect(before.state).not.toBe('terminated');
    expect(last.state.state).toBe('terminated');
    expect(last.effects).toEqual([
      { kind: 'stop-timer' },
      { kind: 'finished', outcome: { kind: 'flooded', by, limit: 50 } },
    ]);
  });

  test('the limit is an input, and a final answer after the last provisional one still counts', () => {
    const limited = createClientTransaction(request, { provisionalAnswers: 1 });
    const proceeding = step(step(limited, start).state, receive(trying)).state;

    expect(step(proceeding, receive(unauthorized)).effects).toEqual(answered(unauthorized));
    expect(step(proceeding, receive(trying)).state.state).toBe('terminated');
  });
});

describe('findMismatch', () => {
  const branched = withHeader(request, 'Via', 'SIP/2.0/TLS 192.0.2.10:50123;branch=z9hG4bK1');

  test.each<readonly [string, SipRequest, Readonly<Record<string, string>>, string | null]>([
    ['same Call-ID and CSeq', request, { 'Call-ID': 'abc', CSeq: '1 REGISTER' }, null],
    ['another Call-ID', request, { 'Call-ID': 'ABC', CSeq: '1 REGISTER' }, 'Call-ID'],
    ['no Call-ID', request, { CSeq: '1 REGISTER' }, 'Call-ID'],
    ['another number', request, { 'Call-ID': 'abc', CSeq: '2 REGISTER' }, 'CSeq'],
    ['another method', request, { 'Call-ID': 'abc', CSeq: '1 OPTIONS' }, 'CSeq'],
    ['no CSeq', request, { 'Call-ID': 'abc' }, 'CSeq'],
    [
      'the branch sent',
      branched,
      { Via: 'SIP/2.0/TLS a;branch=z9hG4bK1;received=b', CSeq: '1 REGISTER' },
      null,
    ],
    [
      'another branch',
      branched,
      { Via: 'SIP/2.0/TLS a;branch=z9hG4bK2', 'Call-ID': 'abc', CSeq: '1 REGISTER' },
      'Via',
    ],
    ['no branch', branched, { Via: 'SIP/2.0/TLS a', 'Call-ID': 'abc', CSeq: '1 REGISTER' }, 'Via'],
    [
      'the branch, but another method',
      branched,
      { Via: 'SIP/2.0/TLS a;branch=z9hG4bK1', CSeq: '1 CANCEL' },
      'CSeq',
    ],
  ])('%s', (_name, sent, received, expected) => {
    expect(findMismatch(sent, { ...unauthorized, headers: headers(received) })).toBe(expected);
  });
});

function run(inputs: readonly TransactionInput[]): ClientTransaction {
  return inputs.reduce((state, input) => step(state, input).state, createClientTransaction(request));
}

function receive(response: SipResponse): TransactionInput {
  return { kind: 'response', response };
}

function answered(response: SipResponse): readonly TransactionEffect[] {
  return [{ kind: 'stop-timer' }, { kind: 'finished', outcome: { kind: 'answered', response } }];
}

function finished(kind: 'timed-out' | 'transport-closed' | 'cancelled'): TransactionEffect {
  return { kind: 'finished', outcome: { kind } };
}

function answer(status: number): SipResponse {
  return { kind: 'response', status, reason: '', headers: request.headers, body: new Uint8Array(0) };
}

function headers(values: Readonly<Record<string, string>>): readonly SipHeader[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
