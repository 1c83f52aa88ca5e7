import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import ntlm from '../ntlm/vectors/ntlm-sip.json' with { type: 'json' };
import { signatureBytes } from './authorization.ts';
import { connectionlessSignature, connectionlessSignatureProblem } from '../ntlm/signature.ts';
import type { SipHeader, SipMessage } from './message.ts';
import { signatureBuffer, type SignatureInput } from './signature-buffer.ts';
import vectors from './vectors/signature-buffer.json' with { type: 'json' };

const unhex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'));

function message(status: number | null, headers: readonly SipHeader[]): SipMessage {
  const body = new Uint8Array(0);
  return status === null
    ? { kind: 'request', method: 'X', requestUri: 'sip:contoso.test', headers, body }
    : { kind: 'response', status, reason: 'OK', headers, body };
}

function textOf(given: SipMessage, input: SignatureInput): string {
  return new TextDecoder().decode(signatureBuffer(given, input));
}

interface VectorFields {
  readonly scheme: string;
  readonly rand: string;
  readonly num: string;
  readonly realm: string;
  readonly targetname: string;
  readonly callId: string;
  readonly cseq: string;
  readonly method: string;
  readonly fromUri: string;
  readonly fromTag: string;
  readonly toUri: string;
  readonly toTag?: string;
  readonly expires?: string;
  readonly status?: number;
  readonly paiSip?: string;
  readonly paiTel?: string;
}

test.each(vectors.cases)('case %#, version $version', ({ version, fields, buffer }) => {
  const given: VectorFields = fields;
  const to = given.toTag === undefined ? '' : `;tag=${given.toTag}`;
  const headers: SipHeader[] = [
    { name: 'f', value: `"Alice <A>, B" <${given.fromUri}>;epid=8248ca9ebb;tag=${given.fromTag}` },
    { name: 'To', value: `<${given.toUri}>${to}` },
    { name: 'Call-ID', value: given.callId },
    { name: 'CSeq', value: `${given.cseq} ${given.method}` },
    { name: 'Contact', value: `<${given.fromUri}>;expires=4711` },
  ];
  if (given.expires !== undefined) headers.push({ name: 'Expires', value: given.expires });
  if (given.paiSip !== undefined && given.paiTel !== undefined) {
    headers.push({ name: 'P-Asserted-Identity', value: `"Alice" <${given.paiSip}>,<${given.paiTel}>` });
    headers.push({ name: 'P-Preferred-Identity', value: '<sip:other@contoso.test>' });
  }
  if (version !== 2 && version !== 3 && version !== 4) throw new Error('no such version');

  expect(textOf(message(given.status ?? null, headers), { ...given, version })).toBe(buffer);
});

