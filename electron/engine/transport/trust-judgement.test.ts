import { X509Certificate } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fixture } from '../probes/connectivity/fixtures/probe-context.ts';
import { judgeChain, type ChainJudgement, type ChainToJudge } from './trust-judgement.ts';
import { createTrustAnchors } from './trust-store.ts';
import { certificatesOfPem, readX509, type X509 } from './x509-certificate.ts';

const HOST = 'fe01.contoso.test';
const YEAR = 365.25 * 86_400_000;
const NOW = Date.parse(new X509Certificate(fixture('root.pem')).validFrom) + YEAR;
const ISSUING = 'CN=Contoso Issuing CA 1, O=Contoso';
const ROOT = 'CN=Contoso Root CA, O=Contoso, DC=contoso, DC=test';

describe('a chain that a client accepts', () => {
  test.each([
    ['RSA with its intermediate', ['server', 'intermediate']],
    ['the root sent as well', ['server', 'intermediate', 'root']],
    ['in another order, with strangers', ['server', 'stranger', 'root', 'intermediate', 'stranger']],
    ['ECDSA', ['server-ec', 'intermediate']],
    ['Ed25519', ['server-ed25519']],
    ['RSA-PSS', ['server-pss']],
  ])('%s', (_name, sent) => {
    expect(judge({ sent: certificates(...sent) })).toMatchObject({
      trusted: true,
      problems: [],
      trustAnchor: ROOT,
    });
  });

  test('a certificate that is trusted by itself', () => {
    const judgement = judge({
      sent: certificates('self-signed'),
      anchors: store('self-signed'),
      libraryError: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });

    // Self-signed and in the store: the library would say nothing; if it does, it is not passed over.
    expect(judgement.problems).toEqual([expect.objectContaining({ kind: 'other' })]);
    expect(judge({ sent: certificates('self-signed'), anchors: store('self-signed') }).trusted).toBe(true);
  });

  test('an intermediate that is trusted by itself, which the library alone does not take', () => {
    const judgement = judge({
      sent: certificates('server'),
      anchors: store('intermediate'),
      libraryError: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    });

    expect(judgement).toMatchObject({ trusted: true, trustAnchor: ISSUING });
  });
});

describe('a missing issuer', () => {
  test.each<[string, Partial<ChainToJudge>, object]>([
    [
      'the intermediate was sent by another server of this run',
      { sent: certificates('server'), seen: certificates('intermediate') },
      { kind: 'missing-intermediate', missingIssuer: ISSUING, certain: true },
    ],
    [
      'its name says intermediate',
      { sent: certificates('server') },
      { kind: 'missing-intermediate', missingIssuer: ISSUING, certain: false },
    ],
    [
      'it belongs to the organisation of a trusted root',
      { sent: certificates('by-plain') },
      {
        kind: 'missing-intermediate',
        missingIssuer: 'CN=Contoso Europe Services, O=Contoso',
        certain: false,
      },
    ],
    [
      'the key identifier names its issuer, which is trusted',
      { sent: certificates('by-plain-with-issuer') },
      { kind: 'missing-intermediate', missingIssuer: 'CN=Contoso Europe Services, O=Contoso', certain: true },
    ],
    [
      'the key identifier names its issuer, which is not trusted',
      { sent: certificates('by-plain-with-issuer'), anchors: store('stranger') },
      {
        kind: 'missing-intermediate',
        missingIssuer: 'CN=Contoso Europe Services, O=Contoso',
        certain: false,
      },
    ],
    [
      'a root that was sent and is not trusted',
      { sent: certificates('server', 'intermediate', 'root'), anchors: store() },
      { kind: 'untrusted-root', missingIssuer: ROOT, selfSigned: false, certain: true },
    ],
    [
      'an intermediate was sent, its issuer is not trusted',
      { sent: certificates('server', 'intermediate'), anchors: store('stranger') },
      { kind: 'untrusted-root', missingIssuer: ROOT, selfSigned: false, certain: true },
    ],
    [
      'only the server was sent, the name says root',
      { sent: certificates('by-root'), anchors: store('stranger') },
      { kind: 'untrusted-root', missingIssuer: ROOT, selfSigned: false, certain: false },
    ],
    [
      'only the server was sent, the name says nothing',
      { sent: certificates('by-stranger') },
      {
        kind: 'untrusted-root',
        missingIssuer: 'CN=Fabrikam Trust Services, O=Fabrikam',
        selfSigned: false,
        certain: false,
      },
    ],
    [
      'self-signed',
      { sent: certificates('self-signed') },
      { kind: 'untrusted-root', missingIssuer: 'CN=fe01.contoso.test', selfSigned: true, certain: true },
    ],
  ])('%s', (_name, chain, problem) => {
    expect(judge(chain)).toMatchObject({ trusted: false, problems: [problem] });
  });

  test('an intermediate that was seen but leads nowhere trusted proves nothing', () => {
    const judgement = judge({
      sent: certificates('server'),
      seen: certificates('intermediate'),
      anchors: store('stranger'),
    });

    expect(judgement.problems).toEqual([
      expect.objectContaining({ kind: 'untrusted-root', missingIssuer: ROOT }),
    ]);
  });
});

