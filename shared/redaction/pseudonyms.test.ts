import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogBuilder } from '../findings/testing/log-builder.ts';
import { isInDomain } from '../protocol/dns/dns-name.ts';
import { HostPseudonyms } from './host-pseudonyms.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { redactLog } from './redact-log.ts';
/** What becomes of texts in a run of alice@contoso.test. */
function strictly(texts: readonly string[], known: readonly string[] = []): readonly string[] {
  const log = new LogBuilder().start();
  log.add('authentication.password.submitted', {
    carrier: 'sip',
    to: 'fe01.contoso.test',
    user: 'CONTOSO\\alice',
  });
  for (const name of known) log.address(name, []);
  for (const text of texts) log.add('probe.crashed', { message: text, stack: null });
  const { events } = redactLog(log.log, 'strict');
  return events.flatMap(({ kind, data }) => (kind === 'probe.crashed' ? [data.message] : []));
}

describe('texts', () => {
  it.each([
    ['Alice of CONTOSO asks FE01', 'user1 of DOMAIN1 asks HOST1'],
    [
      'sip:alice@contoso.test, at fe01.contoso.test:5061.',
      'sip:user1@domain1.example, at host1.domain1.example:5061.',
    ],
    ['contoso\\alice', 'domain1\\user1'],
    [
      '_sip._tls.contoso.test and lyncdiscover.Contoso.Test',
      '_sip._tls.domain1.example and lyncdiscover.domain1.example',
    ],
    ['*.contoso.test', '*.domain1.example'],
    [
      'sipdir.online.lync.com, login.microsoftonline.com',
      'sipdir.online.lync.com, login.microsoftonline.com',
    ],
    ['fabrikam-tenant.online.lync.com', 'host2.online.lync.com'],
    [
      'http://schemas.microsoft.com/2006/09/sip/roaming-self',
      'http://schemas.microsoft.com/2006/09/sip/roaming-self',
    ],
    [
      'HTTP/1.1 404 at 12:34:56.789, TLSv1.2, 1.3.6.1.5.5.7.3.1',
      'HTTP/1.1 404 at 12:34:56.789, TLSv1.2, 1.3.6.1.5.5.7.3.1',
    ],
    ['RTC/7.0 UCCAPI/16.0.5266.1000', 'RTC/7.0 UCCAPI/16.0.5266.1000'],
    [
      'application/vnd.microsoft.rtc.autodiscover+xml;v=1, com.microsoft.rtc-multiparty, presence.wpending',
      'application/vnd.microsoft.rtc.autodiscover+xml;v=1, com.microsoft.rtc-multiparty, presence.wpending',
    ],
    ['failed.The server said 0xC0000234', 'failed.The server said 0xC0000234'],
    [
      'sip:pool01.contoso.test@contoso.test;gruu;opaque=srvr:MRAS:x',
      'sip:host2.domain1.example@domain1.example;gruu;opaque=srvr:MRAS:00000000-0000-0000-0000-000000000001',
    ],
    [
      '+sip.instance="<urn:uuid:1F6A9C33-0B7D-5A44-9E21-7C5D3B2A1908>"',
      '+sip.instance="<urn:uuid:00000000-0000-0000-0000-000000000001>"',
    ],
    ['tel:+4930555', 'tel:+9990001'],
    ['"Gundula Xylander" <sip:gx@contoso.test>', '"person1" <sip:user2@domain1.example>'],
  ])('%s', (text, expected) => {
    expect(strictly([text])).toEqual([expected]);
  });

  it('are treated alike in the log and in other files', () => {
    const log = new LogBuilder().start();
    log.address('fe01.contoso.test', ['10.1.2.3', '10.1.2.4', '10.9.9.9']);
    const { events, redactText } = redactLog(log.log, 'strict', { hosts: ['WS-ALICE7'], users: ['aadams'] });
    const text = redactText(
      'alice at fe01.contoso.test (10.1.2.3, 10.1.2.4, 10.9.9.9) from WS-ALICE7 as aadams, new.contoso.test',
    );

    expect(text).toBe(
      'user2 at host2.domain1.example (10.0.1.1, 10.0.1.2, 10.0.2.1) from HOST1 as user1, host3.domain1.example',
    );
    expect(JSON.stringify(events)).toContain('"addresses":["10.0.1.1","10.0.1.2","10.0.2.1"]');
    expect(redactText(text)).toBe(text);
  });

  it('give nobody the pseudonym of another', () => {
    expect(strictly(['user1@contoso.test and host1.contoso.test'], ['host1.contoso.test'])).toEqual([
      'user1@domain1.example and host1.domain1.example',
    ]);
    expect(strictly(['bob@contoso.test', 'user2@contoso.test'])).toEqual([
      'user3@domain1.example',
      'user2@domain1.example',
    ]);
  });
});

const label = fc.constantFrom(
  'a',
  'b',
  'fe01',
  'contoso',
  'sip',
  'lyncdiscover',
  '*',
  'co',
  'uk',
  'test',
  'online',
  'lync',
  'com',
  'host1',
);
const name = fc.array(label, { minLength: 2, maxLength: 5 }).map((labels) => labels.join('.'));

describe('host names', () => {
  it('stay inside or outside of one another, and apart', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const pseudonyms = new Pseudonyms();
        const hosts = new HostPseudonyms(pseudonyms);
        pseudonyms.settle();
        const [first, second] = [hosts.host(one), hosts.host(other)];

        expect(isInDomain(first, second)).toBe(isInDomain(one, other));
        expect(first === second).toBe(one === other);
        if (/[a-z]/.test(one)) expect(hosts.host(one.toUpperCase())).toBe(first.toUpperCase());
      }),
    );
  });
});
