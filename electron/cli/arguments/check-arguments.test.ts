import { rootCertificates } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { RunPlan } from '../../../shared/run/plan.ts';
import type { FileContent } from '../host.ts';
import { parseCheckArguments } from './check-arguments.ts';

const [rootA = '', rootB = ''] = rootCertificates;
const files: Readonly<Record<string, string>> = {
  'two.pem': `# A\n${rootA}\n${rootB}`,
  'damaged.pem': `${rootA}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`,
  'empty.pem': '',
  'huge.pem': 'x'.repeat(1_048_577),
};

const scenarios = [
  { id: 'healthy', signIn: null },
  { id: 'cert-expired', signIn: null },
  { id: 'bad-password', signIn: { address: 'dave@contoso.test', user: 'CONTOSO\\dave', auth: 'ntlm' } },
] as const;

function readFile(path: string): FileContent {
  const text = files[path];
  if (text === undefined) return { ok: false, reason: 'no such file or directory' };
  return { ok: true, bytes: new TextEncoder().encode(text) };
}

function parse(...argv: string[]): ReturnType<typeof parseCheckArguments> {
  return parseCheckArguments(argv, scenarios, readFile);
}

function planOf(...argv: string[]): RunPlan {
  const parsed = parse(...argv);
  if (!parsed.ok || parsed.value.kind !== 'check') throw new Error(JSON.stringify(parsed));
  return RunPlan.parse(parsed.value.plan);
}

