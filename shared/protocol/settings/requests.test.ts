import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSipUri } from '../sip/sip-uri.ts';
import { readXml, type XmlElement } from '../xml/xml.ts';
import { conferencingRequest } from './conferencing.ts';
import { mediaRelayRequest } from './media-relay.ts';
import {
  contactsRequest,
  locationProfileRequest,
  presenceRequest,
  provisioningRequest,
  selfRequest,
  type SettingsRequest,
} from './requests.ts';

const shapeOf = ({ name, attributes, children, text }: XmlElement): unknown => ({
  name,
  attributes: Object.fromEntries(attributes),
  text,
  children: children.map(shapeOf),
});
const shapeOfText = (text: string): unknown => {
  const read = readXml(text);
  return read.ok ? shapeOf(read.value) : read.error;
};
const bodyOf = (request: SettingsRequest): string => new TextDecoder('utf-8').decode(request.body);
const vector = (name: string): unknown =>
  shapeOfText(readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8'));
const lines = (request: SettingsRequest): readonly string[] =>
  request.headers.map(({ name, value }) => `${name}: ${value}`);

const address = 'alice@contoso.com';

describe('requests', () => {
  it('for the dial plan', () => {
    expect(locationProfileRequest({ address })).toEqual({
      kind: 'location-profile',
      method: 'SERVICE',
      target: 'sip:alice@contoso.com;gruu;opaque=app:locationprofile:get;default',
      headers: [{ name: 'Accept', value: 'application/ms-location-profile-definition+xml' }],
      body: new Uint8Array(0),
    });
    const { target } = locationProfileRequest({ address, profileName: 'Köln; main' });
    expect(target).toMatch(/;phone-context=K%C3%B6ln%3B%20main$/);
    expect(parseSipUri(target)).not.toBeNull();
  });

  it('for settings and policies', () => {
    const request = provisioningRequest({ address });

    expect([request.method, request.target, ...lines(request)]).toEqual([
      'SUBSCRIBE',
      'sip:alice@contoso.com',
      'Event: vnd-microsoft-provisioning-v2',
      'Accept: application/vnd-microsoft-roaming-provisioning-v2+xml',
      'Supported: com.microsoft.autoextend',
      'Supported: ms-benotify',
      'Proxy-Require: ms-benotify',
      'Supported: ms-piggyback-first-notify',
      'Expires: 0',
      'Content-Type: application/vnd-microsoft-roaming-provisioning-v2+xml',
    ]);
    expect(shapeOfText(bodyOf(request))).toEqual(vector('provisioning-v2-request.xml'));
    expect(bodyOf(provisioningRequest({ address, groups: ['a"b'], subnet: '192.0.2.0' }))).toContain(
      'subnet="192.0.2.0"><provisioningGroup name="a&quot;b"/>',
    );
  });

  it('for contacts, with each state in a request of its own if so wished', () => {
    const request = contactsRequest({
      address,
      delivery: { piggyback: false, benotify: false },
      expiresSeconds: 600,
    });

    expect([...lines(request), bodyOf(request)]).toEqual([
      'Event: vnd-microsoft-roaming-contacts',
      'Accept: application/vnd-microsoft-roaming-contacts+xml',
      'Supported: com.microsoft.autoextend',
      'Expires: 600',
      'Supported: ms-ucs',
      '',
    ]);
  });

  it('for the user’s own state', () => {
    expect(shapeOfText(bodyOf(selfRequest({ address })))).toEqual(vector('roaming-self-request.xml'));
  });

  it('for presence', () => {
    const request = presenceRequest({
      address,
      contacts: ['sip:bob@contoso.com', 'sip:carol@fabrikam.com'],
      requestId: 1001,
    });

    expect(shapeOfText(bodyOf(request))).toEqual(vector('presence-batch-subscribe.xml'));
    expect(lines(request)).toEqual(
      expect.arrayContaining([
        'Event: presence',
        'Require: adhoclist, categoryList',
        'Supported: eventlist',
        'Content-Type: application/msrtc-adrl-categorylist+xml',
      ]),
    );
  });

  it('for media relay and meetings', () => {
    const mrasUri = 'sip:pool-a.contoso.com@contoso.com;gruu;opaque=srvr:MRAS:labMras01AAA';
    const relay = mediaRelayRequest({ address, mrasUri, isOutside: true, requestId: 2001 });
    const focusFactoryUri = 'sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory';
    const meetings = conferencingRequest({ address, focusFactoryUri, requestId: 1 });

    expect(relay.ok && [relay.value.target, shapeOfText(bodyOf(relay.value))]).toEqual([
      mrasUri,
      vector('mras-request.xml'),
    ]);
    expect(meetings.ok && shapeOfText(bodyOf(meetings.value))).toEqual(
      vector('cccp-capabilities-request.xml'),
    );
  });

  it('hold any text without breaking out of it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' }), { maxLength: 5 }), (contacts) => {
        const request = presenceRequest({ address, contacts, requestId: 1 });
        const read = readXml(bodyOf(request));

        expect(read.ok && read.value.children[0]?.children[0]?.children.length).toBe(contacts.length);
      }),
    );
  });
});
