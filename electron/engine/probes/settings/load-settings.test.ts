import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventsOf } from '../../../../shared/events/catalogue.ts';
import { firstHeader, headerValues, type SipRequest } from '../../../../shared/protocol/sip/message.ts';
import { createVirtualClock } from '../../testing/virtual-clock.ts';
import { createLoopbackServers, type LoopbackServers } from '../connectivity/fixtures/loopback-server.ts';
import { conclusionOf, conclusions, registeredAt, waitFor } from './testing/registered-session.ts';
import {
  healthyBody,
  NO_BODY,
  notification,
  response,
  textBody,
  topicOf,
  type SettingsServer,
  type SettingsTopic,
} from './testing/settings-server.ts';

let servers: LoopbackServers;

beforeEach(() => {
  servers = createLoopbackServers();
});
afterEach(() => servers.close());

type Script = (server: SettingsServer, request: SipRequest) => void;

/** Healthy in everything but one. */
function but(topic: SettingsTopic, script: Script): Script {
  return (server, request) => {
    if (topicOf(request) === topic && firstHeader(request, 'CSeq') === `1 ${request.method}`)
      script(server, request);
    else server.answer(request);
  };
}

const healthy: Script = (server, request) => server.answer(request);

const HEALTHY = [
  'provisioning received 200 piggyback',
  'contacts received 200 piggyback',
  'self received 200 piggyback',
  'location-profile received 200 answer',
  'media-relay received 200 answer',
  'conferencing received 200 answer',
  'presence received 200 piggyback',
];

describe('the settings of a healthy server', () => {
  it('are all read, and the subscriptions ended', async () => {
    const { load, server, probe } = await registeredAt(servers, healthy);
    await load();

    expect([...conclusions(probe.events)].sort()).toEqual([...HEALTHY].sort());
    expect(
      eventsOf(probe.events, 'settings.subscription.ended').map(({ data }) => [data.request, data.status]),
    ).toEqual([
      ['contacts', 200],
      ['self', 200],
      ['presence', 200],
    ]);
    expect(server.signatures.every(Boolean)).toBe(true);
    expect(
      eventsOf(probe.events, 'authentication.signature.checked').every(
        ({ data, step }) => data.valid && step === 'settings',
      ),
    ).toBe(true);
    expect(probe.events.some(({ kind }) => kind === 'sip.message.rejected')).toBe(false);
  });

  it('are asked for at once, each in a dialog of its own', async () => {
    const held: SipRequest[] = [];
    const { load, server, probe } = await registeredAt(servers, (at, request) => {
      held.push(request);
      if (held.length === 4) for (const one of held) at.answer(one);
      else if (held.length > 4) at.answer(request);
    });
    await load();

    const first = server.requests.slice(0, 4);
    expect(first.map(topicOf)).toEqual(['provisioning', 'contacts', 'self', 'location-profile']);
    expect(new Set(first.map((request) => firstHeader(request, 'Call-ID'))).size).toBe(4);
    expect(new Set(first.map((request) => firstHeader(request, 'From'))).size).toBe(4);
    expect(first.map((request) => firstHeader(request, 'Contact'))).toEqual(
      Array(4).fill('<sip:alice@contoso.test;opaque=user:epid:abc;gruu>'),
    );
    expect(first.map((request) => firstHeader(request, 'CSeq'))).toEqual([
      '1 SUBSCRIBE',
      '1 SUBSCRIBE',
      '1 SUBSCRIBE',
      '1 SERVICE',
    ]);
    expect(conclusions(probe.events)).toHaveLength(7);
  });

  it('are told as what they are', async () => {
    const { load, probe } = await registeredAt(servers, healthy);
    await load();

    const { events } = probe;
    expect(eventsOf(events, 'settings.contacts.read')[0]?.data).toMatchObject({ storage: 'server' });
    expect(eventsOf(events, 'settings.presence.read')[0]?.data).toMatchObject({
      people: 1,
      states: [{ availability: 'available', people: 1 }],
    });
    expect(eventsOf(events, 'settings.media-relay.read')[0]?.data).toMatchObject({
      isOk: true,
      hasCredentials: true,
    });
    // The document right before its conclusion, and both told by the same message.
    for (const read of events.filter(({ kind }) => /^settings\..*\.read$/.test(kind))) {
      expect(events[read.seq + 1]).toMatchObject({ kind: 'settings.request.concluded', cause: read.cause });
    }
    expect(JSON.stringify(events)).not.toMatch(/bGFiLXVzZXJu|bGFiLXBhc3N3/);
  });

  it('end their dialogs where the server said that they lead', async () => {
    const { load, server } = await registeredAt(
      servers,
      but('contacts', (at, request) => {
        at.reply(request, 200, healthyBody('contacts'), [
          { name: 'Contact', value: '<sip:fe01.contoso.test:5061;transport=tls>' },
          { name: 'Record-Route', value: '<sip:a.contoso.test;lr>, <sip:b.contoso.test;lr>' },
        ]);
      }),
    );
    await load();

    const last = server.requests.filter((request) => topicOf(request) === 'contacts').at(-1);
    if (last === undefined) throw new Error('no request');
    expect(last.requestUri).toBe('sip:fe01.contoso.test:5061;transport=tls');
    expect(headerValues(last, 'Route')).toEqual(['<sip:b.contoso.test;lr>', '<sip:a.contoso.test;lr>']);
    expect([firstHeader(last, 'CSeq'), firstHeader(last, 'Expires')]).toEqual(['2 SUBSCRIBE', '0']);
    expect(firstHeader(last, 'To')).toBe('<sip:alice@contoso.test>;tag=5E61CCD9');
  });
});

