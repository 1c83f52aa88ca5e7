import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expiredLog } from '../projections/testing/sample-logs.ts';
import type { LoggedEvent } from '../events/catalogue.ts';
import { bundleName } from './bundle-name.ts';

function logOf(address: string, wall: number): readonly LoggedEvent[] {
  return expiredLog().map((event) =>
    event.kind === 'run.started'
      ? { ...event, wall, data: { ...event.data, plan: { ...event.data.plan, address } } }
      : event,
  );
}

const NOON = Date.UTC(2026, 10, 23, 12, 5);

it('says who and when, and with strict only when', () => {
  expect(bundleName(logOf('Alice.Öx@contoso.com', NOON), 'standard')).toBe(
    'rungs-alice-x-2026-11-23-1205.rungs',
  );
  expect(bundleName(logOf('alice@contoso.com', NOON), 'strict')).toBe('rungs-2026-11-23-1205.rungs');
});

it('is a name that every file system takes', () => {
  fc.assert(
    fc.property(fc.string(), fc.double(), (address, wall) => {
      expect(bundleName(logOf(address, wall), 'standard')).toMatch(/^rungs(-[a-z0-9]+)*\.rungs$/);
    }),
  );
});
