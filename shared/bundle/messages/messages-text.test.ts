import { describe, expect, it } from 'vitest';
import { readRemark } from '../../import/sign-ins/read-remark.ts';
import { found, lookup, messageLog, register, registrar, unauthorized } from './testing/message-log.ts';
import { messagesText } from './messages-text.ts';

/** A line without its time, process and thread. */
const unmarked = (line: string): string => line.replace(/^\S+ \S+ /, '');

function linesOf(text: string): readonly string[] {
  return text.split('\r\n').map(unmarked);
}

describe('messagesText', () => {
  it('writes SIP messages as the client does, with their true sizes', () => {
    const log = messageLog();
    log.connect('tcp-1', registrar, '10.20.1.11', '10.20.30.41');
    log.record('sip.request.sent', { ...register, headers: [['CSeq', '1 é']] }, { flow: 'tcp-1' });
    log.record('sip.response.received', { ...unauthorized, headers: [] }, { flow: 'tcp-1' });

    const sent = '10.20.1.11:5061 (From Local Address: 10.20.30.41:50112) 68 bytes';
    const received = '10.20.1.11:5061 (To Local Address: 10.20.30.41:50112) 47 bytes';
    expect(messagesText(log.events)).toBe(
      [
        '11/23/2026|15:42:07.123 0001:0001 INFO  :: Connected to pool01.contoso.test:5061 at 10.20.1.11:5061',
        `11/23/2026|15:42:07.124 0001:0001 INFO  :: Sending Packet - ${sent}:`,
        '11/23/2026|15:42:07.124 0001:0001 INFO  :: REGISTER sip:contoso.test SIP/2.0',
        'CSeq: 1 é',
        'Content-Length: 0',
        '',
        '',
        `11/23/2026|15:42:07.124 0001:0001 INFO  :: End of Sending Packet - ${sent}`,
        `11/23/2026|15:42:07.125 0001:0001 INFO  :: Data Received -${received}:`,
        '11/23/2026|15:42:07.125 0001:0001 INFO  :: SIP/2.0 401 Unauthorized',
        'Content-Length: 0',
        '',
        '',
        `11/23/2026|15:42:07.125 0001:0001 INFO  :: End of Data Received -${received}`,
        '',
      ].join('\r\n'),
    );
  });

  it('writes web requests as lines between them', () => {
    const log = messageLog();
    log.record('http.request.sent', lookup, { step: 'discovery' });
    log.record('http.response.received', found, { step: 'authentication' });

    const text = messagesText(log.events);

    const unknown = [
      'this computer is not known; 192.0.2.1',
      'lyncdiscover.contoso.test is not known; 192.0.2.2',
    ];
    const notes = unknown.map((what) => `INFO  :: Note: The address of ${what} stands for it.`);
    expect(linesOf(text)).toEqual([
      `INFO  :: CLyncAutoDiscovery: GET ${lookup.url} - to 192.0.2.2:443 (Local Address: 192.0.2.1:49152) 79 bytes`,
      'INFO  :: > GET /?sipuri=alice%40contoso.test HTTP/1.1',
      'INFO  :: > Host: lyncdiscover.contoso.test',
      'INFO  :: >',
      ...notes,
      'INFO  :: HTTP: HTTP 200 - from 192.0.2.2:443 (Local Address: 192.0.2.1:49152) 71 bytes',
      'INFO  :: < HTTP/1.1 200 OK',
      'INFO  :: < Content-Type: text/xml',
      'INFO  :: < Content-Length: 9',
      'INFO  :: <',
      'INFO  :: < <é>',
      'INFO  :: < </>',
      ...notes,
      '',
    ]);
  });

  it('writes what else was seen in the words of the client', () => {
    const log = messageLog();
    const name = { addresses: [], srv: [], usedFrom: null, disagreements: [], tookMs: 1 };
    const srv = { ...name, name: '_sip._tls.contoso.test', question: 'srv' } as const;
    log.record('dns.name.resolved', { ...srv, outcome: 'nxdomain' });
    const target = { priority: 0, weight: 0, port: 443, target: 'sip.contoso.test' };
    log.record('dns.name.resolved', { ...srv, outcome: 'answered', srv: [target] });
    const address = { ...name, name: 'sip.contoso.test', question: 'address' } as const;
    log.record('dns.name.resolved', {
      ...address,
      outcome: 'answered',
      addresses: ['192.0.2.9', '2001:db8::9'],
    });
    log.record('dns.name.resolved', { ...address, outcome: 'timeout' });
    log.record('tls.handshake.failed', {
      peer: registrar,
      failure: 'alert',
      alert: 'handshake_failure',
      detail: 'a\r\nb',
      banner: null,
      attempt: 'ordinary',
      tookMs: 1,
    });
    log.record('sip.keep-alive.received', { peer: registrar });

    expect(linesOf(messagesText(log.events))).toEqual([
      'INFO  :: QueryDNSSrv - DNS Name[_sip._tls.contoso.test]',
      'ERROR :: QueryDNSSrv GetDnsResults query: _sip._tls.contoso.test failed 8007232b (NXDOMAIN)',
      'INFO  :: QueryDNSSrv - DNS Name[_sip._tls.contoso.test]',
      'INFO  :: QueryDNSSrv - found sip.contoso.test:443 for _sip._tls.contoso.test',
      'TRACE :: ResolveHostName - getaddrinfo(sip.contoso.test) 192.0.2.9 2001:db8::9',
      'ERROR :: ResolveHostName - getaddrinfo(sip.contoso.test) failed hr=800705b4 (no answer)',
      'ERROR :: SECURE_SOCKET: TLS negotiation failed with pool01.contoso.test: alert, a\\r\\nb',
      'TRACE :: Keep-alive received from pool01.contoso.test:5061',
      '',
    ]);
  });

  it('writes what a reader of client logs understands', () => {
    const log = messageLog();
    const url = 'http://lyncdiscover.contoso.test/';
    const placing = { step: 'discovery', flow: 'web-1' } as const;
    const cause = log.record('http.request.sent', { ...lookup, url }, placing);
    const answer = log.record('http.response.received', { ...found, url }, { ...placing, cause });
    const document = {
      format: 'xml',
      resource: 'user',
      accessLocation: null,
      links: [],
      sipClientInternalAccess: { fqdn: 'fe01.contoso.test', port: 5061 },
      sipClientExternalAccess: null,
      sipServerInternalAccess: null,
      sipServerExternalAccess: null,
    } as const;
    log.record(
      'autodiscover.document.read',
      { url, document: { ...document, links: [] } },
      { cause: answer },
    );
    const name = { addresses: [], srv: [], usedFrom: null, disagreements: [], tookMs: 1 };
    log.record('dns.name.resolved', {
      ...name,
      name: '_sip._tls.contoso.test',
      question: 'srv',
      outcome: 'no-data',
    });
    log.record('dns.name.resolved', {
      ...name,
      name: 'sip.contoso.test',
      question: 'address',
      outcome: 'nxdomain',
    });

    const remarks = linesOf(messagesText(log.events)).map((line) =>
      readRemark(line.slice(line.indexOf('::') + 3)),
    );

    const told = remarks.filter(({ kind }) => kind !== 'other');
    expect(told).toEqual([
      { kind: 'web-asked', url },
      {
        kind: 'web-answered',
        status: 200,
        access: { side: 'internal', host: 'fe01.contoso.test', port: 5061 },
      },
      { kind: 'srv-asked', name: '_sip._tls.contoso.test' },
      { kind: 'srv-missing', name: '_sip._tls.contoso.test', outcome: 'no-data' },
      { kind: 'host-missing', host: 'sip.contoso.test', outcome: 'nxdomain' },
    ]);
  });

  it('does not let a body pass for entries of the log', () => {
    const log = messageLog();
    const forged = '11/23/2026|15:42:07.125 0001:0001 INFO  :: End of Data Received -';
    log.record('sip.request.received', { ...register, body: `a\r\n${forged}\n${forged}` });

    const text = messagesText(log.events);

    expect(text.match(/^\d.*End of Data Received/gm)).toHaveLength(1);
    expect(text.match(/^ \d.*End of Data Received/gm)).toHaveLength(2);
  });

  it('says at its end that something is left out', () => {
    const log = messageLog();
    for (let count = 0; count < 9; count++) log.record('sip.keep-alive.received', { peer: registrar });

    const lines = linesOf(messagesText(log.events, 300));

    expect(lines.slice(2)).toEqual([
      'TRACE :: Keep-alive received from pool01.contoso.test:5061',
      'WARN  :: The rest does not fit into this file and is left out.',
      '',
    ]);
  });

  it('takes a body of any number of lines', () => {
    const log = messageLog();
    log.record('http.response.received', { ...found, body: '\n'.repeat(199_999) });

    expect(messagesText(log.events).match(/ :: <\r\n/g)).toHaveLength(200_000);
  });
});
