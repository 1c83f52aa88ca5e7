import { randomBytes, type KeyObject } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AUTHENTICATION_SCENARIOS } from '../../electron/lab/authentication-scenarios.ts';
import type { CertificateStore, Services, StartOptions } from '../../electron/services/services.ts';
import { onPracticeNetwork } from '../../electron/services/create-services.ts';
import { eventsOf } from '../../shared/events/catalogue.ts';
import { PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import { ntHash } from '../../shared/protocol/ntlm/keys.ts';
import type { AuthChoice } from '../../shared/run/plan.ts';
import { openLab, passwordBytes, type OpenLab } from '../support/lab-services.ts';
import { itOnScenario } from '../support/scenario-needs.ts';
import { writingsOfBundles } from '../support/bundle-writings.ts';
import type { Writing } from '../support/pattern-search.ts';
import { findSecrets, formsOf, type MarkedSecret } from '../support/secret-search.ts';
import { runFromWindow, type WindowRun } from '../support/window-host.ts';
import { textWriting, valueWriting, writingsOf } from '../support/written-output.ts';

/**
 * Every sign-in once more, with all secrets of it taken down where they arise, and looked for in everything that the program
 * writes, prints, sends to its page or gives away in a bundle.
 */

const taken = vi.hoisted(() => {
  const secrets: { name: string; bytes: Uint8Array }[] = [];
  return {
    secrets,
    /** Copies: whoever owns a secret wipes it. Nothing is learned from zeros, which stand for "no response". */
    take(name: string, bytes: Uint8Array): void {
      if (bytes.some((byte) => byte !== 0)) secrets.push({ name, bytes: Uint8Array.from(bytes) });
    },
  };
});

vi.mock(import('../../shared/protocol/ntlm/client.ts'), async (original) => {
  const { respondToChallenge, ...others } = await original();
  const { responseKeyNt, sessionBaseKey } = await import('../../shared/protocol/ntlm/keys.ts');
  const { parseAuthenticateMessage } = await import('../../shared/protocol/ntlm/authenticate-message.ts');
  return {
    ...others,
    respondToChallenge(input) {
      taken.take('NT hash as used', input.ntHash);
      taken.take('exported session key', input.exportedSessionKey);
      taken.take('client challenge', input.clientChallenge);
      const answer = respondToChallenge(input);
      if (!answer.ok) return answer;
      const { keys, message } = answer.value;
      taken.take('NTLM client signing key', keys.clientSignKey);
      taken.take('NTLM client sealing key', keys.clientSealKey);
      taken.take('NTLM server signing key', keys.serverSignKey);
      taken.take('NTLM server sealing key', keys.serverSealKey);
      const parsed = parseAuthenticateMessage(message);
      if (!parsed.ok) throw new Error(parsed.error);
      const { ntResponse, lmResponse, encryptedSessionKey, mic } = parsed.value;
      const responseKey = responseKeyNt(input.ntHash, input.user, input.domain);
      const proof = ntResponse.subarray(0, 16);
      taken.take('NTLM response key', responseKey);
      taken.take('NTLM session base key', sessionBaseKey(responseKey, proof));
      taken.take('NTLM proof', proof);
      taken.take('LM proof', lmResponse.subarray(0, 16));
      taken.take('encrypted session key', encryptedSessionKey);
      if (mic !== null) taken.take('MIC', mic);
      return answer;
    },
  };
});

vi.mock(import('../../electron/engine/auth/tls-dsk/tls-dsk-keys.ts'), async (original) => {
  const { createTlsDskKeys, ...others } = await original();
  return {
    ...others,
    createTlsDskKeys(block, hash) {
      taken.take('TLS-DSK client key', block.subarray(64, 96));
      taken.take('TLS-DSK server key', block.subarray(96, 128));
      return createTlsDskKeys(block, hash);
    },
  };
});

vi.mock(import('../../electron/engine/auth/web/certificate-request.ts'), async (original) => {
  const { generateKeys, ...others } = await original();
  return {
    ...others,
    async generateKeys() {
      const keys = await generateKeys();
      takeRsaKey(keys.privateKey);
      return keys;
    },
  };
});

vi.mock(import('../../electron/lab/nodes/web-ticket-authority.ts'), async (original) => {
  const { createTicketAuthority, ...others } = await original();
  return {
    ...others,
    createTicketAuthority() {
      const authority = createTicketAuthority();
      return {
        ...authority,
        issue(ticket, issuer) {
          const assertion = authority.issue(ticket, issuer);
          // Names and times in it are no secret; what makes it a ticket is its seal and its signature.
          for (const [, element = '', value = ''] of assertion.matchAll(
            /<(?:ds|e):(SignatureValue|DigestValue|CipherValue)>([^<]+)</g,
          )) {
            taken.take(`assertion: ${element}`, Buffer.from(value, 'base64'));
          }
          taken.take('proof key of the ticket', ticket.proofKey);
          return assertion;
        },
      };
    },
  };
});

vi.mock(import('../../electron/lab/nodes/web-ticket-key.ts'), async (original) => {
  const { proofKey } = await original();
  return {
    proofKey(clientEntropy, serverEntropy) {
      const key = proofKey(clientEntropy, serverEntropy);
      taken.take("client's half of the proof key", clientEntropy);
      taken.take("server's half of the proof key", serverEntropy);
      taken.take('proof key', key);
      return key;
    },
  };
});

vi.mock(import('../../electron/native/gss-acceptor.ts'), async (original) => {
  const { createGssAcceptor, ...others } = await original();
  return {
    ...others,
    async createGssAcceptor(options) {
      const opening = await createGssAcceptor(options);
      if (!opening.ok) return opening;
      const { acceptor } = opening;
      return {
        ok: true,
        acceptor: {
          accept(token) {
            taken.take('Kerberos AP-REQ', token);
            return acceptor.accept(token);
          },
          begin: () => acceptor.begin(),
          close: () => acceptor.close(),
        },
      };
    },
  };
});

function takeRsaKey(key: KeyObject): void {
  const { d, p, q, dp, dq, qi } = key.export({ format: 'jwk' });
  for (const [name, value] of Object.entries({ d, p, q, dp, dq, qi })) {
    taken.take(`private key: ${name}`, Buffer.from(value ?? '', 'base64url'));
  }
}

/** What the program says of itself beside its results. */
let spoken = '';
beforeEach(() => {
  taken.secrets.length = 0;
  spoken = '';
  for (const stream of [process.stdout, process.stderr]) {
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      spoken += String(chunk);
      return true;
    });
  }
  for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, method).mockImplementation((...args) => void (spoken += args.map(String).join(' ')));
  }
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Sought {
  readonly run: WindowRun;
  readonly secrets: readonly MarkedSecret[];
  readonly found: readonly string[];
  /** The bytes that were handed to the run. */
  readonly password: Uint8Array;
}

