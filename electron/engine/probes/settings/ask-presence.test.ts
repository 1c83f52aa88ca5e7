import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import { firstHeader } from '../../../../shared/protocol/sip/message.ts';
import { buildMultipart } from '../../../../shared/protocol/settings/multipart.ts';
import { createLoopbackServers, type LoopbackServers } from '../connectivity/fixtures/loopback-server.ts';
import {
  conclusionOf,
  conclusions,
  registeredAt,
  type SessionSettings,
} from './testing/registered-session.ts';
import { PRESENCE, textBody, topicOf, type Body } from './testing/settings-server.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

/** What is asked, and told, of contacts like these. */
async function asked(contacts: string, presence: Body | null = null, settings: SessionSettings = {}) {
  const { load, server, probe } = await registeredAt(
    servers,
    (at, request) => {
      const topic = topicOf(request);
      if (topic === 'contacts')
        at.reply(request, 200, textBody('text/xml', `<contactList deltaNum="1"${contacts}</contactList>`));
      else if (topic === 'presence' && presence !== null && request.requestUri.includes('@'))
        at.reply(request, 200, presence);
      else at.answer(request);
    },
    settings,
  );
  await load();
  const batches = server.requests.filter(
    (request) => topicOf(request) === 'presence' && firstHeader(request, 'CSeq') === '1 SUBSCRIBE',
  );
  const uris = batches.map(({ body }) =>
    [...new TextDecoder().decode(body).matchAll(/resource uri="([^"]*)"/g)].map(([, uri]) => uri),
  );
  return { batches, uris, probe };
}

test('the presence of all contacts is asked for in one request, once each, without those that nobody can be asked about', async () => {
  const { uris, probe } = await asked(
    '><contact uri="bob@contoso.test"/><contact uri="sip:bob@contoso.test"/><contact uri="sip:carol smith@x"/><contact uri="carol@contoso.test"/>',
  );

  expect(uris).toEqual([['sip:bob@contoso.test', 'sip:carol@contoso.test']]);
  expect(eventsOf(probe.events, 'settings.contacts.read')[0]?.data.invalidUris).toEqual([
    'sip:carol smith@x',
  ]);
});

test.each([
  ['nobody', '>', /no contacts/],
  ['contacts in Exchange', ' ucsmode="migrated"><contact uri="bob@contoso.test"/>', /Exchange/],
  ['nobody who can be asked about', '><contact uri="a b"/>', /address/],
])('of %s it is not asked for', async (_, contacts, detail) => {
  const { batches, probe } = await asked(contacts);

  expect(batches).toEqual([]);
  expect(conclusionOf(probe.events, 'presence')?.data).toMatchObject({ outcome: 'not-asked' });
  expect(conclusionOf(probe.events, 'presence')?.data.detail).toMatch(detail);
});

test('of more contacts than the limit only the first are asked for, and that is told', async () => {
  const contacts = Array.from({ length: 5 }, (_, i) => `<contact uri="c${i}@contoso.test"/>`).join('');
  const { uris, probe } = await asked(`>${contacts}`, null, { limits: { presenceContacts: 2 } });

  expect(uris).toEqual([['sip:c0@contoso.test', 'sip:c1@contoso.test']]);
  expect(eventsOf(probe.events, 'limit.exceeded').map(({ data }) => data.limit)).toEqual([
    'presenceContacts',
  ]);
});

test('other pools are asked in turn, four of them, and each is told for itself', async () => {
  const pools = [
    'POOL2.contoso.test',
    'pool3.contoso.test',
    'pool 4',
    'pool5.contoso.test',
    'pool6.contoso.test',
  ];
  const list = pools.map(
    (pool, i) =>
      `<resource uri="sip:c${i}@contoso.test"><instance id="0" state="resubscribe" poolFqdn="${pool}"/></resource>`,
  );
  const part = (contentType: string, text: string) => ({
    contentType,
    contentId: null,
    body: new TextEncoder().encode(text),
  });
  const bytes = buildMultipart(
    [
      part('application/rlmi+xml', `<list uri="sip:a@b" version="1">${list.join('')}</list>`),
      part('application/msrtc-event-categories+xml', PRESENCE),
    ],
    'b',
  );
  const { batches, uris, probe } = await asked('><contact uri="bob@contoso.test"/>', {
    type: 'multipart/related; boundary=b',
    bytes,
  });

  expect(batches.map(({ requestUri }) => requestUri)).toEqual([
    'sip:alice@contoso.test',
    'sip:pool2.contoso.test',
    'sip:pool3.contoso.test',
    'sip:pool5.contoso.test',
  ]);
  expect(batches.map((request) => firstHeader(request, 'To'))).toEqual(
    Array(4).fill('<sip:alice@contoso.test>'),
  );
  expect(uris.slice(1)).toEqual([['sip:c0@contoso.test'], ['sip:c1@contoso.test'], ['sip:c3@contoso.test']]);
  expect(
    conclusions(probe.events)
      .filter((one) => one.startsWith('presence'))
      .sort(),
  ).toEqual([
    'presence pool 4 not-asked',
    'presence pool2.contoso.test received 200 piggyback',
    'presence pool3.contoso.test received 200 piggyback',
    'presence pool5.contoso.test received 200 piggyback',
    'presence pool6.contoso.test not-asked',
    'presence received 200 piggyback',
  ]);
  expect(
    eventsOf(probe.events, 'settings.subscription.ended').filter(({ data }) => data.request === 'presence'),
  ).toHaveLength(4);
});
