import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import type { NameResolver } from '../../transport/dns.ts';
import { createTestRun } from '../../transport/testing/test-run.ts';
import { locateKdc, realmOf } from './locate-kdc.ts';

describe('the realm', () => {
  it.each([
    ['alice@contoso.com', 'alice.klein@corp.contoso.com', null, 'CORP.CONTOSO.COM', 'user-name'],
    ['alice@contoso.com', 'CONTOSO\\alice', null, 'CONTOSO.COM', 'sign-in-address'],
    ['alice@contoso.com', null, 'CORP.CONTOSO.COM', 'CORP.CONTOSO.COM', 'system'],
    ['alice@contoso.com', null, null, 'CONTOSO.COM', 'sign-in-address'],
  ] as const)('of %s as %s', (address, user, system, name, from) => {
    expect(realmOf(address, user, system)).toEqual({ name, from });
  });
});

describe('the key distribution centre', () => {
  let server: Server;
  let port = 0;
  beforeEach(async () => {
    server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  const names = (targets: readonly string[]): NameResolver => ({
    addresses: () => Promise.resolve({ outcome: 'nxdomain', addresses: [], seq: 0, tookMs: 0 }),
    srv: () =>
      Promise.resolve({
        outcome: 'answered',
        records: targets.map((target) => ({ priority: 0, weight: 0, port: 88, target })),
        seq: 0,
        tookMs: 0,
      }),
  });
  const REALM = { name: 'CONTOSO.TEST', from: 'user-name' } as const;

  it('is the first of the SRV records that takes a connection', async () => {
    const run = createTestRun({
      plan: {
        connectTo: [{ fromHost: 'dc02.contoso.test', fromPort: 88, toHost: '127.0.0.1', toPort: port }],
      },
    });

    const found = await locateKdc(run.ctx, names(['dc01.contoso.test', 'dc02.contoso.test']), REALM, null);

    expect(found).toMatchObject({ reachable: { host: 'dc02.contoso.test', port: 88 }, missing: null });
    expect(eventsOf(run.events, 'kerberos.kdc.located')).toHaveLength(1);
    expect(eventsOf(run.events, 'tcp.connect.succeeded')[0]?.data.peer.role).toBe('kdc');
  });

  it('is missing when none takes one, and when DNS knows none', async () => {
    const run = createTestRun();

    const dead = await locateKdc(run.ctx, names(['dc01.contoso.test']), REALM, null);
    const unknown = await locateKdc(run.ctx, names([]), REALM, null);
    const configured = await locateKdc(run.ctx, names([]), REALM, 'CONTOSO.TEST');

    expect(dead.missing).toContain('dc01.contoso.test:88');
    expect(unknown.missing).toContain('DNS names no key distribution centre');
    expect(configured.missing).toBeNull();
  });
});
