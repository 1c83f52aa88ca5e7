import { describe, expect, it } from 'vitest';
import { eventsOf } from '../../../shared/events/catalogue.ts';
import type { SipResponse } from '../../../shared/protocol/sip/message.ts';
import { endpointIdentityOf } from '../probes/registration/endpoint-identity.ts';
import { createTestRun } from '../transport/testing/test-run.ts';
import { recordRegistered } from './registered.ts';

const OTHER = '<sip:192.0.2.1:1>;expires=60;+sip.instance="<urn:uuid:34D859DB-0000-5000-8000-000000000001>"';

function registered(headers: readonly (readonly [string, string])[]) {
  const { ctx, events } = createTestRun();
  const { instance } = endpointIdentityOf(ctx.plan.address, ctx.ports.machineId());
  const response: SipResponse = {
    kind: 'response',
    status: 200,
    reason: 'OK',
    headers: headers.map(([name, value]) => ({ name, value: value.replace('OWN', instance.toUpperCase()) })),
    body: new Uint8Array(0),
  };
  recordRegistered(ctx, 'ntlm', 3, { kind: 'answered', response, seq: 9, tookMs: 5 });
  return eventsOf(events, 'authentication.registered')[0]?.data;
}

const OWN = '<sip:192.0.2.9:1;transport=tls>;expires=900;+sip.instance="<urn:uuid:OWN>";gruu="sip:a@b;gruu"';

describe('what a registrar says in its 200', () => {
  it('is the time for this endpoint, and how many others there are', () => {
    expect(
      registered([
        ['Contact', `${OTHER}, ${OWN}`],
        ['Contact', OTHER],
        ['Expires', '7200'],
        ['Server', 'RTC/7.0'],
        ['presence-state', 'register-action="added"'],
      ]),
    ).toEqual({
      method: 'ntlm',
      registers: 3,
      expectedRegisters: 3,
      expiresSec: 900,
      server: 'RTC/7.0',
      presenceState: 'register-action="added"',
      otherEndpoints: 1,
    });
  });

  it.each([
    ['the header where no Contact says it', [['Expires', ' 7200 ']], 7_200],
    [
      'the header beside somebody else',
      [
        ['Contact', OTHER],
        ['Expires', '7200'],
      ],
      7_200,
    ],
    ['nothing', [], null],
    ['what is no number', [['Expires', 'soon']], null],
    ['what is below zero', [['Expires', '-1']], null],
    ['what is endless', [['Expires', '9'.repeat(40)]], null],
  ] as const)('counts %s', (_, headers, expiresSec) => {
    expect(registered(headers)?.expiresSec).toBe(expiresSec);
  });

  it.each(['*', '<sip:a', '"', ',,,', '<sip:a@b>,'.repeat(2_000)])('takes a Contact like %.20s', (value) => {
    expect(registered([['Contact', value]])).toMatchObject({ otherEndpoints: 0, expiresSec: null });
  });
});