/** Signs in from the window, and looks for everything that must not show. */
async function signInAndSearch(
  practice: OpenLab,
  password: string,
  choices: { readonly auth?: AuthChoice; readonly confirmedCertificates?: string[] } = {},
): Promise<Sought> {
  const { signIn } = practice.lab.scenario;
  const address = signIn?.address ?? 'alice@contoso.test';
  const user = signIn?.user ?? 'CONTOSO\\alice';
  let handedOver: Uint8Array | undefined;
  const services: Services = {
    ...practice.services,
    startRun(plan, options: StartOptions = {}) {
      handedOver = options.password;
      const limits = { ...plan.limits, sipTransactionMs: 4_000 };
      return practice.services.startRun({ ...onPracticeNetwork(plan, practice.lab), limits }, options);
    },
  };
  const run = await runFromWindow(services, {
    address,
    scenario: null,
    profile: 'sfb',
    network: 'auto',
    server: '',
    auth: choices.auth ?? signIn?.auth ?? 'auto',
    credentials: { kind: 'password', user, password: passwordBytes(password) },
    confirmedCertificates: choices.confirmedCertificates ?? [],
    keepCertificate: true,
    isConfirmed: false,
  });
  if (handedOver === undefined) throw new Error('no password reached the run');

  taken.take('password', passwordBytes(password));
  taken.take('NT hash', ntHash(passwordBytes(password)));
  const secrets = [...taken.secrets];
  const writings: readonly Writing[] = [
    ...writingsOf(run.run.log.events),
    ...(await writingsOfBundles(run.run.log.events)),
    ...run.messages.map((message, index) => valueWriting(`IPC message ${index}`, message)),
    textWriting('standard output and error', spoken),
    textWriting('defects', run.defects.map((defect) => String(defect)).join('\n')),
  ];
  return { run, secrets, found: findSecrets(writings, secrets), password: handedOver };
}

