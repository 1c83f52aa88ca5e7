import { afterEach, describe, expect, test } from 'vitest';
import {
  firstHeader,
  headerValues,
  withHeader,
  type SipRequest,
  type SipResponse,
} from '../../shared/protocol/sip/message.ts';
import {
  contactsRequest,
  locationProfileRequest,
  provisioningRequest,
  selfRequest,
  type SettingsRequest,
} from '../../shared/protocol/settings/requests.ts';
import { startLab, type Lab } from './lab.ts';
import { gruuOf } from './nodes/bindings.ts';
import { BOB, signInByNtlm } from './testing/ntlm-sign-in.ts';
import {
  answerTo,
  authorized,
  createEndpoint,
  isSignedByServer,
  openLine,
  signed,
  type ClientAssociation,
  type Line,
} from './testing/sip-client.ts';

const ADDRESS = 'bob@contoso.test';
const EPID = '8248ca9ebb';
const open: (Lab | Line)[] = [];

afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

interface SignedIn {
  readonly lab: Lab;
  readonly line: Line;
  readonly association: ClientAssociation;
  readonly ok: SipResponse;
  /** The signed request. */
  readonly request: (settings: SettingsRequest, changes?: Readonly<Record<string, string>>) => SipRequest;
  readonly leave: () => Promise<SipResponse | null>;
}

async function signIn(scenario: string): Promise<SignedIn> {
  const lab = await startLab(scenario);
  const line = await openLine(lab);
  open.push(line, lab);
  const endpoint = createEndpoint(ADDRESS, EPID);
  const { answers, association } = await signInByNtlm(line.ask, endpoint, BOB);
  let cnum = 1;
  const signNext = (request: SipRequest): SipRequest => {
    cnum += 1;
    return signed(request, association, cnum);
  };
  return {
    lab,
    line,
    association,
    ok: answers[2]!,
    request({ method, target, headers, body }, changes = {}) {
      const bare = endpoint.request(
        {
          'Call-ID': `call-${cnum}`,
          To: `<${target}>`,
          Contact: `<${gruuOf({ address: ADDRESS, epid: EPID })}>`,
          Event: null,
          Supported: null,
        },
        method,
      );
      const own = { ...bare, requestUri: target, headers: [...bare.headers, ...headers], body };
      const changed = Object.entries(changes).reduce(
        (kept, [name, value]) => withHeader(kept, name, value),
        own,
      );
      return signNext(changed);
    },
    leave: () => line.ask(signNext(endpoint.request({ Expires: '0' })), 500),
  };
}

const NO_PIGGYBACK = { piggyback: false, benotify: false };

/** Entries about what was verified, and about what was wrong. */
function remarks(lab: Lab): readonly string[] {
  return lab.ledger.entries.flatMap(({ verified, ok, what }) =>
    verified === undefined && ok ? [] : [`${verified ?? what} ${ok ? 'right' : 'wrong'}`],
  );
}

function settingsRemarks(lab: Lab): readonly string[] {
  return remarks(lab).filter((remark) => !remark.startsWith('ntlm-'));
}

test('requests that come in one segment are all answered, and signed', async () => {
  const { lab, line, association, request } = await signIn('settings-healthy');
  const asked = [
    provisioningRequest({ address: ADDRESS }),
    contactsRequest({ address: ADDRESS }),
    selfRequest({ address: ADDRESS }),
    locationProfileRequest({ address: ADDRESS }),
  ].map((settings) => request(settings));

  const [first, ...others] = asked;
  line.send(...others);
  const answers = [await line.ask(first!)];
  for (const one of others) answers.push(await line.answer(one));

  expect(answers.map((answer) => answer?.status)).toEqual([200, 200, 200, 200]);
  expect(answers.every((answer) => isSignedByServer(answer!, association))).toBe(true);
  expect(answers.every((answer) => answer!.body.length > 0)).toBe(true);
  expect(firstHeader(answers[1]!, 'Contact')).toBe('<sip:fe01.contoso.test:5061;transport=tls>');
  expect(lab.registrar.subscriptions().map(({ event }) => event)).toEqual([
    'vnd-microsoft-roaming-contacts',
    'vnd-microsoft-roaming-self',
  ]);
  expect(remarks(lab).filter((remark) => remark.endsWith('wrong'))).toEqual([]);
});

