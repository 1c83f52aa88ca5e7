import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SipResponse } from './message.ts';
import { redirectContacts } from './redirect-contacts.ts';

function redirect(...contacts: readonly string[]): SipResponse {
  const headers = contacts.map((value) => ({ name: 'Contact', value }));
  return { kind: 'response', status: 301, reason: 'Moved', headers, body: new Uint8Array(0) };
}

describe('redirectContacts', () => {
  it('puts the highest q first and keeps the order of equals, over several headers and lists', () => {
    const contacts = redirectContacts(
      redirect(
        '<sip:pool02.contoso.test:5061;transport=TLS>;q=0.3, <sip:POOL01.contoso.test:5061;transport=tls>;q=0.7',
        '<sip:pool03.contoso.test;transport=tls>',
        'sip:pool04.contoso.test:443;q=0.3',
      ),
    );

    expect(contacts.map(({ place, q }) => [place?.host, place?.port, q])).toEqual([
      ['pool03.contoso.test', 5061, 1],
      ['pool01.contoso.test', 5061, 0.7],
      ['pool02.contoso.test', 5061, 0.3],
      ['pool04.contoso.test', 443, 0.3],
    ]);
    expect(contacts.every(({ isEncrypted }) => isEncrypted)).toBe(true);
  });

  it('keeps the transport of the request where none is given, and tells one without TLS', () => {
    const [bare, tcp, sips] = redirectContacts(
      redirect('<sip:a.test>', '<sip:b.test;transport=tcp>', '<sips:c.test;transport=tcp>'),
    );

    expect([bare?.isEncrypted, tcp?.isEncrypted, sips?.isEncrypted]).toEqual([true, false, true]);
  });

  it('reports what is no SIP URI instead of leaving it out', () => {
    expect(redirectContacts(redirect('<https://portal.contoso.test/>', '"open <sip:a', '*'))).toMatchObject([
      { uri: 'https://portal.contoso.test/', place: null },
      { uri: '"open <sip:a', place: null },
      { uri: '*', place: null },
    ]);
    expect(redirectContacts(redirect())).toEqual([]);
    expect(redirectContacts(redirect('', ' , '))).toEqual([]);
  });

  it('takes an address in brackets, and a q that is none for the highest', () => {
    expect(redirectContacts(redirect('<sip:[2001:db8::1]:5061>;q=high'))).toMatchObject([
      { place: { host: '2001:db8::1', port: 5061 }, q: 1 },
    ]);
  });

  it('never fails, and gives only places that can be dialled', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 80 }), { maxLength: 6 }), (values) => {
        for (const { place, q } of redirectContacts(redirect(...values))) {
          expect(q >= 0 && q <= 1).toBe(true);
          if (place !== null) expect(place.host !== '' && place.port > 0 && place.port < 65_536).toBe(true);
        }
      }),
    );
  });
});