/** The taps must have been there for what the sign-in used, or nothing would have been looked for. */
const EXPECTED_BY_METHOD = {
  ntlm: ['exported session key', 'NTLM client signing key', 'NTLM proof', 'NT hash as used'],
  kerberos: ['Kerberos AP-REQ'],
  'tls-dsk': [
    'assertion: SignatureValue',
    'assertion: CipherValue',
    'proof key',
    'private key: d',
    'TLS-DSK client key',
    'NTLM proof',
    'MIC',
  ],
} as const;

function expectNothingFound({ run, secrets, found, password }: Sought): void {
  expect(found).toEqual([]);
  expect(run.defects).toEqual([]);
  expect(password.every((byte) => byte === 0)).toBe(true);
  expect(run.messages.length).toBeGreaterThan(3);
  const names = new Set(secrets.map(({ name }) => name));
  for (const { data } of eventsOf(run.run.log.events, 'authentication.attempt.ended')) {
    if (data.outcome !== 'signed-in') continue;
    expect([...names]).toEqual(expect.arrayContaining([...EXPECTED_BY_METHOD[data.method]]));
  }
}

describe('no secret is written anywhere', () => {
  for (const { info } of AUTHENTICATION_SCENARIOS) {
    itOnScenario(info.id, info.id, async () => {
      await using practice = await openLab(info.id, { certificateStore: watchedStore() });
      expectNothingFound(await signInAndSearch(practice, PRACTICE_PASSWORD));
    });
  }

  itOnScenario('kerberos', 'kerberos, --auth all: every method in one run', async () => {
    await using practice = await openLab('kerberos', { certificateStore: watchedStore() });
    const sought = await signInAndSearch(practice, PRACTICE_PASSWORD, { auth: 'all' });

    expectNothingFound(sought);
    const methods = eventsOf(sought.run.run.log.events, 'authentication.registered');
    expect(methods.map(({ data }) => data.method)).toEqual(['kerberos', 'ntlm', 'tls-dsk']);
    expect(sought.secrets.map(({ name }) => name)).toContain('kept certificate, key');
  });

  for (const scenario of ['ntlm', 'tls-dsk', 'kerberos']) {
    itOnScenario(scenario, `${scenario}, with a wrong password that nobody else has`, async () => {
      await using practice = await openLab(scenario, { certificateStore: watchedStore() });
      const own = randomBytes(9).toString('base64url');
      taken.take('core of the password', passwordBytes(own));
      const sought = await signInAndSearch(practice, `Pä"<&\\ ß${own}€`);

      expectNothingFound(sought);
      expect(practice.lab.directory.attempts).toMatchObject([{ ok: false }]);
    });
  }

  it.each(['cert-untrusted-root', 'cert-expired', 'cert-wrong-name', 'cert-missing-intermediate', 'healthy'])(
    '%s',
    async (scenario) => {
      await using practice = await openLab(scenario);
      expectNothingFound(await signInAndSearch(practice, PRACTICE_PASSWORD, { auth: 'all' }));
    },
  );
});

