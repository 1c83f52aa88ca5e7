import { afterEach, expect, test } from 'vitest';
import type { WebTicketFault } from '../faults.ts';
import {
  AUTH_URL,
  connectWeb,
  getTicket,
  inner,
  postWithNtlm,
  PROOF_URL,
  startPracticeWeb,
  ticketIn,
  ticketRequest,
  WEB,
  type Answer,
  type LogonChoices,
  type PracticeWeb,
  type TicketWish,
} from '../testing/web-service-client.ts';
import { spnegoContinuing } from './web-ticket-spnego.ts';

const AUTH = new URL(AUTH_URL).pathname;
const WEB_TICKET = '/WebTicket/WebTicketService.svc';
const started: PracticeWeb[] = [];

async function start(settings: Parameters<typeof startPracticeWeb>[0] = {}): Promise<PracticeWeb> {
  const web = await startPracticeWeb(settings);
  started.push(web);
  return web;
}
afterEach(async () => {
  for (const web of started.splice(0)) await web[Symbol.asyncDispose]();
});

async function logOn(
  web: PracticeWeb,
  user = 'alice',
  choices: LogonChoices = {},
  wish: TicketWish = {},
): Promise<Answer> {
  using connection = connectWeb(web);
  return await postWithNtlm(connection, AUTH, ticketRequest(wish), user, choices);
}

test.each(['/WebTicket/WebTicketService.svc/mex', '/CertProv/CertProvisioningService.svc/mex'])(
  '%s answers GET and POST alike, in any spelling',
  async (path) => {
    const web = await start();
    using connection = connectWeb(web);

    const bare = await connection.send('GET', path);
    const enveloped = await connection.send('POST', path.toUpperCase(), '<s:Envelope/>');

    expect([bare.status, enveloped.status]).toEqual([200, 200]);
    expect(bare.headers['content-type']).toBe('text/xml; charset=utf-8');
    const wsdl = bare.body.slice(bare.body.indexOf('<wsdl:'));
    expect(enveloped.body).toContain(wsdl);
    expect(enveloped.body).toContain('<s:Body><wsx:Metadata');
  },
);

test('metadata names the ports and who issues tickets', async () => {
  const web = await start();
  using connection = connectWeb(web);

  const webTicket = await connection.send('GET', `${WEB_TICKET}/mex`);
  const certProv = await connection.send('GET', '/CertProv/CertProvisioningService.svc/mex');

  expect(webTicket.body).toContain('name="WebTicketServiceWinNegotiate"');
  expect(webTicket.body).toContain(`location="${AUTH_URL}"`);
  expect(certProv.body).toContain(`location="${PROOF_URL}"`);
  expect(certProv.body).toContain('EndorsingSupportingTokens');
  expect(inner(certProv.body, 'Address')).toBe(`https://${WEB}${WEB_TICKET}`);
});

test('asks for Windows authentication in two headers', async () => {
  const web = await start();
  using connection = connectWeb(web);

  const answer = await connection.send('POST', AUTH, ticketRequest());

  expect(answer).toMatchObject({ status: 401, challenges: ['Negotiate', 'NTLM'] });
  expect(web.directory.attempts).toEqual([]);
});

