import { afterAll, beforeAll, expect, it } from 'vitest';
import { captureSignIn, itReadsTheWire, type CapturedSignIn } from '../support/captured-sign-in.ts';
import { privateRoomNeeds } from '../support/private-room.ts';
import { describeWith } from '../support/programs.ts';
import { tshark } from '../support/tshark.ts';

const room = privateRoomNeeds().map((packageName) => ({ packageName, isInstalled: false }));

const SUBSCRIBED = [
  'vnd-microsoft-provisioning-v2',
  'vnd-microsoft-roaming-contacts',
  'vnd-microsoft-roaming-self',
  'presence',
];
/** Provisioning is asked for just once: there is nothing to end. */
const KEPT = SUBSCRIBED.filter((event) => event !== 'vnd-microsoft-provisioning-v2');

let signIn: CapturedSignIn;
let messages: readonly Message[];

/** A SIP message as tshark reads it, and nothing else. */
interface Message {
  /** null: an answer. */
  readonly method: string | null;
  readonly status: string;
  readonly target: string;
  readonly callId: string;
  readonly cseq: string;
  readonly fromTag: string;
  readonly toTag: string;
  readonly contact: string;
  readonly event: string;
  readonly expires: string;
  readonly isSigned: boolean;
}

async function readMessages(): Promise<readonly Message[]> {
  const read = await signIn.capture.messages(
    'sip',
    'sip.Method',
    'sip.Status-Code',
    'sip.r-uri',
    'sip.Call-ID',
    'sip.CSeq',
    'sip.from.tag',
    'sip.to.tag',
    'sip.contact.uri',
    'sip.Event',
    'sip.Expires',
    'sip.auth.digest.response',
    'sip.Authentication-Info',
  );
  return read.map((message) => ({
    method: message['sip.Method'] === '' ? null : message['sip.Method'],
    status: message['sip.Status-Code'],
    target: message['sip.r-uri'],
    callId: message['sip.Call-ID'],
    cseq: message['sip.CSeq'],
    fromTag: message['sip.from.tag'],
    toTag: message['sip.to.tag'],
    contact: message['sip.contact.uri'],
    event: message['sip.Event'],
    expires: message['sip.Expires'],
    // What clients sign with, and what servers do.
    isSigned: (message['sip.auth.digest.response'] || message['sip.Authentication-Info']) !== '',
  }));
}

const requests = (method: string): readonly Message[] =>
  messages.filter((message) => message.method === method);

/** The final answer to a request: that of its Call-ID, CSeq and From tag (RFC 3261 17.1.3, and 8.1.1.7 without a branch). */
const answerTo = ({ callId, cseq, fromTag }: Message): Message | undefined =>
  messages.find(
    (message) =>
      message.method === null &&
      message.callId === callId &&
      message.cseq === cseq &&
      message.fromTag === fromTag,
  );

const distinct = (values: readonly string[]): number => new Set(values).size;

describeWith([tshark, ...room], 'tshark on a sign-in with settings', () => {
  beforeAll(async () => {
    signIn = await captureSignIn('settings-healthy');
    messages = await readMessages();
  });
  afterAll(async () => signIn[Symbol.asyncDispose]());
  itReadsTheWire(() => signIn);

  it('reads a dialog for each subscription, which we end ourselves', () => {
    const begun = requests('SUBSCRIBE').filter(({ toTag }) => toTag === '');
    const ended = requests('SUBSCRIBE').filter(({ toTag }) => toTag !== '');

    expect(begun.map(({ event }) => event).sort()).toEqual([...SUBSCRIBED].sort());
    expect(begun.every(({ cseq }) => cseq === '1 SUBSCRIBE')).toBe(true);
    expect(distinct(begun.map(({ callId }) => callId))).toBe(SUBSCRIBED.length);
    expect(begun.map((request) => answerTo(request)?.status)).toEqual(SUBSCRIBED.map(() => '200'));

    expect(ended.map(({ event }) => event).sort()).toEqual([...KEPT].sort());
    for (const request of ended) {
      const first = begun.find(({ callId }) => callId === request.callId);
      const accepted = first === undefined ? undefined : answerTo(first);
      // RFC 3261 12.2.1.1: both tags, the next number, and the Contact of the answer as target.
      expect(request).toMatchObject({
        event: first?.event,
        fromTag: first?.fromTag,
        toTag: accepted?.toTag,
        target: accepted?.contact,
        cseq: '2 SUBSCRIBE',
        expires: '0',
      });
      expect(answerTo(request)?.status).toBe('200');
    }
  });

  it('reads three services, each a transaction of its own', () => {
    const services = requests('SERVICE');

    expect(services.map(({ target }) => target).sort()).toEqual([
      'sip:bob@contoso.test;gruu;opaque=app:conf:focusfactory',
      'sip:bob@contoso.test;gruu;opaque=app:locationprofile:get;default',
      expect.stringMatching(/^sip:pool01\.contoso\.test@contoso\.test;gruu;opaque=srvr:MRAS:/),
    ]);
    expect(services.map(({ cseq, toTag }) => [cseq, toTag])).toEqual(services.map(() => ['1 SERVICE', '']));
    expect(distinct(services.map(({ callId }) => callId))).toBe(3);
    expect(services.map((request) => answerTo(request)?.status)).toEqual(['200', '200', '200']);
  });

  it('reads REGISTERs of one Call-ID, of which the last one withdraws the binding', () => {
    const registers = requests('REGISTER');
    const last = registers.at(-1);

    expect(registers.map(({ cseq }) => cseq)).toEqual([1, 2, 3, 4].map((number) => `${number} REGISTER`));
    expect(distinct(registers.map(({ callId }) => callId))).toBe(1);
    expect(registers.map((request) => answerTo(request)?.status)).toEqual(['401', '401', '200', '200']);
    expect(last).toMatchObject({ expires: '0', isSigned: true });
    expect(registers.slice(0, -1).every(({ expires }) => expires !== '0')).toBe(true);
    // Nothing of ours comes after it.
    expect(messages.findLast(({ method }) => method !== null)).toBe(last);
  });

  it('finds a signature on all that follows the logon, of either side', () => {
    const [, , logon] = requests('REGISTER');
    const after = messages.slice(messages.findIndex((message) => message === logon));

    expect(after.length).toBeGreaterThan(20);
    expect(after.filter(({ isSigned }) => !isSigned)).toEqual([]);
  });
});

describeWith([tshark, ...room], 'tshark on settings that come by NOTIFY', () => {
  beforeAll(async () => {
    signIn = await captureSignIn('settings-notify-late');
    messages = await readMessages();
  });
  afterAll(async () => signIn[Symbol.asyncDispose]());
  itReadsTheWire(() => signIn);

  it('reads our answer to each, in the dialog that we began', () => {
    const begun = requests('SUBSCRIBE').filter(({ toTag }) => toTag === '');
    const notifications = requests('NOTIFY');

    expect(notifications.map(({ event }) => event).sort()).toEqual([...SUBSCRIBED].sort());
    for (const notification of notifications) {
      const subscription = begun.find(({ callId }) => callId === notification.callId);
      // Seen from the server, so that the tags change places.
      expect(subscription).toMatchObject({ event: notification.event, fromTag: notification.toTag });
      expect(answerTo(notification)).toMatchObject({
        status: '200',
        fromTag: notification.fromTag,
        toTag: notification.toTag,
      });
    }
  });
});
