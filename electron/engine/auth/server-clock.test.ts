import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createTestRun } from '../transport/testing/test-run.ts';
import { recordClock, recordServerDate } from './server-clock.ts';

const NOON = Date.UTC(2026, 0, 1, 12);

function setUp() {
  return createTestRun({ ports: { clock: createVirtualClock(NOON) } });
}

function dated(...dates: readonly string[]): SipResponse {
  const headers = dates.map((value) => ({ name: 'Date', value }));
  return { kind: 'response', status: 401, reason: 'Unauthorized', headers, body: new Uint8Array(0) };
}

describe('the clock of a server', () => {
  it.each([
    ['right', 'Thu, 01 Jan 2026 12:00:00 GMT', 0],
    ['ten minutes ahead', 'Thu, 01 Jan 2026 12:10:00 GMT', 600_000],
    ['ten minutes behind', 'Thu, 01 Jan 2026 11:50:00 GMT', -600_000],
  ])('is %s by its Date header, to half a second and half the round trip', (_, date, skewMs) => {
    const { ctx, events } = setUp();

    recordServerDate(ctx, 'fe01.contoso.test', { response: dated(date), seq: 7, tookMs: 40 });

    expect(eventsOf(events, 'clock.compared')).toMatchObject([
      {
        cause: 7,
        data: {
          source: 'sip-date',
          host: 'fe01.contoso.test',
          // The middle of the second that the header names, against the middle of the round trip.
          skewMs: skewMs + 500 + 20,
          uncertaintyMs: 520,
        },
      },
    ]);
  });

  it.each([
    [[]],
    [['']],
    [['yesterday']],
    [['Thu, 32 Jan 2026 12:00:00 GMT']],
    [['Thu, 01 Jan 99999 12:00:00 GMT']],
  ])('is not known by %j', (dates) => {
    const { ctx, events } = setUp();

    recordServerDate(ctx, 'fe01.contoso.test', { response: dated(...dates), seq: 7, tookMs: 40 });

    expect(eventsOf(events, 'clock.compared')).toEqual([]);
  });

  it('is known to half the round trip where it shows fractions', () => {
    const { ctx, events } = setUp();

    recordClock(ctx, 'ntlm-challenge', 'fe01.contoso.test', NOON + 1_234.6, 100, 3);

    expect(eventsOf(events, 'clock.compared')[0]?.data).toMatchObject({ skewMs: 1_285, uncertaintyMs: 50 });
  });
});