test.each<[string, LogonChoices]>([
  ['NTLM', {}],
  ['NTLM without a MIC', { withMic: false }],
  ['NTLM inside of Negotiate', { scheme: 'Negotiate' }],
  [
    'NTLM inside of SPNEGO',
    {
      scheme: 'Negotiate',
      wrap: spnegoContinuing,
      unwrap: (token) => token.subarray(Buffer.from(token).indexOf('NTLMSSP')),
    },
  ],
])('%s brings a ticket', async (_, choices) => {
  const web = await start();

  const answer = await logOn(web, 'alice', choices);

  expect(answer.status).toBe(200);
  const ticket = ticketIn(answer.body, Buffer.alloc(32));
  expect(ticket.assertion).toContain('AssertionID="SamlSecurityToken-');
  expect(inner(ticket.assertion, 'NameIdentifier')).toBe('sip:alice@contoso.test');
  expect(inner(ticket.assertion, 'Audience')).toBe(PROOF_URL);
  expect(Date.parse(ticket.expires) - Date.parse(ticket.created)).toBe(8 * 3_600_000);
  expect(Buffer.from(inner(inner(answer.body, 'Entropy'), 'BinarySecret'), 'base64')).toHaveLength(32);
  // Clients copy these as text into what they sign.
  expect(answer.body).toContain(`<wsu:Created>${ticket.created}</wsu:Created><wsu:Expires>`);
  expect(answer.body.indexOf('xmlns:wsu=')).toBeLessThan(answer.body.indexOf('<s:Body>'));
  expect(web.directory.attempts).toEqual([{ account: 'alice', carrier: 'http', ok: true }]);
  expect(web.ledger.entries).toContainEqual(
    expect.objectContaining({ node: 'web-internal', verified: 'ntlm-response', ok: true }),
  );
});

test('an authenticated connection stays so, another does not', async () => {
  const web = await start();
  using connection = connectWeb(web);
  using other = connectWeb(web);
  await postWithNtlm(connection, AUTH, ticketRequest(), 'alice');

  const again = await connection.send('POST', AUTH, ticketRequest());
  const elsewhere = await other.send('POST', AUTH, ticketRequest());

  expect([again.status, elsewhere.status]).toEqual([200, 401]);
  expect(web.directory.attempts).toHaveLength(1);
});

test('a challenge is good for one answer, on its own connection', async () => {
  const web = await start();
  using connection = connectWeb(web);
  using other = connectWeb(web);
  let last = '';
  const spy = {
    ...connection,
    send: (...args: Parameters<typeof connection.send>) => {
      last = args[3]?.['Authorization'] ?? '';
      return connection.send(...args);
    },
  };
  await postWithNtlm(spy, AUTH, ticketRequest(), 'alice', { password: 'wrong' });

  const again = await connection.send('POST', AUTH, ticketRequest(), { Authorization: last });
  const elsewhere = await other.send('POST', AUTH, ticketRequest(), { Authorization: last });

  expect([again.challenges, elsewhere.challenges]).toEqual([
    ['Negotiate', 'NTLM'],
    ['Negotiate', 'NTLM'],
  ]);
  expect(web.directory.attempts).toHaveLength(1);
});

test.each<[string, string, LogonChoices]>([
  ['a wrong password', 'alice', { password: 'Rungs!2025' }],
  ['a password that was changed', 'dave', {}],
  ['an account that is not there', 'zoe', {}],
  ['another domain', 'alice', { domain: 'FABRIKAM' }],
])('%s is a 401 without a word', async (_, user, choices) => {
  const web = await start();

  const answer = await logOn(web, user, choices);

  expect(answer).toMatchObject({ status: 401, challenges: ['Negotiate', 'NTLM'] });
  expect(answer.headers).not.toHaveProperty('x-ms-diagnostics');
  expect(web.directory.attempts).toEqual([{ account: user, carrier: 'http', ok: false }]);
});

test('a locked account is told so', async () => {
  const web = await start();

  const answer = await logOn(web, 'erin', {}, { address: 'erin@contoso.test' });

  expect(answer.status).toBe(401);
  expect(answer.headers['x-ms-diagnostics']).toBe(
    '28020;source="fe01.contoso.test";reason="The referenced account is currently locked out and may not be logged' +
      ' on to.";faultcode="wsse:FailedAuthentication"',
  );
  expect(web.directory.attempts).toEqual([{ account: 'erin', carrier: 'http', ok: false }]);
});

test('an account without SIP is refused with 28000 although the logon was right', async () => {
  const web = await start();

  const answer = await logOn(web, 'frank', {}, { address: 'frank@contoso.test' });

  expect(answer.status).toBe(403);
  expect(answer.headers['x-ms-diagnostics']).toBe(
    '28000;source="fe01.contoso.test";reason="User is not SIP enabled.";faultcode="wsse:FailedAuthentication"',
  );
  expect(inner(answer.body, 'ErrorId')).toBe('28000');
  expect(web.directory.attempts).toEqual([{ account: 'frank', carrier: 'http', ok: true }]);
});