describe('the search itself', () => {
  it('finds each secret of a run in each form, wherever it is planted', async () => {
    await using practice = await openLab('ntlm', { certificateStore: watchedStore() });
    const { run, secrets } = await signInAndSearch(practice, PRACTICE_PASSWORD, { auth: 'tls-dsk' });
    const log = structuredClone(run.run.log.events);
    const missed: string[] = [];
    let planted = 0;
    for (const { name, bytes } of secrets) {
      for (const [form, pattern] of formsOf(bytes)) {
        // A place where server's words stand, in the middle of others.
        const text = Buffer.concat([Buffer.from('The server said ['), pattern, Buffer.from('] twice.')]);
        const finding = findSecrets([{ name: 'planted', bytes: text }], [{ name, bytes }]);
        planted += 1;
        if (!finding.some((found) => found.startsWith(`planted: ${name} as `)))
          missed.push(`${name} as ${form}`);
      }
    }

    expect(planted).toBeGreaterThan(400);
    expect(missed).toEqual([]);
    expect(findSecrets(writingsOf(log), secrets)).toEqual([]);
  });

  it.each(['UTF-8', 'base64 of UTF-16LE, alignment 1', 'hex of UTF-8', 'HEX of UTF-8'])(
    'finds a password as %s in what is made of a log that holds it',
    async (form) => {
      await using practice = await openLab('bad-password');
      const { run } = await signInAndSearch(practice, PRACTICE_PASSWORD);
      const secret = { name: 'password', bytes: passwordBytes(PRACTICE_PASSWORD) };
      const pattern = formsOf(secret.bytes).get(form)?.toString('utf8') ?? '';
      const log = run.run.log.events.map((event) =>
        event.kind === 'authentication.attempt.ended'
          ? { ...event, data: { ...event.data, detail: `It said ${pattern} to us.` } }
          : event,
      );

      const found = findSecrets(writingsOf(log), [secret]);
      for (const writing of ['log', '--json', '--ndjson']) {
        expect(found.some((one) => one.startsWith(`${writing}: password as `))).toBe(true);
      }
      const carried = findSecrets(await writingsOfBundles(log), [secret]);
      for (const file of ['standard run.json', 'standard report.html', 'strict run.json']) {
        expect(carried.some((one) => one.startsWith(`${file}: password as `))).toBe(true);
      }
      expect(findSecrets([valueWriting('IPC', { item: { events: log } })], [secret])).not.toEqual([]);
      expect(findSecrets([valueWriting('IPC', { item: [{ deep: secret.bytes }] })], [secret])).not.toEqual(
        [],
      );
    },
  );

  it('finds a part of a long secret, and a key in the lines of a PEM file', () => {
    const key = randomBytes(300);
    const lines = key.toString('base64').match(/.{1,64}/g) ?? [];
    const half = valueWriting('half', { text: key.subarray(40, 120).toString('hex') });

    expect(findSecrets([textWriting('PEM', lines.join('\n'))], [{ name: 'key', bytes: key }])).not.toEqual(
      [],
    );
    expect(findSecrets([half], [{ name: 'key', bytes: key }])).not.toEqual([]);
    expect(
      findSecrets([textWriting('other', randomBytes(9_000).toString('hex'))], [{ name: 'key', bytes: key }]),
    ).toEqual([]);
  });
});

/** Takes down what the store of the app would get. */
function watchedStore(): CertificateStore {
  return {
    find: () => Promise.resolve(null),
    keep(_address, _deviceId, { privateKeyPem }) {
      const body = Buffer.from(privateKeyPem.reveal())
        .toString('latin1')
        .replaceAll(/-----[^-]+-----|\s/g, '');
      // The end of PKCS#8 is the private part; its beginning holds the modulus, which everybody may know.
      taken.take('kept certificate, key', Buffer.from(body, 'base64').subarray(-600));
      return Promise.resolve();
    },
  };
}