describe('data that come by themselves', () => {
  it.each([
    [
      'after',
      (at: SettingsServer, request: SipRequest) => {
        at.reply(request, 200);
        at.notify(request, healthyBody('self'));
      },
    ],
    [
      'before',
      (at: SettingsServer, request: SipRequest) => {
        at.notify(request, healthyBody('self'));
        at.reply(request, 200);
      },
    ],
  ] as const)('are taken %s the answer, and confirmed', async (_, script) => {
    const { load, server, probe } = await registeredAt(servers, but('self', script));
    await load();

    expect(conclusions(probe.events)).toContain('self received 200 notify');
    expect(server.answers.map(({ status }) => status)).toEqual([200]);
    expect(server.signatures.every(Boolean)).toBe(true);
    const sent = eventsOf(probe.events, 'sip.response.sent')[0];
    const received = eventsOf(probe.events, 'sip.request.received')[0];
    expect(sent).toMatchObject({ cause: received?.seq, step: 'settings', data: { status: 200 } });
    expect(eventsOf(probe.events, 'settings.self.read')[0]?.cause).toBe(received?.seq);
  });

  it('in a BENOTIFY are never confirmed', async () => {
    const { load, server, probe } = await registeredAt(
      servers,
      but('self', (at, request) => {
        at.reply(request, 200);
        at.notify(request, healthyBody('self'), 'BENOTIFY');
      }),
    );
    await load();

    expect(conclusions(probe.events)).toContain('self received 200 benotify');
    expect(server.answers).toEqual([]);
  });

  it('after the first ones are changes: confirmed, and no more', async () => {
    const { load, server, probe } = await registeredAt(
      servers,
      but('self', (at, request) => {
        at.answer(request);
        at.notify(request, textBody('text/plain', 'garbage'));
      }),
    );
    await load();

    expect(conclusions(probe.events)).toContain('self received 200 piggyback');
    expect(server.answers.map(({ status }) => status)).toEqual([200]);
  });

  it('may follow an empty first notification', async () => {
    const { load, probe } = await registeredAt(
      servers,
      but('self', (at, request) => {
        at.reply(request, 200);
        at.notify(request, NO_BODY, 'NOTIFY', 'pending');
        at.notify(request, healthyBody('self'));
      }),
    );
    await load();

    expect(conclusions(probe.events)).toContain('self received 200 notify');
  });

  it('of nobody’s subscription are refused', async () => {
    const stray = (request: SipRequest, name: string, value: string): SipRequest => ({
      ...notification(request, healthyBody('self')),
      headers: notification(request, healthyBody('self')).headers.map((header) =>
        header.name === name ? { name, value } : header,
      ),
    });
    const { load, server } = await registeredAt(
      servers,
      but('self', (at, request) => {
        at.say(stray(request, 'Call-ID', 'another'));
        at.say(stray(request, 'Event', 'presence'));
        at.say(stray(request, 'To', '<sip:alice@contoso.test>;tag=another'));
        at.answer(request);
      }),
    );
    await load();

    expect(server.answers.map(({ status }) => status)).toEqual([481, 481, 481]);
  });

  it('count without a signature, and not with a wrong one', async () => {
    const { load, server, probe } = await registeredAt(
      servers,
      but('self', (at, request) => {
        const forged = notification(request, textBody('text/plain', 'garbage'));
        const value = 'NTLM rspauth="00", srand="1", snum="9", targetname="fe01.contoso.test"';
        at.sayUnsigned({ ...forged, headers: [...forged.headers, { name: 'Authentication-Info', value }] });
        at.reply(request, 200);
        at.sayUnsigned(notification(request, healthyBody('self')));
      }),
    );
    await load();

    expect(conclusions(probe.events)).toContain('self received 200 notify');
    expect(server.answers.map(({ status }) => status)).toEqual([200]);
    expect(
      eventsOf(probe.events, 'authentication.signature.checked').filter(({ data }) => !data.valid),
    ).toHaveLength(1);
  });

  it('that do not come are no data', async () => {
    const { load, probe } = await registeredAt(
      servers,
      but('self', (at, request) => at.reply(request, 200)),
      {
        limits: { notifyMs: 30 },
      },
    );
    await load();

    expect(conclusionOf(probe.events, 'self')?.data).toMatchObject({
      outcome: 'no-data',
      status: 200,
      detail: 'No notification came within 30 ms.',
    });
  });

  it('are not waited for when the server ends the subscription, or brings nothing', async () => {
    const { load, probe } = await registeredAt(servers, (at, request) => {
      if (topicOf(request) === 'self') {
        at.reply(request, 200);
        at.notify(request, NO_BODY, 'NOTIFY', 'terminated;reason=noresource');
      } else if (topicOf(request) === 'contacts') {
        at.reply(request, 200, NO_BODY, [{ name: 'ms-piggyback-cseq', value: '1' }]);
      } else at.answer(request);
    });
    await load();

    expect(conclusionOf(probe.events, 'self')?.data.detail).toBe(
      'The server ended the subscription: noresource.',
    );
    expect(conclusionOf(probe.events, 'contacts')?.data).toMatchObject({ outcome: 'no-data' });
    // Nothing to ask about, and nothing to end of the one that is over.
    expect(conclusions(probe.events)).toContain('presence not-asked');
    expect(eventsOf(probe.events, 'settings.subscription.ended').map(({ data }) => data.request)).toEqual([
      'contacts',
    ]);
  });
});

