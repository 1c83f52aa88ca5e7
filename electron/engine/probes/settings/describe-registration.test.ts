import fc from 'fast-check';
import { expect, test } from 'vitest';
import { catalogue, eventsOf } from '../../../../shared/events/catalogue.ts';
import type { SipHeader } from '../../../../shared/protocol/sip/message.ts';
import { createTestRun } from '../../transport/testing/test-run.ts';
import { endpointIdentityOf } from '../registration/endpoint-identity.ts';
import { describeRegistration } from './describe-registration.ts';

function described(headers: readonly (readonly [name: string, value: string])[]) {
  const { ctx, events } = createTestRun();
  const response = {
    kind: 'response',
    status: 200,
    reason: 'OK',
    headers: headers.map(([name, value]): SipHeader => ({ name, value })),
    body: new Uint8Array(0),
  } as const;
  const description = describeRegistration(ctx, { kind: 'answered', response, seq: 7, tookMs: 1 });
  return { description, event: eventsOf(events, 'registration.described')[0] };
}

const { instance } = endpointIdentityOf('alice@contoso.test', 'test-machine');
const OWN = 'sip:alice@contoso.test;opaque=user:epid:abc;gruu';

test('the answer of a real registrar is described', () => {
  const { description, event } = described([
    ['ms-keep-alive', 'UAS; tcp=no; hop-hop=yes; end-end=no; timeout=300'],
    [
      'Contact',
      '<sip:192.0.2.7:1;transport=tls>;expires=7200;+sip.instance="<urn:uuid:34d859db-0000-0000-0000-000000000000>";gruu="sip:other@contoso.test"',
    ],
    [
      'Contact',
      `<sip:192.0.2.10:2;transport=tls>;expires=7200;+sip.instance="<urn:uuid:${instance.toUpperCase()}>";gruu="${OWN}"`,
    ],
    [
      'presence-state',
      'register-action="added";primary-cluster-type="central";is-connected-to-primary="no";user-services-state=unavailable',
    ],
    ['Allow-Events', 'vnd-microsoft-provisioning-v2,vnd-microsoft-roaming-ACL, Presence'],
    ['Supported', 'adhoclist'],
    ['Supported', 'msrtc-event-categories, ADHOCLIST'],
    ['ms-user-logon-data', 'RemoteUser'],
  ]);

  expect(description).toEqual({
    allowEvents: ['vnd-microsoft-provisioning-v2', 'vnd-microsoft-roaming-acl', 'presence'],
    supported: ['adhoclist', 'msrtc-event-categories'],
    gruu: OWN,
    keepAlive: { timeoutSec: 300, hopByHop: true },
    isRemote: true,
    registerAction: 'added',
    primaryClusterType: 'central',
    isConnectedToPrimary: false,
    userServices: 'unavailable',
  });
  expect(event).toMatchObject({ cause: 7, data: description });
});

test('an answer that says nothing is described as that', () => {
  expect(described([]).description).toEqual({
    allowEvents: [],
    supported: [],
    gruu: null,
    keepAlive: null,
    isRemote: false,
    registerAction: null,
    primaryClusterType: null,
    isConnectedToPrimary: null,
    userServices: null,
  });
});

test.each([
  ['ms-keep-alive', 'UAC; hop-hop=yes', { keepAlive: null }],
  ['ms-keep-alive', 'uas;hop-hop=no;timeout=x', { keepAlive: { timeoutSec: null, hopByHop: false } }],
  ['Contact', `<sip:a@b>;+sip.instance="<urn:uuid:${instance}>";gruu="sip:a b"`, { gruu: null }],
  ['Contact', `<sip:a@b>;+sip.instance="<urn:uuid:${instance}>"`, { gruu: null }],
])('%s: %s', (name, value, expected) => {
  expect(described([[name, value]]).description).toMatchObject(expected);
});

test('anything at all is described in bounds', () => {
  const name = fc.constantFrom('ms-keep-alive', 'Contact', 'presence-state', 'Allow-Events', 'Supported');
  const value = fc.oneof(
    fc.string(),
    fc.string().map((text) => `UAS;timeout=${text};hop-hop=${text}`),
    fc.string().map((text) => text.repeat(500)),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(name, value), { maxLength: 8 }), (headers) => {
      const { description } = described(headers);
      catalogue['registration.described'].parse(description);
      expect(JSON.stringify(description).length).toBeLessThan(200_000);
    }),
  );
});
