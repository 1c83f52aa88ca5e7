import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../lib/result.ts';
import { availabilityWord } from './categories.ts';
import { conferencingRequest, parseConferencingCapabilities } from './conferencing.ts';
import { parseLocationProfile } from './location-profile.ts';
import { mediaRelayRequest, parseMediaRelayAnswer } from './media-relay.ts';
import { policiesOf, type Policy } from './policies.ts';
import { policyLabel } from './policy-names.ts';
import { groupNamed, parseProvisioning, settingNamed } from './provisioning.ts';
import { parseContacts } from './roaming-contacts.ts';
import { parseRoamingSelf } from './roaming-self.ts';
import { serverConfiguration } from './server-configuration.ts';

const vector = (name: string): string => readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8');
const value = <T>(result: Result<T, unknown>): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const reasonOf = (result: Result<unknown, { reason: string }>): string =>
  result.ok ? 'read' : result.error.reason;

describe('a location profile', () => {
  it('is read with its rules in order', () => {
    expect(value(parseLocationProfile(vector('location-profile.xml')))).toEqual({
      name: 'HQ-DialPlan',
      rules: [
        {
          pattern: '^(\\d{4})$',
          translation: '+4930555$1',
          isInternalExtension: true,
          isForDeviceDialing: true,
        },
        {
          pattern: '^0([1-9]\\d{6,})$',
          translation: '+49$1',
          isInternalExtension: false,
          isForDeviceDialing: true,
        },
        { pattern: '^00(\\d{7,})$', translation: '+$1', isInternalExtension: null, isForDeviceDialing: null },
      ],
      externalAccessPrefix: '0',
      isDeviceDialingOptimised: true,
      omittedRules: 0,
    });
  });

  it('is read from bytes, with a byte order mark and prefixes', () => {
    const text = `\ufeff<?xml version="1.0"?><x:LocationProfileDescription xmlns:x="a"><x:Name>P</x:Name></x:LocationProfileDescription>`;

    expect(value(parseLocationProfile(new TextEncoder().encode(text)))).toMatchObject({
      name: 'P',
      rules: [],
    });
  });

  it('keeps so many rules and says how many it left out', () => {
    const rule = '<Rule><Pattern>1</Pattern><Translation>2</Translation></Rule>';
    const profile = value(
      parseLocationProfile(`<LocationProfileDescription>${rule.repeat(1_007)}</LocationProfileDescription>`),
    );

    expect([profile.rules.length, profile.omittedRules]).toEqual([1_000, 7]);
  });

  it.each([
    ['', 'empty'],
    [' \r\n ', 'empty'],
    ['<html><body/></html>', 'html'],
    ['<!DOCTYPE html><p>', 'html'],
    ['<!DOCTYPE a [<!ENTITY b "c">]><LocationProfileDescription/>', 'malformed'],
    ['{"name":"P"}', 'malformed'],
    ['<LocationProfileDescription><Name>', 'malformed'],
    [
      '<LocationProfileDescription><Rule><Pattern>1</Pattern></Rule></LocationProfileDescription>',
      'malformed',
    ],
    ['<contactList/>', 'wrong-document'],
    ['<a>'.repeat(400_000), 'too-large'],
  ])('of case %# is not read', (text, reason) => expect(reasonOf(parseLocationProfile(text))).toBe(reason));
});

