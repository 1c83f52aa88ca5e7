import { describe, expect, test } from 'vitest';
import {
  parseConferencingCapabilities,
  conferencingRequest,
} from '../../../../shared/protocol/settings/conferencing.ts';
import { dialPlanOddities, provisioningOddities } from '../../../../shared/protocol/settings/healthy-set.ts';
import { parseLocationProfile } from '../../../../shared/protocol/settings/location-profile.ts';
import {
  mediaRelayRequest,
  parseMediaRelayAnswer,
} from '../../../../shared/protocol/settings/media-relay.ts';
import { tryNumber } from '../../../../shared/protocol/settings/normalise.ts';
import { parseMultipart } from '../../../../shared/protocol/settings/multipart.ts';
import { readCarriedState } from '../../../../shared/protocol/settings/notification.ts';
import { parsePresence } from '../../../../shared/protocol/settings/presence-batch.ts';
import { parseProvisioning } from '../../../../shared/protocol/settings/provisioning.ts';
import {
  contactsRequest,
  locationProfileRequest,
  presenceRequest,
  PROVISIONING_GROUPS,
  provisioningRequest,
  selfRequest,
  type SettingsRequest,
} from '../../../../shared/protocol/settings/requests.ts';
import { parseContacts } from '../../../../shared/protocol/settings/roaming-contacts.ts';
import { parseRoamingSelf } from '../../../../shared/protocol/settings/roaming-self.ts';
import { serverConfiguration } from '../../../../shared/protocol/settings/server-configuration.ts';
import type { Result } from '../../../../shared/lib/result.ts';
import { textOf, valuesOf, visitSettings, type Visit } from './testing/ask-settings.ts';

// What a sign-in reads with, put to what the practice company writes: neither knows the other's code.