describe('parseCheckArguments', () => {
  it('needs nothing but an address', () => {
    expect(parse('alice@contoso.com')).toMatchObject({
      ok: true,
      value: { kind: 'check', output: 'text', note: null },
    });
    expect(planOf('alice@contoso.com')).toMatchObject({
      address: 'alice@contoso.com',
      profile: 'sfb',
      network: 'auto',
      server: null,
      resolvers: [],
      connectTo: [],
      extraCaPem: [],
      auth: 'none',
      scenario: null,
      limits: { runMs: 60_000 },
    });
  });

  it('reads every option into the plan', () => {
    const plan = planOf(
      ...['sip:alice@Contoso.com', '--auth', 'none', '--profile=lync2010', '--network', 'external'],
      ...[
        '--resolver',
        '192.0.2.53',
        '--resolver',
        '192.0.2.54:5353',
        '--resolver',
        '[2001:db8::53]:5354',
        '--resolver',
        '::1',
      ],
      ...['--server', 'SIP.contoso.com:443', '--timeout', '2.5', '--ca-file', 'two.pem'],
      ...[
        '--connect-to',
        'sip.contoso.com:443:127.0.0.1:8443',
        '--connect-to',
        '[2001:db8::1]:443:[::1]:8443',
      ],
      ...['--connect-to', 'web.contoso.com:443:localhost:9443'],
    );

    expect(plan).toMatchObject({
      address: 'alice@contoso.com',
      profile: 'lync2010',
      network: 'external',
      server: { host: 'sip.contoso.com', port: 443 },
      resolvers: [
        { address: '192.0.2.53', port: 53 },
        { address: '192.0.2.54', port: 5353 },
        { address: '2001:db8::53', port: 5354 },
        { address: '::1', port: 53 },
      ],
      connectTo: [
        { fromHost: 'sip.contoso.com', fromPort: 443, toHost: '127.0.0.1', toPort: 8443 },
        { fromHost: '2001:db8::1', fromPort: 443, toHost: '::1', toPort: 8443 },
        { fromHost: 'web.contoso.com', fromPort: 443, toHost: 'localhost', toPort: 9443 },
      ],
      limits: { runMs: 2_500 },
    });
    expect(plan.extraCaPem).toHaveLength(1);
    expect(plan.extraCaPem[0]?.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
  });

  it('takes the practice address for a practice network', () => {
    expect(planOf('--lab', 'healthy')).toMatchObject({ address: 'alice@contoso.test', scenario: 'healthy' });
    expect(planOf('bob@contoso.test', '--lab', 'healthy').address).toBe('bob@contoso.test');
  });

  it('signs in whoever the practice scenario names', () => {
    expect(planOf('--lab', 'bad-password')).toMatchObject({
      address: 'dave@contoso.test',
      auth: 'ntlm',
      credentials: { kind: 'password', user: 'CONTOSO\\dave' },
    });
  });

  it('keeps passwords out of the plan', () => {
    const parsed = parse(
      'alice@contoso.com',
      '--user',
      'CONTOSO\\alice',
      '--auth',
      'tls-dsk',
      '--password-stdin',
    );

    expect(parsed).toMatchObject({
      ok: true,
      value: {
        password: 'stdin',
        plan: { auth: 'tls-dsk', credentials: { kind: 'password', user: 'CONTOSO\\alice' } },
      },
    });
  });

  it('puts together an address whose display name came without quotes, and says how it was read', () => {
    expect(parse('Alice', 'Adams', '<alice@contoso.com>')).toMatchObject({
      ok: true,
      value: { plan: { address: 'alice@contoso.com' }, note: 'Read as alice@contoso.com.' },
    });
  });

  it.each(['json', 'ndjson', 'quiet'])('knows --%s', (output) => {
    expect(parse('alice@contoso.com', `--${output}`)).toMatchObject({ ok: true, value: { output } });
  });

  it.each([['--help'], ['-h'], ['--help', '--lab', 'nonsense']])('gives help for %s', (...argv) => {
    expect(parse(...argv)).toEqual({ ok: true, value: { kind: 'help' } });
  });

  it.each([
    [[], 'rungs check alice@contoso.com'],
    [['alice'], '@contoso.com'],
    [['alice', 'adams@contoso.com'], 'no spaces'],
    [['a@contoso.com', '--jsn'], 'did you mean --json?'],
    [['a@contoso.com', '--resolver'], '--resolver needs a value.'],
    [['a@contoso.com', '--json=yes'], '--json takes no value.'],
    [['a@contoso.com', '--json', '--quiet'], 'only one of --json and --quiet'],
    [['a@contoso.com', '--auth', 'digest'], '--auth knows only auto, none, kerberos, ntlm, tls-dsk, all'],
    [['a@contoso.com', '--user'], '--user needs a value.'],
    [['a@contoso.com', '--user', 'alice', '--password', 'x'], 'There is no option --password'],
    [['a@contoso.com', '--network', 'inside'], '--network knows only auto, internal, external'],
    [['a@contoso.com', '--profile', 'skype'], '--profile knows only sfb, lync2010'],
    [['a@contoso.com', '--resolver', 'dns.contoso.com'], '--resolver needs an IP address'],
    [['a@contoso.com', '--resolver', '192.0.2.53:0'], '--resolver needs an IP address'],
    [['a@contoso.com', '--server', 'sip.contoso.com:70000'], '--server needs a name'],
    [['a@contoso.com', '--server', 'two words'], '--server needs a name'],
    [['a@contoso.com', '--server', '1.2.3'], '--server needs a name'],
    [['a@contoso.com', '--connect-to', 'a:443:b'], '--connect-to needs HOST:PORT:HOST:PORT'],
    [['a@contoso.com', '--connect-to', '::127.0.0.1:8443'], '--connect-to needs HOST:PORT:HOST:PORT'],
    [['a@contoso.com', '--connect-to', 'a:443:b:0'], '--connect-to needs HOST:PORT:HOST:PORT'],
    [['a@contoso.com', '--timeout', '0'], '--timeout needs a number of seconds'],
    [['a@contoso.com', '--timeout', '1e3'], '--timeout needs a number of seconds'],
    [['a@contoso.com', '--timeout', '601'], '--timeout needs a number of seconds'],
    [['a@contoso.com', '--ca-file', 'none.pem'], 'no such file or directory'],
    [['a@contoso.com', '--ca-file', 'empty.pem'], 'holds no certificate'],
    [['a@contoso.com', '--ca-file', 'damaged.pem'], 'certificate 2 of 2 is damaged'],
    [['a@contoso.com', '--ca-file', 'huge.pem'], 'larger than 1 MiB'],
    [['--lab', 'cert-expird'], 'did you mean cert-expired'],
    [['--lab', 'nothing-like-it-at-all'], 'rungs lab --list'],
    [Array.from({ length: 9 }, () => ['--resolver', '192.0.2.1']).flat(), '--resolver can be given 8 times'],
  ])('refuses %j', (argv, part) => {
    const parsed = parse(...argv);

    expect(parsed.ok ? null : parsed.error.sentence).toContain(part);
  });
});
