import { expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import { fixture } from '../probes/connectivity/fixtures/probe-context.ts';
import { createVirtualClock } from '../testing/virtual-clock.ts';
import { createTestRun } from '../transport/testing/test-run.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { Secret } from './secret.ts';
import { findStoredCertificate } from './stored-certificate.ts';

const NOW = Date.UTC(2026, 0, 1);
const HOUR_MS = 3_600_000;

async function find(changes: Partial<ClientCertificate> | null) {
  const kept: ClientCertificate | null = changes && {
    certificatePem: fixture('server.pem'),
    privateKeyPem: new Secret(Uint8Array.of(1, 2, 3)),
    notBeforeMs: NOW,
    notAfterMs: NOW + HOUR_MS + 1,
    ...changes,
  };
  const { ctx, events } = createTestRun({
    ports: {
      clock: createVirtualClock(NOW),
      certificateStore: { find: () => Promise.resolve(kept), keep: () => Promise.resolve() },
    },
  });
  const found = await findStoredCertificate(ctx);
  return {
    found: found !== null,
    key: kept?.privateKeyPem.reveal() ?? null,
    usable: eventsOf(events, 'client-certificate.found').map(({ data }) => data.usable),
  };
}

it('a certificate that still holds for an hour is found', async () => {
  expect(await find({})).toEqual({ found: true, key: Uint8Array.of(1, 2, 3), usable: [true] });
});

it.each([
  ['is over within the hour', { notAfterMs: NOW + HOUR_MS }],
  ['is not valid yet', { notBeforeMs: NOW + 1 }],
])('one that %s is told and left, its key wiped', async (_, changes) => {
  expect(await find(changes)).toEqual({ found: false, key: new Uint8Array(3), usable: [false] });
});

it('none is none', async () => {
  expect(await find(null)).toEqual({ found: false, key: null, usable: [] });
});
