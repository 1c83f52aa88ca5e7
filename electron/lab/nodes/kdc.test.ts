import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminScript, clientConfiguration } from './kdc-files.ts';
import { readKdcLog, type KdcDecision } from './kdc-log.ts';
import { kdcNeeds, startKdc, type Kdc } from './kdc.ts';

const REALM = 'CONTOSO.TEST';
const TGT = `krbtgt/${REALM}@${REALM}`;

test('reads what the KDC decided', () => {
  const head = 'Nov 22 20:43:42 vm krb5kdc[1](info): ';
  const etypes = '(2 etypes {aes256-cts-hmac-sha1-96(18), DEPRECATED:arcfour-hmac(23)})';

  expect(
    readKdcLog(`${head}AS_REQ ${etypes} 127.0.0.1: CLIENT LOCKED OUT: erin@R for krbtgt/R@R, revoked`),
  ).toEqual({
    request: 'AS',
    status: 'CLIENT LOCKED OUT',
    client: 'erin@R',
    service: 'krbtgt/R@R',
  });
  expect(
    readKdcLog(
      `${head}TGS_REQ ${etypes} 127.0.0.1: ISSUE: authtime 1, etypes {rep=a(18), tkt=b(18)}, a@R for sip/x@R`,
    ),
  ).toEqual({ request: 'TGS', status: 'ISSUE', client: 'a@R', service: 'sip/x@R' });
  expect(readKdcLog(`${head}closing down fd 9`)).toBeNull();
  expect(readKdcLog(`${head}AS_REQ ${etypes} 127.0.0.1: ISSUE: `)).toBeNull();
});

test('a realm stands over several lines', () => {
  expect(clientConfiguration({ realm: REALM, domain: 'contoso.test' }, 4711)).toContain(
    '  CONTOSO.TEST = {\n    kdc = 127.0.0.1:4711\n  }\n',
  );
});

test('refuses what kadmin.local would misread', () => {
  expect(() => adminScript([{ name: 'a b', password: 'x', isLocked: false }], [], '/k')).toThrow('misread');
  expect(() => adminScript([{ name: 'a', password: 'x\nq', isLocked: false }], [], '/k')).toThrow('misread');
});

const need = kdcNeeds();
if (need !== null) process.stderr.write(`skipped: ${need}\n`);

describe.skipIf(need !== null)('a KDC of our own', () => {
  let kdc: Kdc;
  const decisions: KdcDecision[] = [];

  beforeAll(async () => {
    kdc = await startKdc({
      realm: REALM,
      domain: 'contoso.test',
      users: [
        { name: 'alice', password: 'Rungs!2026', isLocked: false },
        { name: 'erin', password: 'Rungs!2026', isLocked: true },
      ],
      services: ['sip/fe01.contoso.test'],
      onDecision: (decision) => decisions.push(decision),
    });
  });
  afterAll(() => kdc.close());

  /** Another program of MIT's asks for a service's ticket with a cache. */
  function ticketFor(service: string, cache: string): { readonly ok: boolean; readonly said: string } {
    const { status, stdout, stderr } = spawnSync('kvno', [service], {
      env: { ...process.env, KRB5_CONFIG: kdc.configPath, KRB5CCNAME: cache },
      encoding: 'utf8',
    });
    return { ok: status === 0, said: stdout + stderr };
  }

  test('gives tickets to who types the password, and to known services only', async () => {
    const cache = await kdc.makeTicketCache('alice', 'Rungs!2026');

    expect(ticketFor('sip/fe01.contoso.test', cache)).toMatchObject({ ok: true });
    expect(ticketFor('sip/fe02.contoso.test', cache).said).toContain('not found in Kerberos database');
    await expect
      .poll(() => decisions)
      .toEqual(
        expect.arrayContaining([
          { request: 'AS', status: 'ISSUE', client: `alice@${REALM}`, service: TGT },
          {
            request: 'TGS',
            status: 'ISSUE',
            client: `alice@${REALM}`,
            service: `sip/fe01.contoso.test@${REALM}`,
          },
        ]),
      );
    expect(decisions.map(({ status }) => status)).not.toContain('NEEDED_PREAUTH');
  });

  test.each([
    ['alice', 'Winter!2027', 'Password incorrect', 'PREAUTH_FAILED'],
    ['erin', 'Rungs!2026', "Client's credentials have been revoked", 'CLIENT LOCKED OUT'],
    ['zoe', 'Rungs!2026', 'not found in Kerberos database', 'CLIENT_NOT_FOUND'],
  ])('%s with %s: %s', async (user, password, words, status) => {
    await expect(kdc.makeTicketCache(user, password)).rejects.toThrow(words);

    await expect
      .poll(() => decisions)
      .toContainEqual({ request: 'AS', status, client: `${user}@${REALM}`, service: TGT });
  });

  test('is gone with everything when it is closed', async () => {
    const other = await startKdc({
      realm: 'OTHER.TEST',
      domain: 'other.test',
      users: [],
      services: ['sip/a.other.test'],
    });
    expect(readFileSync(other.keytabPath)).not.toHaveLength(0);

    await other.close();

    expect(existsSync(path.dirname(other.configPath))).toBe(false);
    const refusal = await new Promise<string>((resolve) => {
      connect(other.port, '127.0.0.1')
        .once('connect', () => resolve('connected'))
        .once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    expect(refusal).toBe('ECONNREFUSED');
  });

  test('leaves nothing behind when it cannot be set up', async () => {
    await expect(
      startKdc({
        realm: REALM,
        domain: 'contoso.test',
        users: [
          { name: 'alice', password: 'a', isLocked: false },
          { name: 'alice', password: 'b', isLocked: false },
        ],
        services: [],
      }),
    ).rejects.toThrow('already exists');
  });
});