test('a silent request does not hold up the others', async () => {
  const { line, request } = await signIn('provisioning-timeout');
  const silent = request(provisioningRequest({ address: ADDRESS }));
  const other = request(locationProfileRequest({ address: ADDRESS }));

  line.send(silent, other);

  expect((await line.answer(other))?.status).toBe(200);
  expect(await line.answer(silent, 200)).toBeNull();
});

test('what does not bear the GRUU is answered and noted', async () => {
  const { lab, line, request } = await signIn('settings-healthy');

  const answer = await line.ask(
    request(locationProfileRequest({ address: ADDRESS }), { Contact: '<sip:192.0.2.10:50123>' }),
  );

  expect(answer?.status).toBe(200);
  expect(lab.ledger.entries.at(-1)).toMatchObject({
    ok: false,
    what: expect.stringContaining('not the GRUU') as unknown,
  });
});

test('a subscription ends with the sign-out', async () => {
  const { lab, line, request, leave } = await signIn('settings-healthy');
  await line.ask(request(contactsRequest({ address: ADDRESS })));
  const during = lab.registrar.subscriptions();

  await leave();

  expect(during).toEqual([{ address: ADDRESS, epid: EPID, event: 'vnd-microsoft-roaming-contacts' }]);
  expect(lab.registrar.subscriptions()).toEqual([]);
  expect(lab.registrar.registrations()).toEqual([]);
});

describe('a NOTIFY', () => {
  test('is a signed request in the dialog of the SUBSCRIBE, and its answer is noted', async () => {
    const { lab, line, association, request } = await signIn('settings-notify-late');
    const asked = request(contactsRequest({ address: ADDRESS, delivery: NO_PIGGYBACK }));
    const ok = await line.ask(asked);
    const notify = (await line.hear())!;
    line.send(answerTo(notify));
    await line.ask(request(locationProfileRequest({ address: ADDRESS })));

    expect(ok?.body).toHaveLength(0);
    expect(notify.method).toBe('NOTIFY');
    expect(isSignedByServer(notify, association)).toBe(true);
    expect(notify.requestUri).toMatch(/^sip:127\.0\.0\.1:\d+;transport=tls;ms-opaque=fad3dfab32;/);
    expect(['From', 'To', 'Call-ID', 'CSeq', 'Event'].map((name) => firstHeader(notify, name))).toEqual([
      firstHeader(ok!, 'To'),
      firstHeader(asked, 'From'),
      firstHeader(asked, 'Call-ID'),
      '1 NOTIFY',
      'vnd-microsoft-roaming-contacts',
    ]);
    expect(firstHeader(notify, 'Via')).toContain(';branch=z9hG4bK');
    expect(notify.body.length).toBeGreaterThan(0);
    expect(settingsRemarks(lab)).toEqual(['notify-answer right']);
  });

  test('is not well answered by a refusal, nor by a wrong signature', async () => {
    const { lab, line, association, request } = await signIn('settings-notify-late');
    for (const status of [481, 200]) {
      await line.ask(request(contactsRequest({ address: ADDRESS, delivery: NO_PIGGYBACK })));
      const answer = answerTo((await line.hear())!, status);
      const signature = { crand: '01', cnum: '90', response: '00'.repeat(16) };
      line.send(status === 200 ? authorized(answer, association, { signature }) : answer);
    }
    await line.ask(request(locationProfileRequest({ address: ADDRESS })));

    expect(settingsRemarks(lab)).toEqual(['notify-answer wrong', 'notify-answer wrong']);
    expect(remarks(lab).slice(-3)).toContain('ntlm-signature wrong');
  });

  test('that is answered with a right signature is so noted, and an answer to nothing is not', async () => {
    const { lab, line, association, request } = await signIn('settings-notify-late');
    await line.ask(request(contactsRequest({ address: ADDRESS, delivery: NO_PIGGYBACK })));
    const answer = answerTo((await line.hear())!);
    line.send(withHeader(answer, 'Call-ID', 'other'), signed(answer, association, 90), answer);
    await line.ask(request(locationProfileRequest({ address: ADDRESS })));

    expect(settingsRemarks(lab)).toEqual(['notify-answer right']);
    expect(remarks(lab)).not.toContain('ntlm-signature wrong');
  });

  test('does not follow whoever has signed out', async () => {
    const { lab, line, request, leave } = await signIn('settings-notify-late');
    await line.ask(request(contactsRequest({ address: ADDRESS, delivery: NO_PIGGYBACK })));

    await leave();

    expect(await line.hear(1_500)).toBeNull();
    expect(settingsRemarks(lab)).toEqual([]);
  });
});

