import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { base64OfBytes, bytesOfBase64 } from './base64.ts';
import { certificateOrder, readCertificateAnswer } from './get-and-publish-cert.ts';
import { metadataRequest, readMetadata } from './mex.ts';
import { computedKey, proofSignature, signedInfoElement, timestampElement } from './proof.ts';
import { rawElement } from './raw-element.ts';
import { ticketRequest } from './rst.ts';
import { readTicketAnswer, readXmlTime } from './rstr.ts';
import { readSoapFault } from './soap-fault.ts';
import { allTextOf, escapeXml, findElement, readXml, type XmlElement } from '../xml/xml.ts';

const vector = (name: string): string => readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8');
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const value = <T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T => {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
/** An element without what the order of writing decides: for comparison with the documents of the reference. */
const shapeOf = ({ name, attributes, children, text }: XmlElement): unknown => ({
  name,
  attributes: Object.fromEntries(
    [...attributes].filter(([key, content]) => key !== 'xmlns' && !/^http:|^urn:(?!comp)/.test(content)),
  ),
  text: text.replace(/\s+/g, ''),
  children: children.map(shapeOf),
});

describe('metadata', () => {
  it('name the port for a signed ticket, and who issues it', () => {
    expect(value(readMetadata(vector('mex-certprov.xml')))).toEqual([
      {
        name: 'CertProvisioningServiceWebTicketProof_SHA1',
        url: 'https://webint.contoso.com/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1',
        ticketIssuer: 'https://webint.contoso.com/WebTicket/WebTicketService.svc',
        needsProof: true,
      },
    ]);
  });

  it('name ports that take no ticket', () => {
    expect(
      value(readMetadata(vector('mex-webticket.xml'))).map(({ name, ticketIssuer }) => [name, ticketIssuer]),
    ).toEqual([
      ['WebTicketServiceWinNegotiate', null],
      ['WsFedBearer', null],
    ]);
  });

  it('are found inside of a WS-MetadataExchange answer, and a policy by the reference of its binding', () => {
    const wsdl = vector('mex-certprov.xml')
      .replace(/<\?xml[^>]*\?>/, '')
      .replaceAll('EndorsingSupportingTokens', 'SignedSupportingTokens')
      .replace('wsu:Id="CertProvisioningServiceWebTicketProof_SHA1_policy"', 'wsu:Id="elsewhere"')
      .replace(
        '<wsdl:service',
        '<wsdl:binding name="CertProvisioningServiceWebTicketProof_SHA1"><wsp:PolicyReference URI="#elsewhere"/></wsdl:binding><wsdl:service',
      );
    const answer = `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><Metadata><MetadataSection>${wsdl}</MetadataSection></Metadata></s:Body></s:Envelope>`;

    expect(value(readMetadata(answer))).toMatchObject([
      { ticketIssuer: 'https://webint.contoso.com/WebTicket/WebTicketService.svc', needsProof: false },
    ]);
  });

  it.each([
    ['<html><body>Sign in</body></html>', 'without a service description'],
    ['<definitions/>', 'names no port'],
    [
      '<definitions><service><port name="a"><address location="file:///etc/passwd"/></port></service></definitions>',
      'names no port',
    ],
    ['Not XML', ''],
    ['', ''],
  ])('%j are none', (text, reason) => {
    const read = readMetadata(text);

    expect(read.ok).toBe(false);
    expect(read.ok ? '' : read.error).toContain(reason);
  });

  it('are asked for in SOAP 1.2 where a GET is not understood', () => {
    const root = value(readXml(metadataRequest('https://web/a?b&c', 'the-id')));

    expect(findElement(root, 'To')?.text).toBe('https://web/a?b&c');
    expect(findElement(root, 'Action')?.text).toBe('http://schemas.xmlsoap.org/ws/2004/09/transfer/Get');
  });
});

describe('a ticket request', () => {
  it('is the one of the reference', () => {
    const written = ticketRequest({
      context: '7d0c4a52-6c0b-5f0e-9f42-2f9a4d1b7c01',
      audience: 'https://webint.contoso.com/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1',
      address: 'alice@contoso.com',
      entropy: bytes('0123456789ABCDEF0123456789ABCDEF'),
    });

    expect(shapeOf(value(readXml(written)))).toEqual(shapeOf(value(readXml(vector('soap-rst-request.xml')))));
  });
});

describe('a ticket', () => {
  const answer = vector('soap-rstr-response.xml');

  it('is read, and its assertion kept byte for byte', () => {
    const { assertion, proof, ...ticket } = value(readTicketAnswer(answer));

    expect(assertion).toBe(
      answer.slice(answer.indexOf('<saml:Assertion'), answer.indexOf('</RequestedSecurityToken>')).trimEnd(),
    );
    expect(proof).toEqual({ kind: 'computed', serverEntropy: bytes('FEDCBA9876543210FEDCBA9876543210') });
    expect(ticket).toEqual({
      assertionId: 'SamlSecurityToken-3f1f5a5e-0f50-4b0e-8c2e-6a1d1f0e9a10',
      created: '2030-01-15T08:00:00.000Z',
      expires: '2030-01-15T16:00:00.000Z',
      createdMs: Date.UTC(2030, 0, 15, 8),
      expiresMs: Date.UTC(2030, 0, 15, 16),
      name: 'sip:alice@contoso.com',
      audience: 'https://webint.contoso.com/CertProv/CertProvisioningService.svc/WebTicket_Proof_SHA1',
    });
  });

  it('is found whatever comments, sections and quotes stand around and inside of it', () => {
    const odd =
      `<a:Assertion AssertionID='x' note="1 > 0 </a:Assertion>"><!-- </a:Assertion> --><b><a:Assertion/></b>` +
      `<![CDATA[</a:Assertion>]]></a:Assertion >`;
    const text = `<!-- <RequestedSecurityToken><Assertion/> --><R><RequestedSecurityToken><?x <Assertion>?>${odd}</RequestedSecurityToken></R>`;

    expect(rawElement(text, 'RequestedSecurityToken', 'Assertion')).toBe(odd);
    expect(rawElement('<R><Assertion/></R>', 'RequestedSecurityToken', 'Assertion')).toBeNull();
    expect(rawElement('<T><A/></T>', 'T', 'A')).toBe('<A/>');
  });

  it('may come with a key that the service chose, or with none', () => {
    const given = answer.replace(/<ComputedKey>.*<\/ComputedKey>/, '<BinarySecret>AQID</BinarySecret>');
    const none = answer.replace(/<Entropy>[^]*<\/Entropy>/, '');

    expect(value(readTicketAnswer(given)).proof).toEqual({ kind: 'given', key: Uint8Array.of(1, 2, 3) });
    expect(value(readTicketAnswer(none)).proof).toEqual({ kind: 'none' });
  });

  it.each([
    ['no assertion', answer.replaceAll('saml:Assertion', 'saml:Other')],
    ['no id', answer.replace('AssertionID=', 'Other=')],
    ['another key derivation', answer.replace('CK/PSHA1', 'CK/Other')],
    ['a broken half of the key', answer.replace('RkVEQ0JB', '!!!!')],
    ['another document', '<html><body/></html>'],
    ['a document type', answer.replace('<s:Envelope', '<!DOCTYPE a [<!ENTITY b "c">]><s:Envelope')],
    ['half of it', answer.slice(0, 1_500)],
  ])('with %s is none', (_, text) => {
    expect(readTicketAnswer(text).ok).toBe(false);
  });

  it.each([
    ['2030-01-15T08:00:00Z', Date.UTC(2030, 0, 15, 8)],
    ['2030-01-15T08:00:00.1234567Z', Date.UTC(2030, 0, 15, 8, 0, 0, 123)],
    ['2030-01-15T08:00:00+01:30', Date.UTC(2030, 0, 15, 6, 30)],
    ['2030-01-15T08:00:00-01:30', Date.UTC(2030, 0, 15, 9, 30)],
    ['2030-13-15T08:00:00Z', null],
    ['2030-01-15', null],
    ['', null],
  ])('time %j', (text, time) => expect(readXmlTime(text)).toBe(time));
});

describe('the proof', () => {
  const timestamp = timestampElement('2030-01-15T08:00:00.000Z', '2030-01-15T16:00:00.000Z');

  it('has a key of both halves, whatever its length', () => {
    const [secret, seed] = [bytes('client half'), bytes('server half')];
    const hmac = (...parts: Uint8Array[]): Buffer =>
      createHmac('sha1', secret).update(Buffer.concat(parts)).digest();
    const a1 = hmac(seed);
    const a2 = hmac(a1);
    const whole = Buffer.concat([hmac(a1, seed), hmac(a2, seed)]);

    for (const length of [1, 16, 20, 32, 40])
      expect(Buffer.from(computedKey(secret, seed, length))).toEqual(whole.subarray(0, length));
  });

  it('is over the very characters that stand in the message', () => {
    const key = bytes('0123456789ABCDEF0123456789ABCDEF');
    const signature = proofSignature(timestamp, 'SamlSecurityToken-1', key);
    const signedInfo = signedInfoElement(timestamp);
    const digest = createHash('sha1').update(timestamp).digest('base64');

    expect(signature).toContain(signedInfo);
    expect(signedInfo).toContain(`<DigestValue>${digest}</DigestValue>`);
    expect(signature).toContain(
      `<SignatureValue>${createHmac('sha1', key).update(signedInfo).digest('base64')}</SignatureValue>`,
    );
  });

  it('is written in canonical form (these digests are those of an independent canonicalizer)', () => {
    // Python's xml.etree.ElementTree.canonicalize leaves both as they are.
    expect(timestamp).toBe(
      '<wsu:Timestamp xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd" wsu:Id="timestamp">' +
        '<wsu:Created>2030-01-15T08:00:00.000Z</wsu:Created><wsu:Expires>2030-01-15T16:00:00.000Z</wsu:Expires></wsu:Timestamp>',
    );
    expect(signedInfoElement(timestamp)).not.toMatch(/\/>|> </);
  });
});

describe('an order for a certificate', () => {
  const reference = vector('soap-getandpublishcert-request.xml');
  const text = (root: XmlElement, name: string): string => findElement(root, name)?.text ?? '';

  it('is the one of the reference, with the ticket and its signature in it', () => {
    const wanted = value(readXml(reference));
    const assertion =
      '<saml:Assertion xmlns:saml="urn:x" AssertionID="SamlSecurityToken-3f1f5a5e-0f50-4b0e-8c2e-6a1d1f0e9a10" />';
    const written = certificateOrder({
      url: text(wanted, 'To'),
      messageId: text(wanted, 'MessageID').slice('uuid:'.length),
      requestId: text(wanted, 'RequestID'),
      deviceId: '7d0c4a52-6c0b-5f0e-9f42-2f9a4d1b7c01',
      address: 'alice@contoso.com',
      certificateRequest: bytesOfBase64(text(wanted, 'BinarySecurityToken')) ?? new Uint8Array(),
      ticket: {
        assertion,
        assertionId: 'SamlSecurityToken-3f1f5a5e-0f50-4b0e-8c2e-6a1d1f0e9a10',
        created: '2030-01-15T08:00:00.000Z',
        expires: '2030-01-15T16:00:00.000Z',
      },
      proofKey: new Uint8Array(32),
    });
    const [digest, signature] = ['DigestValue', 'SignatureValue'].map((name) =>
      text(value(readXml(written)), name),
    );

    expect(written).toContain(`</wsu:Timestamp>${assertion}<Signature`);
    const filled = reference
      .replace(/<!-- here.*-->/, '')
      .replace(/AAAAAAAAAAAAAAAAAAAAAAAAAAA=/, digest ?? '');
    expect(shapeOf(value(readXml(written.replace(assertion, ''))))).toEqual(
      shapeOf(value(readXml(filled.replace(/AAAAAAAAAAAAAAAAAAAAAAAAAAA=/, signature ?? '')))),
    );
  });

  it('is answered with a certificate', () => {
    const answer = value(readCertificateAnswer(vector('soap-getandpublishcert-response.xml')));

    expect(answer).toMatchObject({ kind: 'certificate' });
    expect(answer.kind === 'certificate' && answer.der.length).toBe(829);
  });

  it.each([
    ['', null, 'The certificate request could not be processed.'],
    ['<ErrorId>4711</ErrorId><Reason a="b">No</Reason>', 4711, '4711 No a=b'],
  ])('is answered with an error inside of a 200 (%s)', (inner, id, words) => {
    const answer = vector('soap-getandpublishcert-errorinfo.xml');
    const filled = inner === '' ? answer : answer.replace(/(<ErrorInfo>).*(<\/ErrorInfo>)/, `$1${inner}$2`);

    expect(value(readCertificateAnswer(filled))).toEqual({ kind: 'error-info', id, text: words });
  });

  it.each([
    '<a/>',
    '<GetAndPublishCertResponse/>',
    '<GetAndPublishCertResponse><RequestedSecurityToken><BinarySecurityToken>?</BinarySecurityToken></RequestedSecurityToken></GetAndPublishCertResponse>',
    '',
  ])('%j is no answer', (body) => expect(readCertificateAnswer(body).ok).toBe(false));
});

describe('a fault', () => {
  it('of SOAP 1.1 with diagnostics', () => {
    expect(readSoapFault(vector('soap-fault-ocsdiagnostics.xml'))).toEqual({
      code: 'FailedAuthentication',
      reason: 'User is not SIP enabled.',
      diagnosticsId: 28000,
      diagnosticsReason: 'User is not SIP enabled.',
    });
  });

  it('of SOAP 1.2', () => {
    const fault =
      '<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body><S:Fault><S:Code><S:Value>S:Sender</S:Value>' +
      '<S:Subcode><S:Value>wst:FailedAuthentication</S:Value></S:Subcode></S:Code><S:Reason><S:Text xml:lang="en">Authentication Failure</S:Text></S:Reason>' +
      '<S:Detail><psf:error><psf:internalerror><psf:text>AADSTS50126: wrong.</psf:text></psf:internalerror></psf:error></S:Detail></S:Fault></S:Body></S:Envelope>';

    expect(readSoapFault(fault)).toMatchObject({
      code: 'FailedAuthentication',
      reason: 'AADSTS50126: wrong.',
    });
  });

  it.each([vector('soap-rstr-response.xml'), '<Fault/>', 'no XML', ''])('is none in %j', (text) => {
    expect(readSoapFault(text)).toBeNull();
  });
});

describe('XML from outside', () => {
  const readers = [readMetadata, readTicketAnswer, readCertificateAnswer, readSoapFault] as const;
  const vectors = [
    'mex-certprov.xml',
    'soap-rstr-response.xml',
    'soap-getandpublishcert-response.xml',
    'soap-fault-ocsdiagnostics.xml',
  ].map(vector);

  it('is never more than refused, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 300 }).map((given) => Buffer.from(given).toString('latin1')),
          fc.string({
            unit: fc.constantFrom('<', '>', '/', '"', 'a', ':', '!', '-', '[', ']', '?', '=', ' '),
            maxLength: 200,
          }),
        ),
        (text) => {
          for (const read of readers) read(text);
          rawElement(text, 'a', 'a');
        },
      ),
    );
  });

  it('is never more than refused when a good document is damaged', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...vectors),
        fc.nat(),
        fc.nat(40),
        fc.string({ maxLength: 12 }),
        (text, at, length, inserted) => {
          const from = at % text.length;
          const damaged = text.slice(0, from) + inserted + text.slice(from + length);
          for (const read of readers) read(damaged);
          rawElement(damaged, 'RequestedSecurityToken', 'Assertion');
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['depth', `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`],
    ['elements', `<a>${'<b/>'.repeat(60_000)}</a>`],
    ['length', `<a>${'x'.repeat(1_100_000)}</a>`],
    ['entities', '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><l>&b;</l>'],
  ])('has a limit of %s', (_, text) => {
    expect(readXml(text).ok).toBe(false);
  });

  it('keeps text as it was escaped', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        // eslint-disable-next-line no-control-regex
        const kept = text.replace(/[\u0000-\u001f\u007f]/g, '').trim();
        const root = value(readXml(`<a b="${escapeXml(kept)}"><c>${escapeXml(kept)}</c></a>`));

        expect(findElement(root, 'c')?.text).toBe(kept);
        expect(allTextOf(root)).toContain(kept);
      }),
    );
  });

  it('reads CDATA as it stands', () => {
    expect(value(readXml('<a> x<![CDATA[<&amp;>]]>&amp;y </a>')).text).toBe('x<&amp;>&y');
  });
});

describe('base64', () => {
  it('goes both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 20_000 }), (given) => {
        expect(base64OfBytes(given)).toBe(Buffer.from(given).toString('base64'));
        expect(bytesOfBase64(base64OfBytes(given))).toEqual(given);
      }),
      { numRuns: 20 },
    );
  });

  it.each(['', ' ', 'a', 'ab=c', 'a===', '====', 'äöü='])('%j is none', (text) => {
    expect(bytesOfBase64(text)).toBeNull();
  });
});