describe('a real exchange with OCS 2007 R2', () => {
  const ocs = ntlm.v4_ocs2007r2;
  const common: readonly SipHeader[] = [
    { name: 'Call-ID', value: '4037df9284354df39065195bd57a4b14' },
    { name: 'CSeq', value: '3 REGISTER' },
  ];
  const association = { scheme: 'NTLM', realm: ocs.realm, targetname: ocs.targetname, version: 4 } as const;

  test('the REGISTER, and the signature over it', () => {
    const buffer = signatureBuffer(
      message(null, [
        { name: 'From', value: '<sip:user@cosmo.local>;tag=3e49177a52;epid=c8ca638a15' },
        { name: 'To', value: '<sip:user@cosmo.local>' },
        ...common,
      ]),
      { ...association, rand: ocs.request.crand, num: ocs.request.cnum },
    );

    expect(new TextDecoder().decode(buffer)).toBe(ocs.request.signatureBuffer);
    expect(
      connectionlessSignature(unhex(ocs.clientSignKey), unhex(ocs.clientSealKey), ocs.seqNum, buffer),
    ).toEqual(signatureBytes(ocs.request.response));
  });

  test('the 200, to which the server has added a display name', () => {
    const buffer = signatureBuffer(
      message(200, [
        { name: 'From', value: '"User"<sip:user@cosmo.local>;tag=3e49177a52;epid=c8ca638a15' },
        { name: 'To', value: '<sip:user@cosmo.local>;tag=5E61CCD925D17E043D9A74835A88F664' },
        ...common,
        { name: 'Contact', value: '<sip:192.0.2.10:12723;transport=tls>;expires=900' },
        { name: 'Expires', value: '7200' },
      ]),
      { ...association, rand: ocs.response.srand, num: ocs.response.snum },
    );

    expect(new TextDecoder().decode(buffer)).toBe(ocs.response.signatureBuffer);
    expect(
      connectionlessSignatureProblem(
        unhex(ocs.serverSignKey),
        unhex(ocs.serverSealKey),
        buffer,
        unhex(ocs.response.rspauth),
      ),
    ).toBeNull();
  });

  test('version 2, which has neither To URI nor identities', () => {
    const v2 = ntlm.v2_noExtendedSessionSecurity;
    const uri = 'sip:gabriel@ocs.provo.novell.com';

    const text = textOf(
      message(200, [
        { name: 'From', value: `<${uri}>;tag=2947328781` },
        { name: 'To', value: `<${uri}>;tag=B816D65C2300A32CFA6D371F2AF537FD` },
        { name: 'Call-ID', value: '8592g5DCBa1694i5887m0D0Bt2247b3F38xAE9Fx' },
        { name: 'CSeq', value: '3 REGISTER' },
        { name: 'Expires', value: '900' },
      ]),
      {
        scheme: 'NTLM',
        rand: '0878F41B',
        num: '1',
        realm: 'SIP Communications Service',
        targetname: 'ocs1.ocs.provo.novell.com',
        version: 2,
      },
    );

    expect(text).toBe(v2.signatureBuffer);
  });
});

describe('identities and oddities', () => {
  const input: SignatureInput = {
    scheme: 'NTLM',
    rand: 'r',
    num: '1',
    realm: 'R',
    targetname: 't',
    version: 4,
  };
  const fieldsOf = (...headers: SipHeader[]): readonly string[] =>
    textOf(message(null, headers), input).slice(1, -1).split('><');

  test.each([
    ['P-Asserted-Identity', 'tel:+15550100', ['', 'tel:+15550100']],
    ['P-Asserted-Identity', '<sip:a@contoso.test;user=phone>', ['sip:a@contoso.test;user=phone', '']],
    ['P-Preferred-Identity', '<tel:+1>, "B, b" <SIP:b@contoso.test>', ['SIP:b@contoso.test', 'tel:+1']],
    ['P-Asserted-Identity', '<sip:a@contoso.test', ['', '']],
  ])('%s: %s', (name, value, expected) => {
    expect(fieldsOf({ name, value }).slice(12, 14)).toEqual(expected);
  });

  test('identities on two lines are one list', () => {
    const fields = fieldsOf(
      { name: 'P-Asserted-Identity', value: '<sip:a@contoso.test>' },
      { name: 'p-asserted-identity', value: '<tel:+1>' },
    );

    expect(fields.slice(12, 14)).toEqual(['sip:a@contoso.test', 'tel:+1']);
  });

  test('values stay as they are: case, leading zeros, URI parameters; a display name outside the grammar does no harm', () => {
    const fields = fieldsOf(
      { name: 'From', value: 'Alice (Home) <SIP:Alice@Contoso.test;x=1>;tag=AbC' },
      { name: 'CSeq', value: '007  Register' },
      { name: 'Call-ID', value: ' Ab@C ' },
      { name: 'Expires', value: '0' },
    );

    expect(fields).toEqual(
      ['NTLM', 'r', '1', 'R', 't', 'Ab@C', '007', 'Register', 'SIP:Alice@Contoso.test;x=1', 'AbC'].concat([
        '',
        '',
        '',
        '',
        '0',
      ]),
    );
  });

  test('any headers give a buffer', () => {
    const name = fc.constantFrom('From', 'To', 'CSeq', 'Call-ID', 'Expires', 'P-Asserted-Identity');
    const value = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('<', '>', '"', ',', ';', 's', 'ip:', 'tag=', ' ', '\\') }),
    );
    fc.assert(
      fc.property(fc.array(fc.record({ name, value }), { maxLength: 8 }), (headers) => {
        expect(textOf(message(401, headers), input).endsWith('<401>')).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