describe('what else can be wrong', () => {
  test('only the server certificate has expired', () => {
    const { notAfterMs } = certificates('short-lived')[0]!.fields!;
    const late = { nowMs: notAfterMs + 1 };

    expect(judge({ sent: certificates('short-lived', 'intermediate'), ...late })).toMatchObject({
      trusted: false,
      problems: [{ kind: 'expired', index: 0, notAfterMs }],
    });
    expect(judge({ sent: certificates('short-lived', 'intermediate'), nowMs: notAfterMs }).trusted).toBe(
      true,
    );
  });

  test('every certificate of the path has its dates looked at, the root that was not sent last', () => {
    const kinds = (nowMs: number): unknown[] =>
      judge({ sent: certificates('server', 'intermediate'), nowMs }).problems.map((problem) => [
        problem.kind,
        'index' in problem ? problem.index : null,
      ]);

    expect(kinds(NOW + 200 * YEAR)).toEqual([
      ['expired', 0],
      ['expired', 1],
      ['expired', 2],
    ]);
    expect(kinds(NOW - 2 * YEAR)).toEqual([
      ['not-yet-valid', 0],
      ['not-yet-valid', 1],
      ['not-yet-valid', 2],
    ]);
  });

  test.each<[string, string[], string, object, boolean]>([
    [
      'a name that is not in it',
      ['server', 'intermediate'],
      'fe02.contoso.test',
      { kind: 'name-mismatch' },
      false,
    ],
    [
      'a usage that is not ours',
      ['wrong-usage', 'intermediate'],
      HOST,
      { kind: 'wrong-usage', index: 0 },
      false,
    ],
    ['a weak key', ['weak-key', 'intermediate'], HOST, { kind: 'weak-key', index: 0, keyBits: 1024 }, true],
    [
      'a weak signature',
      ['weak-signature', 'intermediate'],
      HOST,
      { kind: 'weak-signature', index: 0, algorithm: 'SHA-1 with RSA' },
      true,
    ],
    [
      'an issuer that is no authority',
      ['by-no-authority', 'by-root'],
      'fe02.contoso.test',
      { kind: 'other', code: 'INVALID_CA' },
      false,
    ],
    [
      'a path longer than allowed',
      ['by-too-deep', 'too-deep', 'intermediate'],
      HOST,
      { kind: 'other', code: 'PATH_LENGTH_EXCEEDED' },
      false,
    ],
  ])('%s', (_name, sent, host, problem, trusted) => {
    expect(judge({ sent: certificates(...sent), host })).toMatchObject({ trusted, problems: [problem] });
  });

  test('what the library alone objects to is told once nothing else explains it', () => {
    const chain = {
      sent: certificates('server', 'intermediate'),
      libraryError: 'PERMITTED_SUBTREE_VIOLATION',
    };

    expect(judge(chain)).toMatchObject({
      trusted: false,
      problems: [{ kind: 'other', code: chain.libraryError }],
    });
    expect(judge({ ...chain, host: 'x.test' }).problems).toHaveLength(1);
    expect(judge({ ...chain, libraryError: 'CERT_HAS_EXPIRED' }).trusted).toBe(true);
    expect(judge({ ...chain, libraryError: 'SELF_SIGNED_CERT_IN_CHAIN' }).trusted).toBe(false);
  });

  test('a root that is not trusted, sent beside a path that is, does no harm', () => {
    const sent = certificates('server', 'stranger', 'intermediate');
    const libraryError = 'SELF_SIGNED_CERT_IN_CHAIN';

    expect(judge({ sent, libraryError }).trusted).toBe(true);
    expect(judge({ sent: [...sent].map(withUnreadCritical), libraryError }).trusted).toBe(false);
  });

  test('a weak signature that the library refuses without a name for it stays a weak signature', () => {
    const sent = certificates('weak-signature', 'intermediate');
    const libraryError = 'UNSPECIFIED';

    expect(judge({ sent, libraryError })).toMatchObject({
      trusted: true,
      problems: [{ kind: 'weak-signature' }],
    });
    const critical = judge({ sent: sent.map(withUnreadCritical), libraryError }).problems.at(-1);
    expect(critical).toMatchObject({ kind: 'other', code: libraryError });
    expect(JSON.stringify(critical)).toContain('critical extension');
    expect(judge({ sent: certificates('server', 'intermediate'), libraryError }).trusted).toBe(false);
  });

  test('the usage "any" is enough for a server', () => {
    const [leaf, ...others] = certificates('server', 'intermediate').map((one) =>
      withExtensions(one, { extendedKeyUsage: ['2.5.29.37.0'] }),
    );
    const libraryError = 'INVALID_PURPOSE';

    expect(judge({ sent: [leaf!, ...others], libraryError }).trusted).toBe(true);
    expect(judge({ sent: [leaf!, ...others].map(withUnreadCritical), libraryError }).trusted).toBe(false);
    expect(judge({ sent: certificates('server', 'intermediate'), libraryError }).trusted).toBe(false);
  });

  test.each([
    ['R3', 'missing-intermediate'],
    ['E5', 'missing-intermediate'],
    ['WR2', 'missing-intermediate'],
    ['CA2', 'missing-intermediate'],
    ['Fabrikam CA 1', 'missing-intermediate'],
    ['Fabrikam CA', 'untrusted-root'],
    ['Fabrikam Root CA 2', 'untrusted-root'],
    ['fabrikam-DC01-CA', 'untrusted-root'],
  ])('a server certificate alone, issued by %s: %s', (commonName, kind) => {
    const [leaf] = certificates('by-stranger');
    const issuer = { key: '00', text: `CN=${commonName}`, attributes: [{ type: 'CN', value: commonName }] };
    const named: X509 = { ...leaf!, fields: { ...leaf!.fields!, issuer } };

    expect(judge({ sent: [named] }).problems).toMatchObject([
      { kind, missingIssuer: issuer.text, certain: false },
    ]);
  });

  test('no certificate, and one that cannot be read', () => {
    expect(judge({ sent: [] })).toMatchObject({ trusted: false, problems: [{ code: 'NO_CERTIFICATE' }] });
    expect(judge({ sent: [readX509(Uint8Array.of(1, 2, 3))] })).toMatchObject({
      trusted: false,
      problems: [{ code: 'UNREADABLE_CERTIFICATE' }],
    });
  });
});

