import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { deriveInstance } from './endpoint-id.ts';
import { headerValues } from './message.ts';
import { parseNameAddr } from './name-addr.ts';
import { parameterValue } from './parameters.ts';
import { buildRegisterRequest, type RegisterInput } from './register-request.ts';
import { serializeSipMessage } from './serialize-message.ts';
import { parseSipUri } from './sip-uri.ts';
import { parseVia } from './via.ts';
import vectors from './vectors/endpoint-id.json' with { type: 'json' };

const sha1 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash('sha1').update(bytes).digest());

const input: RegisterInput = {
  address: 'alice@contoso.test',
  localAddress: '192.0.2.10',
  localPort: 50_123,
  transport: 'tls',
  epid: '8248ca9ebb',
  instance: '4233fd41-093b-5fd6-b5d2-651ed55969e6',
  callId: 'd5f2b95d5be64c2cbfb38aa5d3a87ae7',
  fromTag: '4a2b44d131',
  cseq: 1,
};

describe('deriveInstance', () => {
  test.each(vectors.instances)('$epid', ({ epid, instance }) => {
    expect(deriveInstance(epid, sha1)).toBe(instance);
  });

  test('something else than a SHA-1 is a bug', () => {
    expect(() => deriveInstance('01010101', () => new Uint8Array(16))).toThrow(/SHA-1/);
  });
});

describe('buildRegisterRequest', () => {
  test('is the REGISTER of the Skype for Business client', () => {
    expect(new TextDecoder().decode(serializeSipMessage(buildRegisterRequest(input)))).toBe(
      [
        'REGISTER sip:contoso.test SIP/2.0',
        'Via: SIP/2.0/TLS 192.0.2.10:50123',
        'Max-Forwards: 70',
        'From: <sip:alice@contoso.test>;tag=4a2b44d131;epid=8248ca9ebb',
        'To: <sip:alice@contoso.test>',
        'Call-ID: d5f2b95d5be64c2cbfb38aa5d3a87ae7',
        'CSeq: 1 REGISTER',
        'Contact: <sip:192.0.2.10:50123;transport=tls;ms-opaque=8248ca9ebb>;methods="INVITE, MESSAGE, INFO, OPTIONS, BYE, CANCEL, NOTIFY, ACK, REFER, BENOTIFY";proxy=replace;+sip.instance="<urn:uuid:4233fd41-093b-5fd6-b5d2-651ed55969e6>"',
        'User-Agent: UCCAPI/16.0.4600.1000 OC/16.0.4600.1000 (Skype for Business)',
        'Supported: gruu-10, adhoclist, msrtc-event-categories',
        'Supported: ms-forking',
        'Supported: ms-cluster-failover',
        'Supported: ms-userservices-state-notification',
        'ms-keep-alive: UAC;hop-hop=yes',
        'Event: registration',
        'Content-Length: 0',
        '',
        '',
      ].join('\r\n'),
    );
  });

  test('an IPv6 address stands in brackets and without its zone', () => {
    const request = buildRegisterRequest({ ...input, localAddress: 'fe80::1%eth0' });
    const contact = parseNameAddr(headerValues(request, 'Contact')[0] ?? '');

    expect(parseVia(headerValues(request, 'Via')[0] ?? '')).toMatchObject({ host: 'fe80::1', port: 50_123 });
    expect(parseSipUri(contact?.uri ?? '')).toMatchObject({ host: 'fe80::1', port: 50_123 });
    expect(parameterValue(contact?.parameters ?? [], '+sip.instance')).toBe(`<urn:uuid:${input.instance}>`);
  });

  test.each([
    [{ expires: 0 }, 'Expires', ['0']],
    [{ expires: null }, 'Expires', []],
    [{ subnet: '192.0.2.0' }, 'ms-subnet', ['192.0.2.0']],
    [{ userAgent: 'Rungs/1.0' }, 'User-Agent', ['Rungs/1.0']],
    [{ cseq: 7 }, 'CSeq', ['7 REGISTER']],
  ])('%j', (change, header, values) => {
    expect(headerValues(buildRegisterRequest({ ...input, ...change }), header)).toEqual(values);
  });

  test('it never asks for presence', () => {
    expect(headerValues(buildRegisterRequest(input), 'Supported').join()).not.toContain('presence');
  });
});