describe('one failure', () => {
  it.each([401, 403, 404, 407, 481, 488, 503])('of status %i hides nothing else', async (status) => {
    const { load, probe } = await registeredAt(
      servers,
      but('provisioning', (at, request) => at.reply(request, status)),
    );
    await load();

    expect([...conclusions(probe.events)].sort()).toEqual([
      'conferencing not-asked',
      'contacts received 200 piggyback',
      'location-profile received 200 answer',
      'media-relay not-asked',
      'presence received 200 piggyback',
      `provisioning refused ${status}`,
      'self received 200 piggyback',
    ]);
  });

  it.each([
    ['garbage', 'provisioning', textBody('text/plain', 'not XML')],
    ['a web page', 'contacts', textBody('text/html', '<html></html>')],
    ['another document', 'self', textBody('text/xml', '<other/>')],
    [
      'nonsense bytes',
      'location-profile',
      { type: null, bytes: Uint8Array.from({ length: 500 }, (_, i) => i & 0xff) },
    ],
    ['a change', 'contacts', textBody('text/xml', '<contactDelta deltaNum="2" prevDeltaNum="1"/>')],
    ['no multipart', 'presence', textBody('multipart/related', 'x')],
    ['depth without end', 'self', textBody('text/xml', '<a>'.repeat(50_000))],
  ] as const)('by %s (%s) is an invalid document', async (_, topic, body) => {
    const { load, probe } = await registeredAt(
      servers,
      but(topic, (at, request) => at.reply(request, 200, body)),
    );
    await load();

    expect(conclusionOf(probe.events, topic)?.data).toMatchObject({ outcome: 'invalid', status: 200 });
    expect(conclusionOf(probe.events, topic)?.data.detail).not.toBeNull();
  });

  it('is told by the service itself, too', async () => {
    const { load, probe } = await registeredAt(servers, (at, request) => {
      if (topicOf(request) === 'media-relay')
        at.reply(request, 200, textBody('text/xml', '<response reasonPhrase="Server Busy"/>'));
      else if (topicOf(request) === 'conferencing')
        at.reply(request, 200, textBody('text/xml', '<response code="forbidden"/>'));
      else at.answer(request);
    });
    await load();

    expect(conclusionOf(probe.events, 'media-relay')?.data).toMatchObject({
      outcome: 'failed-inside',
      detail: 'Server Busy',
    });
    expect(conclusionOf(probe.events, 'conferencing')?.data).toMatchObject({
      outcome: 'failed-inside',
      detail: 'forbidden',
    });
    expect(eventsOf(probe.events, 'settings.media-relay.read')[0]?.data.isOk).toBe(false);
  });

  it('by a wrong signature is no document, whatever it says', async () => {
    const { load, probe } = await registeredAt(
      servers,
      but('self', (at, request) => {
        const value = 'NTLM rspauth="00", srand="1", snum="9", targetname="fe01.contoso.test"';
        const forged = response(request, 200, healthyBody('self'), [{ name: 'Authentication-Info', value }]);
        at.sayUnsigned(forged);
      }),
    );
    await load();

    expect(conclusionOf(probe.events, 'self')?.data).toMatchObject({ outcome: 'invalid', status: 200 });
    expect(eventsOf(probe.events, 'settings.self.read')).toEqual([]);
  });

  it('by silence ends at the limit', async () => {
    const clock = createVirtualClock();
    const { load, server, probe } = await registeredAt(
      servers,
      but('provisioning', () => undefined),
      { ports: { clock } },
    );
    const loading = load();
    await waitFor(() => conclusions(probe.events).length === 4 && server.request('presence') !== undefined);
    await clock.advance(10_000);
    await loading;

    expect(conclusionOf(probe.events, 'provisioning')?.data).toMatchObject({
      outcome: 'no-answer',
      tookMs: 10_000,
    });
    expect(conclusions(probe.events)).toHaveLength(7);
  });
});

