import { describe, expect, it } from 'vitest';
import type * as z from 'zod';
import {
  commands,
  feeds,
  IpcError,
  type CommandInput,
  type CommandReply,
  type CommandName,
} from './contract.ts';
import { createIpcClient } from './client.ts';
import { serveIpc, type IpcHandlers } from './server.ts';
import { FILE_EXAMPLES } from './testing/file-examples.ts';
import { createWirePair } from './testing/wire-pair.ts';
import { HostMessage, PageMessage } from './wire.ts';

const scenario = {
  id: 'cert-expired',
  title: 'The certificate has expired',
  story: 'The client says that there is a problem with the certificate.',
  about: 'sign-in',
  signIn: { address: 'alice@contoso.test', user: 'CONTOSO\\alice', auth: 'ntlm' },
  expect: {
    outcome: 'failed',
    step: 'connectivity',
    finding: 'connectivity.certificate-expired',
    warnings: [],
  },
} as const;

/** One payload for each schema of the contract; a new command without an example does not compile. */
const examples: {
  readonly [C in CommandName]: { readonly input: CommandInput<C>; readonly reply: CommandReply<C> };
} = {
  'app.describe': {
    input: {},
    reply: {
      version: '0.1.0',
      scenarios: [{ ...scenario, expect: { ...scenario.expect, warnings: [] } }],
      recentAddresses: ['alice@contoso.com'],
    },
  },
  'sign-in.describe': {
    input: {},
    reply: { singleSignOn: { ok: false, reason: 'No GSSAPI library was found.' }, canKeepCertificate: true },
  },
  'run.start': {
    input: {
      address: 'alice@contoso.com',
      scenario: null,
      profile: 'sfb',
      network: 'auto',
      server: 'sip.contoso.com:443',
      auth: 'auto',
      credentials: {
        kind: 'password',
        user: 'CONTOSO\\alice',
        password: Uint8Array.of(0x52, 0x75, 0x6e, 0x67, 0x73, 0xc3, 0xbc),
      },
      confirmedCertificates: ['0'.repeat(64)],
      keepCertificate: true,
      isConfirmed: false,
    },
    reply: {
      kind: 'started',
      runId: 'run-1',
      address: 'alice@contoso.com',
      note: 'Read as alice@contoso.com.',
    },
  },
  'run.cancel': { input: { runId: 'run-1' }, reply: {} },
  'recents.clear': { input: {}, reply: {} },
  'clipboard.write': { input: { text: 'The certificate has expired.' }, reply: {} },
  ...FILE_EXAMPLES,
};

const otherStarts: readonly (readonly [string, CommandInput<'run.start'>, CommandReply<'run.start'>])[] = [
  [
    'nobody',
    { ...examples['run.start'].input, auth: 'none', credentials: { kind: 'none' } },
    { kind: 'recently-rejected', user: 'CONTOSO\\alice', secondsAgo: 0 },
  ],
  [
    'the signed-in user',
    { ...examples['run.start'].input, credentials: { kind: 'current-user' }, isConfirmed: true },
    { kind: 'started', runId: 'run-2', address: 'alice@contoso.com', note: null },
  ],
];

const event = {
  seq: 0,
  t: 1.5,
  wall: 1_796_115_600_000,
  step: 'discovery',
  probe: null,
  flow: null,
  cause: null,
  kind: 'dns.question.sent',
  data: { name: 'lyncdiscover.contoso.test' },
} as const;

const schemas: readonly (readonly [string, z.ZodType, unknown])[] = [
  ...Object.entries(examples).flatMap(([name, { input, reply }]) => {
    // Object.entries forgets that the names are the contract's own
    const { input: inputSchema, reply: replySchema } = commands[name as CommandName];
    return [
      [`${name} input`, inputSchema, input],
      [`${name} reply`, replySchema, reply],
    ] as const;
  }),
  ...otherStarts.flatMap(([name, input, reply]) => [
    [`run.start input, ${name}`, commands['run.start'].input, input] as const,
    [`run.start reply, ${name}`, commands['run.start'].reply, reply] as const,
  ]),
  ['log.follow request', feeds['log.follow'].request, { runId: 'run-1', from: 0 }],
  ['log.follow item', feeds['log.follow'].item, { events: [event], isEnd: false }],
  ['error', IpcError, { code: 'refused', message: 'No.' }],
];