describe('provisioning', () => {
  const provisioning = value(parseProvisioning(vector('provisioning-v2-response.xml')));

  it('has its groups, of every shape', () => {
    expect(
      provisioning.groups.map(({ name, known, shape, settings }) => [name, known, shape, settings.length]),
    ).toEqual([
      ['ServerConfiguration', 'ServerConfiguration', 'list', 51],
      ['ucPolicy', 'ucPolicy', 'list', 4],
      ['meetingPolicy', 'meetingPolicy', 'list', 3],
      ['endpointConfiguration', 'endpointConfiguration', 'list', 10],
      ['presencePolicyV2', 'presencePolicyV2', 'list', 2],
      ['persistentChatConfiguration', 'persistentChatConfiguration', 'list', 1],
    ]);
    expect(settingNamed(groupNamed(provisioning, 'ucPolicy'), 'enableuc')).toBe('true');
  });

  it('names servers, services and ports', () => {
    const server = serverConfiguration(provisioning);

    expect(server).toMatchObject({
      pool: { fqdn: 'pool-a.contoso.com', isValid: true },
      mediaRelay: { fqdn: 'pool-a.contoso.com' },
      focusFactory: { uri: 'sip:alice@contoso.com;gruu;opaque=app:conf:focusfactory', fqdn: null },
      locationProfileName: 'HQ-DialPlan',
      mediaEncryption: 'SupportEncryption',
      isPortRangeEnabled: true,
    });
    expect(
      server?.services.map(({ id, isEnabled, internal, external }) => [
        id,
        isEnabled,
        internal?.place?.host,
        external?.place?.port,
      ]),
    ).toEqual([
      ['address-book', null, 'webint.contoso.com', 443],
      ['address-book-search', true, 'webint.contoso.com', 443],
      ['group-expansion', true, 'webint.contoso.com', 443],
      ['dial-in-page', null, 'dialin.contoso.com', 443],
      ['location-information', null, 'webint.contoso.com', undefined],
      ['help-desk', null, 'help.contoso.com', 443],
      ['device-update', true, 'webint.contoso.com', 443],
    ]);
    expect(server?.portRanges.find(({ use }) => use === 'audio')).toEqual({
      use: 'audio',
      min: 50_000,
      max: 50_019,
    });
  });

  it('has policies with names for people', () => {
    const policies = policiesOf(provisioning);
    const show = ({ group, label, value: text, isOn }: Policy): unknown[] => [group, label, text, isOn];

    expect(policies.slice(0, 2).map(show)).toEqual([
      ['ucPolicy', 'Enterprise Voice', 'true', true],
      ['ucPolicy', 'Call forwarding', 'true', true],
    ]);
    expect(policies.find(({ setting }) => setting === 'MaxMeetingSize')).toMatchObject({
      value: '250',
      isOn: null,
    });
  });

  it('keeps what nobody knows: groups, trees, web addresses', () => {
    const read = value(
      parseProvisioning(
        `<provisionGroupList><provisionGroup name="SERVERCONFIGURATION"><simpleJoinUrl>http://meet.contoso.com</simpleJoinUrl>` +
          `<ucwaExternalURL> https://web.contoso.com:8443/ucwa </ucwaExternalURL><absInternalServerUrl>nowhere</absInternalServerUrl></provisionGroup>` +
          `<provisionGroup name="userSetting"><line type="Uc"><uri>tel:+1</uri></line></provisionGroup>` +
          `<provisionGroup name="newGroup"/></provisionGroupList>`,
      ),
    );

    expect(read.groups.map(({ known, shape }) => [known, shape])).toEqual([
      ['ServerConfiguration', 'list'],
      ['userSetting', 'tree'],
      [null, 'empty'],
    ]);
    expect(read.groups[1]?.settings).toEqual([
      { name: 'line/@type', value: 'Uc' },
      { name: 'line/uri', value: 'tel:+1' },
    ]);
    expect(
      serverConfiguration(read)?.services.map(({ id, label, internal, external }) => [
        id,
        label,
        internal?.place ?? null,
        external?.place ?? null,
      ]),
    ).toEqual([
      ['address-book', 'Address book', null, null],
      ['ucwa', 'Web application (UCWA)', null, { scheme: 'https', host: 'web.contoso.com', port: 8443 }],
      ['other', 'simpleJoinUrl', { scheme: 'http', host: 'meet.contoso.com', port: 80 }, null],
    ]);
  });

  it('is read in its real size', () => {
    const property = '<property name="SomePolicySetting">true</property>';
    const body = `<provisionGroupList><provisionGroup name="ucPolicy"><instance>${property.repeat(2_500)}</instance></provisionGroup></provisionGroupList>`;

    expect(value(parseProvisioning(body)).groups[0]).toMatchObject({ omittedSettings: 500 });
  });

  it.each([
    ['AllowIPVideo', 'Video in meetings'],
    ['EnableURLFilter', 'Enable URL filter'],
    ['toString', 'to string'],
    ['', ''],
  ])('%j is called %j', (name, label) => expect(policyLabel(name)).toBe(label));
});

describe('contacts', () => {
  it('are read in full', () => {
    expect(value(parseContacts(vector('roaming-contacts-response.xml')))).toEqual({
      kind: 'full',
      deltaNumber: 12,
      storage: 'server',
      ucsMode: null,
      groups: [
        { id: 1, name: '~', externalUri: null },
        { id: 2, name: 'Project North', externalUri: null },
      ],
      contacts: [
        {
          uri: 'sip:bob@contoso.com',
          isUriValid: true,
          name: null,
          groupIds: [1, 2],
          isSubscribed: true,
          externalUri: null,
        },
        {
          uri: 'sip:carol@fabrikam.com',
          isUriValid: true,
          name: 'Carol (Fabrikam)',
          groupIds: [2],
          isSubscribed: true,
          externalUri: null,
        },
      ],
      omitted: 0,
    });
  });

  it('are read as a change', () => {
    expect(value(parseContacts(vector('roaming-contacts-delta.xml')))).toMatchObject({
      kind: 'delta',
      deltaNumber: 13,
      previousDeltaNumber: 12,
      addedContacts: [{ uri: 'sip:dave@contoso.com', groupIds: [1] }],
      deletedContactUris: ['sip:carol@fabrikam.com'],
    });
  });

  it('are known to be in Exchange', () => {
    expect(value(parseContacts(vector('roaming-contacts-ucs-response.xml')))).toMatchObject({
      storage: 'exchange',
      ucsMode: 'migrated',
      contacts: [],
    });
  });

  it.each([
    ['sip:eve@contoso.com', 'sip:eve@contoso.com', true],
    ['SIP:eve@contoso.com', 'SIP:eve@contoso.com', true],
    ['eve:secret@contoso.com', 'sip:eve:secret@contoso.com', true],
    ['eve at contoso.com', 'sip:eve at contoso.com', false],
    ['contoso.com', 'sip:contoso.com', false],
    ['x@y&#13;&#10;Evil: 1', 'sip:x@y\r\nEvil: 1', false],
  ])('%j has the address %j', (uri, expected, isUriValid) => {
    expect(value(parseContacts(`<contactList><contact uri="${uri}"/></contactList>`))).toMatchObject({
      contacts: [{ uri: expected, isUriValid }],
    });
  });
});

