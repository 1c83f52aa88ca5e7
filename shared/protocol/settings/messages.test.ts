import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSipMessage } from '../sip/parse-message.ts';
import type { SipMessage } from '../sip/message.ts';
import { buildMultipart, parseMultipart, type BodyPart, type Multipart } from './multipart.ts';
import { readCarriedState, readSubscriptionState } from './notification.ts';
import { parsePresence, resubscriptions, type PresenceBatch } from './presence-batch.ts';
import { parseRegistrationEvent, readDeregistration } from './registration-event.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array | undefined): string => new TextDecoder('utf-8').decode(body);
const message = (frame: string): SipMessage => {
  const outcome = parseSipMessage(bytes(frame.replace(/\r?\n/g, '\r\n')));
  if (!outcome.ok) throw new Error(outcome.error.detail);
  return outcome.message;
};
const TYPE = 'multipart/related;type="application/rlmi+xml";start="<one@x>";boundary="b-1"';
const parts = (body: string, type = TYPE): Multipart => {
  const read = parseMultipart(type, bytes(body));
  if (!read.ok) throw new Error(read.error.detail);
  return read.value;
};

describe('a multipart body', () => {
  it('is taken apart', () => {
    const body =
      'preamble\r\n--b-1\r\nContent-ID: <one@x>\r\nContent-Type: application/rlmi+xml\r\n\r\n<list/>\r\n\r\n' +
      '--b-1  \r\ncontent-type:text/plain\r\n\r\nline\r\n--b-12 is no boundary\r\n--b-1--\r\nepilogue';
    const read = parts(body);

    expect({ ...read, parts: read.parts.map((part) => ({ ...part, body: text(part.body) })) }).toEqual({
      subtype: 'related',
      start: 'one@x',
      parts: [
        { contentType: 'application/rlmi+xml', contentId: 'one@x', body: '<list/>\r\n' },
        { contentType: 'text/plain', contentId: null, body: 'line\r\n--b-12 is no boundary' },
      ],
      omitted: 0,
      isComplete: true,
    });
  });

  it('may have bare line feeds, parts without headers, and no end', () => {
    const read = parts('--b-1\n\nfirst\n--b-1\n\nsecond');

    expect([read.isComplete, ...read.parts.map(({ body }) => text(body))]).toEqual([
      false,
      'first',
      'second',
    ]);
  });

  it.each([
    ['text/xml', 'x', 'wrong-document'],
    ['', 'x', 'wrong-document'],
    ['multipart/related', '--b\r\n', 'malformed'],
    [`multipart/related;boundary=${'b'.repeat(71)}`, '--b\r\n', 'malformed'],
    ['multipart/mixed;boundary=b', 'no boundary in it', 'malformed'],
    ['multipart/mixed;boundary=b', '', 'empty'],
  ])('of case %# is not one', (type, body, reason) => {
    const read = parseMultipart(type, bytes(body));

    expect(read.ok ? 'read' : read.error.reason).toBe(reason);
  });

  it('has so many parts and no more', () => {
    const read = parts('--b-1\r\n\r\nx\r\n'.repeat(2_003));

    expect([read.parts.length, read.omitted]).toEqual([2_000, 3]);
  });

  it('comes back as it was written', () => {
    const part: fc.Arbitrary<BodyPart> = fc.record({
      contentType: fc.constantFrom(null, 'text/plain', 'application/rlmi+xml'),
      contentId: fc.constantFrom(null, 'a@b'),
      body: fc.uint8Array({ maxLength: 60 }),
    });

    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (written) => {
        const read = parseMultipart('multipart/mixed; boundary="==x=="', buildMultipart(written, '==x=='));

        expect(read.ok && read.value.parts).toEqual(written);
        expect(read.ok && read.value.isComplete).toBe(true);
      }),
    );
  });

  it('is never a crash', () => {
    const pieces = fc.array(
      fc.constantFrom('--b-1', '--', '\r\n', '\n', '\r', ': ', 'Content-Type', 'x', ' '),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          pieces.map((all) => bytes(all.join(''))),
        ),
        fc.string(),
        (body, type) => {
          expect(typeof parseMultipart(TYPE, body).ok).toBe('boolean');
          expect(typeof parseMultipart(type, body).ok).toBe('boolean');
          expect(typeof parsePresence(TYPE, body).ok).toBe('boolean');
        },
      ),
    );
  });
});