describe('the contract', () => {
  it.each(schemas)(
    '%s: takes its example as it is, also after a structured clone',
    (_name, schema, example) => {
      const parsed = schema.parse(structuredClone(example));

      expect(parsed).toEqual(example);
      expect(schema.parse(structuredClone(parsed))).toEqual(example);
    },
  );

  it.each(schemas)('%s: refuses a key that it does not know', (_name, schema, example) => {
    expect(schema.safeParse({ ...Object(example), surplus: 1 }).success).toBe(false);
  });

  it.each(schemas)('%s: refuses what is no object', (_name, schema) => {
    expect([null, undefined, 1, 'text', []].map((value) => schema.safeParse(value).success)).toEqual(
      Array.from({ length: 5 }, () => false),
    );
  });

  it('brings every command from the one client method to its one handler and the reply back', async () => {
    const wires = createWirePair();
    const seen: unknown[] = [];
    const answers = Object.entries(examples).map(([name, { reply }]) => {
      const answer = (input: unknown): unknown => {
        seen.push([name, input]);
        return reply;
      };
      return [name, answer] as const;
    });
    // Object.entries forgets that name and reply belong together
    const handlers = Object.fromEntries(answers) as unknown as IpcHandlers;
    serveIpc(wires.host, {
      handlers,
      findLog: () => null,
      sleep: () => Promise.resolve(),
      createControl: () => new AbortController(),
      onDefect: (error) => {
        throw error;
      },
    });
    const client = createIpcClient(wires.page);

    // Object.keys forgets that the names are the contract's own
    const names = Object.keys(commands) as CommandName[];
    const replies = await Promise.all(names.map((name) => client.call(name, examples[name].input)));

    expect(seen).toEqual(names.map((name) => [name, examples[name].input]));
    expect(replies).toEqual(names.map((name) => ({ ok: true, value: examples[name].reply })));
  });

  it('bounds what the page may send', () => {
    const { input } = examples['run.start'];
    const tooLong = [
      commands['run.start'].input.safeParse({ ...input, address: 'a'.repeat(1_001) }),
      commands['run.start'].input.safeParse({ ...input, server: 'a'.repeat(301) }),
      commands['run.start'].input.safeParse({ ...input, scenario: 'a'.repeat(65) }),
      commands['run.start'].input.safeParse({
        ...input,
        credentials: { kind: 'password', user: 'a'.repeat(321), password: Uint8Array.of(1) },
      }),
      commands['run.start'].input.safeParse({
        ...input,
        confirmedCertificates: Array.from({ length: 9 }, () => '0'.repeat(64)),
      }),
      commands['run.start'].input.safeParse({ ...input, confirmedCertificates: ['0'.repeat(63)] }),
      commands['run.start'].input.safeParse({ ...input, confirmedCertificates: ['A'.repeat(64)] }),
      commands['run.cancel'].input.safeParse({ runId: 'a'.repeat(65) }),
      commands['file.open'].input.safeParse({ path: 'a'.repeat(4_097) }),
      commands['text.open'].input.safeParse({ text: 'a'.repeat(8_388_609) }),
      commands['clipboard.write-picture'].input.safeParse({ png: new Uint8Array(33_554_433) }),
      commands['import.choose'].input.safeParse({ importId: 'import-1', signIn: -1 }),
      commands['clipboard.write'].input.safeParse({ text: 'a'.repeat(200_001) }),
      feeds['log.follow'].request.safeParse({ runId: 'run-1', from: -1 }),
    ];

    expect(tooLong.map(({ success }) => success)).toEqual(tooLong.map(() => false));
  });

  it.each([
    ['nothing', new Uint8Array(0)],
    ['too many bytes', new Uint8Array(1_025)],
    ['text', 'Rungs!2026'],
    ['plain numbers', [82, 117]],
  ])('refuses %s for a password, without repeating it', (_what, password) => {
    const { input } = examples['run.start'];
    const parsed = commands['run.start'].input.safeParse({
      ...input,
      credentials: { kind: 'password', user: 'alice', password },
    });

    expect(parsed.success).toBe(false);
    expect(JSON.stringify(parsed.error)).not.toMatch(/Rungs!2026|82|117/);
  });

  it('takes a password of the greatest length, and the very bytes, so that they can be wiped', () => {
    const password = new Uint8Array(1_024).fill(0x61);
    const parsed = commands['run.start'].input.parse({
      ...examples['run.start'].input,
      credentials: { kind: 'password', user: 'alice', password },
    });

    expect(parsed.credentials.kind === 'password' ? parsed.credentials.password : null).toBe(password);
  });

  it('bounds a batch to 2,048 events', () => {
    const batchOf = (count: number) => ({ events: Array.from({ length: count }, () => event), isEnd: false });

    expect(feeds['log.follow'].item.safeParse(batchOf(2_048)).success).toBe(true);
    expect(feeds['log.follow'].item.safeParse(batchOf(2_049)).success).toBe(false);
  });

  it('knows each message of the wire by its kind alone', () => {
    const messages = [
      { kind: 'call', id: 1, name: 'app.describe', input: {} },
      { kind: 'follow', id: 2, name: 'log.follow', request: {} },
      { kind: 'ack', id: 2, received: 1 },
      { kind: 'unfollow', id: 2 },
    ];
    const answers = [
      { kind: 'reply', id: 1, value: {} },
      { kind: 'error', id: 1, error: { code: 'internal', message: '' } },
      { kind: 'batch', id: 2, item: {} },
      { kind: 'end', id: 2 },
    ];

    expect(messages.map((one) => PageMessage.parse(one))).toEqual(messages);
    expect(answers.map((one) => HostMessage.parse(one))).toEqual(answers);
    expect(answers.map((one) => PageMessage.safeParse(one).success)).toEqual([false, false, false, false]);
    expect(messages.map((one) => HostMessage.safeParse(one).success)).toEqual([false, false, false, false]);
  });
});