function read<T>(result: Result<T, unknown>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

function bodyFor(visit: Visit, request: SettingsRequest): Uint8Array {
  const { response } = visit.answerTo(request);
  if (response?.status !== 200) throw new Error(`answered with ${response?.status ?? 'silence'}`);
  return response.body;
}

const provisioningFor = (visit: Visit): ReturnType<typeof parseProvisioning> =>
  parseProvisioning(bodyFor(visit, provisioningRequest(visit)));

describe('the dial plan', () => {
  const visit = visitSettings();
  const profile = read(parseLocationProfile(bodyFor(visit, locationProfileRequest(visit))));

  test('has a name, rules and nothing odd', () => {
    expect(dialPlanOddities(profile)).toEqual([]);
    expect([profile.name, profile.rules.length, profile.externalAccessPrefix]).toEqual(['HQ-Berlin', 6, '9']);
  });

  test.each([
    ['112', '112'],
    ['9110', '110'],
    ['5102', '+493023125102'],
    ['116117', '+49116117'],
    ['0044 20 7946 0900', '+442079460900'],
    ['030 23125 102', '+493023125102'],
    ['23125 900', '+493023125900'],
  ])('makes %s into %s', (typed, result) => {
    expect(tryNumber(profile, typed).outcome).toMatchObject({ kind: 'matched', result });
  });

  test('of the plant is there by its name', () => {
    const named = locationProfileRequest({ ...visit, profileName: 'plant-hamburg' });
    const other = read(parseLocationProfile(bodyFor(visit, named)));
    expect(dialPlanOddities(other)).toEqual([]);
    expect(tryNumber(other, '9123').outcome).toMatchObject({ result: '+494066969123' });
  });
});

describe('provisioning', () => {
  test.each([
    ['inside', false],
    ['outside', true],
  ])('is healthy for a user %s', (_, isOutside) => {
    const provisioning = read(provisioningFor(visitSettings({ isRemote: isOutside })));
    expect(provisioningOddities(provisioning, { isOutside })).toEqual([]);
  });

  test('has every group that is asked for, in all shapes, and the size of a real one', () => {
    const visit = visitSettings();
    const body = bodyFor(visit, provisioningRequest(visit));
    const { groups } = read(parseProvisioning(body));
    expect(body.length).toBeGreaterThan(12_000);
    expect(groups.map(({ known }) => known).sort()).toEqual([...PROVISIONING_GROUPS].sort());
    expect(Object.fromEntries(groups.map(({ name, shape }) => [name, shape]))).toMatchObject({
      ServerConfiguration: 'list',
      ucPolicy: 'list',
      endpointConfiguration: 'list',
      publicationGrammar: 'tree',
      publicProviders: 'empty',
    });
  });

  test('names hosts of the site alone, at port 443', () => {
    const server = serverConfiguration(read(provisioningFor(visitSettings())));
    const urls = (server?.services ?? []).flatMap(({ internal, external }) => [internal, external]);
    const places = urls.flatMap((url) =>
      url === null ? [] : [`${url.place?.host ?? ''}:${url.place?.port ?? ''}`],
    );
    expect([...new Set(places)].sort()).toEqual(['webext.contoso.test:443', 'webint.contoso.test:443']);
    expect([server?.pool?.fqdn, server?.mediaRelay?.fqdn, server?.focusFactory?.uri]).toEqual([
      'pool02.contoso.test',
      'pool02.contoso.test',
      'sip:bob@contoso.test;gruu;opaque=app:conf:focusfactory',
    ]);
  });

  test('sends the address book to a host that is gone', () => {
    const visit = visitSettings({ faults: ['policy-url-unreachable'] });
    const server = serverConfiguration(read(provisioningFor(visit)));
    const hosts = server?.services
      .filter(({ id }) => id === 'address-book')
      .map(({ internal, external }) => [internal?.place?.host, external?.place?.host]);
    expect(hosts).toEqual([['oldabs.contoso.test', 'oldabs.contoso.test']]);
  });

  test('is empty and still a document', () => {
    expect(read(provisioningFor(visitSettings({ faults: ['provisioning-empty'] }))).groups).toEqual([]);
  });
});

describe('contacts', () => {
  test('are a dozen people in three groups, without the user', () => {
    const visit = visitSettings();
    const list = read(parseContacts(bodyFor(visit, contactsRequest(visit))));
    if (list.kind !== 'full') throw new Error('not a list');
    expect([list.storage, list.contacts.length, list.groups.map(({ name }) => name)]).toEqual([
      'server',
      12,
      ['~', 'Accounting', 'Project Rowan'],
    ]);
    const groups = new Set(list.groups.map(({ id }) => id));
    expect(
      list.contacts.every(({ isUriValid, groupIds }) => isUriValid && groupIds.some((id) => groups.has(id))),
    ).toBe(true);
    expect(list.contacts.map(({ uri }) => uri)).not.toContain('sip:bob@contoso.test');
  });

  test('moved to Exchange', () => {
    const visit = visitSettings({ faults: ['contacts-in-exchange'] });
    const list = read(parseContacts(bodyFor(visit, contactsRequest(visit))));
    expect(list).toMatchObject({ kind: 'full', storage: 'exchange', contacts: [] });
  });
});

test('roaming-self tells the state, the line and who may see what', () => {
  const visit = visitSettings();
  const self = read(parseRoamingSelf(bodyFor(visit, selfRequest(visit))));
  expect(self).toMatchObject({
    sections: ['categories', 'containers', 'subscribers', 'delegates'],
    availability: 6_500,
    telephony: { mode: 'Uc', lines: [{ type: 'Uc', uri: 'tel:+493023125102;ext=5102' }] },
    emailAddresses: ['bob@contoso.test'],
    omitted: 0,
  });
  expect([self.containers.length, self.subscribers.length]).toEqual([9, 4]);
});

describe('presence', () => {
  test('comes as a list and a part for each contact', () => {
    const visit = visitSettings();
    const list = read(parseContacts(bodyFor(visit, contactsRequest(visit))));
    const contacts = list.kind === 'full' ? list.contacts.map(({ uri }) => uri) : [];
    const request = presenceRequest({
      ...visit,
      contacts: [...contacts, 'sip:nobody@contoso.test'],
      requestId: 7,
    });
    const { response } = visit.answerTo(request);
    const [type = ''] = valuesOf(response, 'Content-Type');
    const batch = read(parsePresence(type, response?.body ?? new Uint8Array()));
    expect(batch.unread).toEqual([]);
    expect(batch.people.map(({ uri }) => uri)).toEqual(contacts);
    expect(
      batch.people.every(({ categories }) => categories.some(({ availability }) => availability !== null)),
    ).toBe(true);
    expect(batch.list?.resources.at(-1)?.instances[0]).toMatchObject({
      state: 'terminated',
      reason: 'noresource',
    });
    const { isComplete, parts, start } = read(parseMultipart(type, response?.body ?? new Uint8Array()));
    expect([isComplete, parts[0]?.contentId === start]).toEqual([true, true]);
  });
});

describe('services', () => {
  test.each([
    [false, 'intranet'],
    [true, 'internet'],
  ])('the media relay gives new credentials each time (outside: %s)', (isOutside, location) => {
    const visit = visitSettings();
    const mrasUri = serverConfiguration(read(provisioningFor(visit)))?.mediaRelay?.uri ?? '';
    const request = read(mediaRelayRequest({ ...visit, mrasUri, isOutside, requestId: 3 }));
    const [first, second] = [bodyFor(visit, request), bodyFor(visit, request)];
    expect(read(parseMediaRelayAnswer(first))).toEqual({
      reason: 'OK',
      isOk: true,
      hasCredentials: true,
      durationMinutes: 480,
      relays: [{ location, host: 'av.contoso.test', udpPort: 3_478, tcpPort: 443 }],
    });
    expect(textOf({ body: first })).not.toBe(textOf({ body: second }));
  });

  test('the focus factory tells kinds of media and dial-in regions', () => {
    const visit = visitSettings();
    const focusFactoryUri = 'sip:bob@contoso.test;gruu;opaque=app:conf:focusfactory';
    const request = read(conferencingRequest({ ...visit, focusFactoryUri, requestId: 4 }));
    expect(read(parseConferencingCapabilities(bodyFor(visit, request)))).toMatchObject({
      isOk: true,
      media: ['chat', 'audio-video', 'meeting', 'applicationsharing', 'phone-conf'],
      defaultRegion: 'Berlin',
      dialInRegions: [
        { name: 'Berlin', numbers: ['+493023125900'] },
        { name: 'Hamburg' },
        { name: 'London' },
      ],
    });
  });
});

test('an answer with the state in it is told from one without', () => {
  const piggybacked = visitSettings().answerTo(contactsRequest({ address: 'bob@contoso.test' }));
  const plain = visitSettings({ delivery: 'notify' }).answerTo(
    contactsRequest({ address: 'bob@contoso.test' }),
  );
  const carried = [piggybacked, plain].map(({ response }) =>
    response === null ? null : readCarriedState({ kind: 'response', ...response }),
  );
  expect(carried).toEqual([
    {
      delivery: 'piggyback',
      event: 'vnd-microsoft-roaming-contacts',
      contentType: 'application/vnd-microsoft-roaming-contacts+xml',
      subscription: { state: 'active', expiresSeconds: 28_800, reason: null },
    },
    null,
  ]);
});