describe('what the server does not offer', () => {
  it('is not asked for', async () => {
    const { load, server, probe } = await registeredAt(servers, healthy);
    await load({ allowEvents: ['vnd-microsoft-roaming-contacts', 'presence'], supported: [] });

    expect(server.requests.slice(0, 2).map(topicOf)).toEqual(['contacts', 'location-profile']);
    expect(conclusionOf(probe.events, 'provisioning')?.data).toMatchObject({
      outcome: 'not-asked',
      detail: 'The server does not offer vnd-microsoft-provisioning-v2 (Allow-Events).',
    });
    expect(conclusionOf(probe.events, 'presence')?.data.detail).toMatch(/adhoclist/);
    expect(conclusions(probe.events)).toHaveLength(7);
  });

  it('is not asked for where provisioning does not name it', async () => {
    const empty = textBody('text/xml', '<provisionGroupList/>');
    const { load, probe } = await registeredAt(
      servers,
      but('provisioning', (at, request) => at.reply(request, 200, empty)),
    );
    await load();

    expect(conclusions(probe.events)).toContain('provisioning received 200 piggyback');
    expect(conclusionOf(probe.events, 'media-relay')?.data.detail).toMatch(/mrasUri/);
    expect(conclusionOf(probe.events, 'conferencing')?.data.detail).toMatch(/focusFactoryUri/);
  });
});