test('a forged certificate of the right names is not taken for the intermediate', () => {
  const forged = { ...certificates('intermediate')[0]!, sha256: 'f'.repeat(64) };
  const wrongKey: X509 = { ...forged, der: certificates('stranger')[0]!.der };

  const judgement = judge({ sent: [...certificates('server'), wrongKey] });

  expect(judgement.trusted).toBe(false);
});

function judge(chain: Partial<ChainToJudge>): ChainJudgement {
  return judgeChain({
    sent: [],
    seen: [],
    anchors: store('root'),
    host: HOST,
    nowMs: NOW,
    libraryError: null,
    ...chain,
  });
}

function withExtensions(one: X509, extensions: Partial<NonNullable<X509['fields']>['extensions']>): X509 {
  const fields = one.fields!;
  return { ...one, fields: { ...fields, extensions: { ...fields.extensions, ...extensions } } };
}

function withUnreadCritical(one: X509): X509 {
  return withExtensions(one, { hasUnreadCritical: true });
}

function certificates(...names: string[]): X509[] {
  return names.flatMap((name) => certificatesOfPem(fixture(`${name}.pem`))).map(readX509);
}

function store(...names: string[]): ReturnType<typeof createTrustAnchors> {
  return createTrustAnchors(names.flatMap((name) => certificatesOfPem(fixture(`${name}.pem`))));
}