describe('presence of several', () => {
  const batch = (type: string, body: Uint8Array): PresenceBatch => {
    const read = parsePresence(type, body);
    if (!read.ok) throw new Error(read.error.detail);
    return read.value;
  };
  const list =
    '<list xmlns="urn:ietf:params:xml:ns:rlmi" uri="sip:alice@contoso.com" version="0" fullState="true">' +
    '<resource uri="sip:bob@contoso.com"><name>Bob</name><instance id="0" state="active" cid="bob@contoso.com"/></resource>' +
    '<resource uri="sip:carol@contoso.com"><instance id="0" state="resubscribe" poolFqdn="Pool-B.contoso.com"/></resource>' +
    '<resource uri="sip:dave@contoso.com"><instance id="0" state="resubscribe" poolFqdn="pool-b.contoso.com"/></resource></list>';
  const state =
    '<categories xmlns="http://schemas.microsoft.com/2006/09/sip/categories" uri="sip:bob@contoso.com">' +
    '<category name="state" instance="1"><state><availability>6500</availability></state></category>' +
    '<category name="note" instance="0"><note><body type="personal">At lunch</body></note></category></categories>';

  it('is read part by part', () => {
    const body = buildMultipart(
      [
        { contentType: 'application/rlmi+xml', contentId: 'list', body: bytes(list) },
        { contentType: 'application/msrtc-event-categories+xml', contentId: 'bob', body: bytes(state) },
        { contentType: 'text/plain', contentId: null, body: bytes('x') },
        {
          contentType: 'application/msrtc-event-categories+xml',
          contentId: null,
          body: bytes('<categories>'),
        },
      ],
      'b-1',
    );
    const read = batch(TYPE, body);

    expect(read.list).toMatchObject({ uri: 'sip:alice@contoso.com', version: 0, isFullState: true });
    expect(read.list?.resources[0]).toMatchObject({ displayName: 'Bob', instances: [{ state: 'active' }] });
    expect(read.people).toMatchObject([
      { uri: 'sip:bob@contoso.com', categories: [{ availability: 6500 }, { note: 'At lunch' }] },
    ]);
    expect(read.unread.map(({ contentType }) => contentType)).toEqual([
      'text/plain',
      'application/msrtc-event-categories+xml',
    ]);
    expect(read.list && resubscriptions(read.list)).toEqual([
      { poolFqdn: 'pool-b.contoso.com', uris: ['sip:carol@contoso.com', 'sip:dave@contoso.com'] },
    ]);
  });

  it('is one document alone in an update', () => {
    expect(batch('application/msrtc-event-categories+xml;charset=utf-8', bytes(state))).toMatchObject({
      list: null,
      people: [{ uri: 'sip:bob@contoso.com' }],
    });
    expect(batch('application/rlmi+xml', bytes(list))).toMatchObject({ people: [], unread: [] });
    expect(parsePresence('application/pidf+xml', bytes('<presence/>')).ok).toBe(false);
  });
});

describe('a registration taken back', () => {
  const frame = readFileSync(
    new URL('./vectors/sip-registration-notify.txt', import.meta.url),
    'utf8',
  ).replace(/^Content-Length: .*\n/m, '');

  it('is told by a NOTIFY', () => {
    const notify = message(frame);

    expect(readDeregistration(notify)).toEqual({
      state: 'deregistered',
      event: 'rejected',
      spelledEvent: 'rejected',
      preferredRegistrar: null,
    });
    expect(readCarriedState(notify)).toEqual({
      delivery: 'notify',
      event: 'registration-notify',
      contentType: 'text/registration-event',
      subscription: { state: 'terminated', expiresSeconds: 0, reason: null },
    });
  });

  it('names the registrar to go to', () => {
    const moved = frame
      .replace('event=rejected', 'event=preferred-registrar-change')
      .replace('Event: ', 'P-Preferred-Registrar: sip:pool-b.contoso.com:5061;transport=tls\nEvent: ');

    expect(readDeregistration(message(moved))).toMatchObject({
      event: 'preferred-registrar-change',
      preferredRegistrar: 'sip:pool-b.contoso.com:5061;transport=tls',
    });
  });

  it.each([
    ['Event: registration-notify', 'Event: presence'],
    ['text/registration-event', 'text/plain'],
    ['deregistered;', 'registered;'],
    ['deregistered;event=rejected', ''],
  ])('is not told by a NOTIFY with %j changed into %j', (from, to) => {
    expect(readDeregistration(message(frame.replace(from, to)))).toBeNull();
  });

  it.each([
    [' deregistered ; event = Deactivated\r\n', ['deregistered', 'deactivated', 'Deactivated']],
    ['deregistered;event=meteor', ['deregistered', 'other', 'meteor']],
    ['deregistered', ['deregistered', 'other', null]],
    ['', 'empty'],
    ['<xml/>', 'malformed'],
    ['a b', 'malformed'],
    ['a'.repeat(2_000), 'too-large'],
  ])('has a body, case %#, which says so', (body, expected) => {
    const read = parseRegistrationEvent(body);

    expect(
      read.ok ? [read.value.state, read.value.event, read.value.spelledEvent] : read.error.reason,
    ).toEqual(expected);
  });

  it('is never a crash', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (body) => {
        expect(typeof parseRegistrationEvent(body).ok).toBe('boolean');
      }),
    );
  });
});

describe('state carried by a message', () => {
  const answer = (headers: string, body = ''): SipMessage => message(`SIP/2.0 200 OK\n${headers}\n\n${body}`);

  it.each([
    ['ms-piggyback-cseq: 1\nEvent: presence;id=1', '', 'piggyback'],
    ['subscription-state: active;expires=600', '<a/>', 'piggyback'],
    ['subscription-state: active', '', undefined],
    ['Content-Type: text/xml', '<a/>', undefined],
  ])('%j %j is %s', (headers, body, delivery) =>
    expect(readCarriedState(answer(headers, body))?.delivery).toBe(delivery),
  );

  it('is that of a BENOTIFY, which is not answered', () => {
    expect(readCarriedState(message('BENOTIFY sip:a@b SIP/2.0\nEvent: presence\n\n'))).toMatchObject({
      delivery: 'benotify',
      event: 'presence',
      subscription: null,
    });
    expect(readCarriedState(message('OPTIONS sip:a@b SIP/2.0\nEvent: presence\n\n'))).toBeNull();
  });

  it('has a subscription state', () => {
    expect(readSubscriptionState('Terminated;reason=timeout;expires=x')).toEqual({
      state: 'terminated',
      expiresSeconds: null,
      reason: 'timeout',
    });
    expect(readSubscriptionState(';')).toBeNull();
  });
});