test('a ticket is for the own address only', async () => {
  const web = await start();

  const stranger = await logOn(web, 'heidi.klein', {}, { address: 'heidi.klein@contoso.test' });
  const own = await logOn(web, 'heidi.klein', {}, { address: 'heidi@contoso.test' });
  const unnamed = await logOn(web, 'heidi.klein', {}, { address: null });

  expect(stranger.status).toBe(500);
  expect(inner(stranger.body, 'faultstring')).toBe(
    'The SIP URI in the claim type requirements of the web ticket request does not match the SIP URI associated with' +
      ' the presented credentials.',
  );
  expect(inner(own.body, 'NameIdentifier')).toBe('sip:heidi@contoso.test');
  expect(inner(unnamed.body, 'NameIdentifier')).toBe('sip:heidi@contoso.test');
});

test('takes the request type of the older WS-Trust', async () => {
  const web = await start();

  await expect(
    getTicket(web, { requestType: 'http://schemas.xmlsoap.org/ws/2005/02/trust/Issue' }),
  ).resolves.toMatchObject({ assertion: expect.stringContaining('saml:Assertion') as unknown });
});

test.each([
  ['no XML', 'hello'],
  ['an envelope of something else', '<s:Envelope xmlns:s="urn:s"><s:Body/></s:Envelope>'],
  ['half a secret', ticketRequest({ entropy: Buffer.alloc(8) })],
  ['no audience', ticketRequest({ audience: '' })],
  ['another kind of request', ticketRequest({ requestType: 'urn:Renew' })],
  ['more than is read', ticketRequest({ address: 'a'.repeat(300_000) })],
])('%s is a fault', async (_, body) => {
  const web = await start();
  using connection = connectWeb(web);

  const answer = await postWithNtlm(connection, AUTH, body, 'alice');

  expect(answer.status).toBe(500);
  expect(inner(answer.body, 'faultcode')).toBe('wsse:InvalidSecurity');
});

test.each(['NTLM', 'NTLM !', 'NTLM TlRMTVNTUAA=', 'Negotiate YIIBhg==', 'Basic YTpi', 'Negotiate YIT/////'])(
  'an Authorization of %j is an invitation to try again',
  async (authorization) => {
    const web = await start();
    using connection = connectWeb(web);

    const answer = await connection.send('POST', AUTH, '', { Authorization: authorization });

    expect(answer).toMatchObject({ status: 401, challenges: ['Negotiate', 'NTLM'] });
  },
);

test.each<[WebTicketFault, number, string]>([
  ['web-ticket-401', 401, 'Unauthorized'],
  ['web-ticket-404', 404, 'cannot be found'],
  ['web-ticket-html', 200, 'Please sign in'],
  ['modern-auth-only', 401, 'Unauthorized'],
])('%s', async (fault, status, text) => {
  const web = await start({ fault });

  const answer = await logOn(web);

  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(answer.body).toContain(text);
});

test('modern authentication only: no Windows port, and a challenge that says where to go', async () => {
  const web = await start({ fault: 'modern-auth-only' });
  using connection = connectWeb(web);

  const metadata = await connection.send('GET', `${WEB_TICKET}/mex`);
  const answer = await connection.send('POST', AUTH, ticketRequest());

  expect(metadata.body).not.toContain('WinNegotiate');
  expect(answer.challenges).toEqual([
    expect.stringMatching(
      /^Bearer trusted_issuers=".+", client_id="00000004-.+", authorization_uri="https:\/\/login/,
    ),
  ]);
});

test('the clock of the servers is the one of tickets and Date', async () => {
  const web = await start({ clockOffsetMs: 600_000 });
  using connection = connectWeb(web);

  const answer = await postWithNtlm(connection, AUTH, ticketRequest(), 'alice');

  for (const time of [inner(answer.body, 'Created'), answer.headers.date ?? '']) {
    expect(Math.abs(Date.parse(time) - Date.now() - 600_000)).toBeLessThan(60_000);
  }
});