test('the server that sends late keeps the connection alive meanwhile, and notes the answer', async () => {
  const { lab, line, ok, request } = await signIn('settings-notify-late');
  await line.ask(request(contactsRequest({ address: ADDRESS, delivery: NO_PIGGYBACK })));
  await line.hear();
  line.sendEmptyLine();
  await line.ask(request(locationProfileRequest({ address: ADDRESS })));

  expect(firstHeader(ok, 'ms-keep-alive')).toContain('timeout=1');
  expect(line.keepAlives()).toBe(2);
  expect(settingsRemarks(lab)).toEqual(['keep-alive-answer right']);
});

describe('a BENOTIFY', () => {
  test('is not to be answered: silence is right', async () => {
    const { lab, line, association, request, leave } = await signIn('settings-benotify');
    await line.ask(request(contactsRequest({ address: ADDRESS })));
    const benotify = (await line.hear())!;

    await leave();

    expect([benotify.method, firstHeader(benotify, 'CSeq')]).toEqual(['BENOTIFY', '1 BENOTIFY']);
    expect(isSignedByServer(benotify, association)).toBe(true);
    expect(settingsRemarks(lab)).toEqual(['benotify-silence right']);
  });

  test('and an answer is wrong', async () => {
    const { lab, line, request, leave } = await signIn('settings-benotify');
    await line.ask(request(contactsRequest({ address: ADDRESS })));
    line.send(answerTo((await line.hear())!));

    await leave();

    expect(settingsRemarks(lab)).toEqual(['benotify-silence wrong']);
  });
});

test('a dropped connection leaves the binding behind, and what was due before it is written', async () => {
  const { lab, line, request } = await signIn('dropped-mid-settings');
  const asked = [
    provisioningRequest({ address: ADDRESS }),
    contactsRequest({ address: ADDRESS }),
    selfRequest({ address: ADDRESS }),
  ].map((settings) => request(settings));

  line.send(...asked);
  const first = await line.answer(asked[0]!);
  await line.isClosed;

  expect(first?.status).toBe(200);
  expect(await line.answer(asked[2]!, 100)).toBeNull();
  expect(lab.registrar.registrations()).toEqual([{ address: ADDRESS, epid: EPID }]);
});

test('unregister-lost signs out and says nothing', async () => {
  const { lab, line, request, leave } = await signIn('unregister-lost');

  const answer = await leave();
  const after = await line.ask(request(locationProfileRequest({ address: ADDRESS })));

  expect(answer).toBeNull();
  expect(lab.registrar.registrations()).toEqual([]);
  expect(after?.status).toBe(200);
});

test('each pool has its own names in the settings', async () => {
  const { ok, line, request } = await signIn('settings-healthy');
  const { body } = (await line.ask(request(provisioningRequest({ address: ADDRESS }))))!;

  expect(new TextDecoder().decode(body)).toContain('pool01.contoso.test');
  expect(headerValues(ok, 'Contact')).toHaveLength(2);
});
