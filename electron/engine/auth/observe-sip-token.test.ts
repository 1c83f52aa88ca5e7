import { expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { AV_IDS, serializeAvPairs } from '../../../shared/protocol/ntlm/av-pairs.ts';
import { buildChallengeMessage } from '../../../shared/protocol/ntlm/challenge-message.ts';
import { fileTimeOf } from '../../../shared/protocol/ntlm/file-time.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createTestRun } from '../transport/testing/test-run.ts';
import { observeSipToken } from './observe-sip-token.ts';

const NOON = Date.UTC(2026, 0, 1, 12);
const PEER = { role: 'sip', host: 'fe01.contoso.test', port: 5061 } as const;

function observed(timestamp: Uint8Array | null) {
  const { ctx, events } = createTestRun({ ports: { clock: createVirtualClock(NOON) } });
  const challenge = buildChallengeMessage({
    flags: 0xe29882f3,
    serverChallenge: new Uint8Array(8),
    targetName: '',
    targetInfo: serializeAvPairs(timestamp === null ? [] : [{ id: AV_IDS.timestamp, value: timestamp }]),
    version: { major: 10, minor: 0, build: 1, revision: 15 },
  });
  observeSipToken(ctx, PEER, 'received', 'ntlm', challenge, { seq: 4, tookMs: 100 });
  return events;
}

it('an NTLM challenge shows the clock of its server', () => {
  const events = observed(fileTimeOf(NOON + 600_000));

  expect(eventsOf(events, 'authentication.token.observed')[0]).toMatchObject({
    cause: 4,
    data: { peer: PEER, direction: 'received', carrier: 'sip', token: { kind: 'ntlm-challenge' } },
  });
  expect(eventsOf(events, 'clock.compared')[0]).toMatchObject({
    cause: 4,
    data: { source: 'ntlm-challenge', skewMs: 600_050, uncertaintyMs: 50 },
  });
});

it.each([
  ['none', null],
  ['one of no length', new Uint8Array(0)],
  ['one before all time', new Uint8Array(8)],
  ['one beyond all time', new Uint8Array(8).fill(0xff)],
])('a challenge with %s for a timestamp tells no time that nobody can have', (_, timestamp) => {
  for (const { data } of eventsOf(observed(timestamp), 'clock.compared')) {
    expect(Number.isFinite(data.theirMs)).toBe(true);
    expect(Number.isNaN(new Date(data.theirMs).getTime())).toBe(false);
  }
});