describe('the user’s own state', () => {
  it('is read', () => {
    expect(value(parseRoamingSelf(vector('roaming-self-response.xml')))).toMatchObject({
      sections: ['categories', 'containers', 'subscribers'],
      categories: [
        {
          name: 'userProperties',
          instance: 0,
          container: 1,
          version: 3,
          expireType: 'static',
          availability: null,
        },
        { name: 'note', container: 200, note: null },
      ],
      containers: [
        { id: 200, version: 1, members: [{ type: 'sameEnterprise', value: null }] },
        { id: 400, version: 1, members: [] },
      ],
      subscribers: [
        { uri: 'sip:bob@contoso.com', displayName: 'Bob', isAcknowledged: true, type: 'sameEnterprise' },
      ],
      telephony: { mode: 'Uc', lines: [{ type: 'Uc', uri: 'tel:+49305551001;ext=1001' }] },
      availability: null,
      omitted: 0,
    });
  });

  it('has the availability of the aggregate', () => {
    const state = (type: string, figure: number): string =>
      `<category name="state" instance="1"><state xmlns:xsi="x" xsi:type="${type}"><availability>${figure}</availability></state></category>`;
    const self = value(
      parseRoamingSelf(
        `<roamingData><categories uri="alice@contoso.com">${state('machineState', 15_500)}${state('aggregateState', 3_500)}</categories></roamingData>`,
      ),
    );

    expect([self.availability, availabilityWord(self.availability)]).toEqual([3_500, 'available']);
    expect([availabilityWord(null), availabilityWord(0), availabilityWord(99_999)]).toEqual([
      'unknown',
      'unknown',
      'offline',
    ]);
  });
});

describe('services asked at their own address', () => {
  it('tell of media relays, and not the credentials', () => {
    const answer = value(parseMediaRelayAnswer(vector('mras-response.xml')));

    expect(answer).toEqual({
      reason: 'OK',
      isOk: true,
      hasCredentials: true,
      durationMinutes: 480,
      relays: [{ location: 'internet', host: 'av.contoso.com', udpPort: 3478, tcpPort: 443 }],
    });
    expect(value(parseMediaRelayAnswer(vector('mras-response-failure.xml')))).toMatchObject({
      reason: 'Server Busy',
      isOk: false,
      hasCredentials: false,
    });
  });

  it('tell of meetings', () => {
    expect(value(parseConferencingCapabilities(vector('cccp-capabilities-response.xml')))).toEqual({
      code: 'success',
      isOk: true,
      media: ['chat', 'audio-video', 'meeting', 'applicationsharing'],
      defaultRegion: 'Berlin',
      dialInRegions: [{ name: 'Berlin', numbers: ['+4930555900'] }],
    });
  });

  it('are asked at a SIP URI only', () => {
    const hostile = 'sip:a@b SIP/2.0\r\nEvil: 1';

    expect(mediaRelayRequest({ address: 'a@b', mrasUri: hostile, isOutside: true, requestId: 1 }).ok).toBe(
      false,
    );
    expect(conferencingRequest({ address: 'a@b', focusFactoryUri: hostile, requestId: 1 }).ok).toBe(false);
  });
});

describe('whatever a server sends', () => {
  const parsers = [
    parseLocationProfile,
    parseProvisioning,
    parseContacts,
    parseRoamingSelf,
    parseMediaRelayAnswer,
    parseConferencingCapabilities,
  ];
  const documents = [
    'location-profile.xml',
    'provisioning-v2-response.xml',
    'roaming-contacts-response.xml',
    'roaming-self-response.xml',
    'mras-response.xml',
    'cccp-capabilities-response.xml',
  ].map(vector);

  it('is bytes or damaged documents, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const parse of parsers) expect(typeof parse(bytes).ok).toBe('boolean');
      }),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.nat(6_000),
        fc.nat(40),
        fc.oneof(
          fc.string(),
          fc.constantFrom('<', '>', '&#x0;', '<![CDATA[', ']]>', '"', '&#xd800;', '<a b="1">'),
        ),
        (document, at, cut, insert) => {
          const damaged = document.slice(0, at) + insert + document.slice(at + cut);
          for (const parse of parsers) expect(typeof parse(damaged).ok).toBe('boolean');
        },
      ),
      { numRuns: 300 },
    );
  });

  it('holds names of JavaScript’s own without harm', () => {
    const hostile = `<provisionGroupList><provisionGroup name="__proto__"><__proto__>1</__proto__><constructor>2</constructor></provisionGroup></provisionGroupList>`;
    const read = parseProvisioning(hostile);

    expect(read.ok ? read.value.groups[0]?.settings.length : read.error.reason).not.toBe(1);
    expect(({} as Record<string, unknown>)['1']).toBeUndefined();
  });
});
