import { describe, expect, it } from 'vitest';
import type { Peer } from '../../events/connection-events.ts';
import {
  found,
  lookup,
  messageLog,
  register,
  registrar,
  STARTED_AT_MS,
  unauthorized,
} from './testing/message-log.ts';
import { wireMessages } from './wire-messages.ts';
import { byteLength } from './wire-text.ts';

const proxy: Peer = { role: 'proxy', host: 'proxy.contoso.test', port: 8080 };

describe('wireMessages', () => {
  it('gives each message with its time, its ends and its text', () => {
    const log = messageLog();
    log.connect('tcp-1', registrar, '10.20.1.11', '10.20.30.41');
    const placing = { flow: 'tcp-1', step: 'authentication', probe: 'anonymous REGISTER' } as const;
    log.record('sip.request.sent', register, placing);
    log.record('sip.keep-alive.sent', { peer: registrar, isAnswer: false }, placing);
    log.record('sip.response.received', unauthorized, { ...placing, cause: 1 });

    const local = { address: '10.20.30.41', port: 50_112, name: null, isPlaceholder: false };
    const remote = {
      address: '10.20.1.11',
      port: 5061,
      name: 'pool01.contoso.test',
      isPlaceholder: false,
    };
    const shared = { protocol: 'sip', ...placing, notes: [] };
    expect(wireMessages(log.events)).toEqual([
      {
        ...shared,
        seq: 1,
        atMs: STARTED_AT_MS + 1.25,
        direction: 'sent',
        source: local,
        destination: remote,
        text: [
          'REGISTER sip:contoso.test SIP/2.0',
          'From: <sip:alice@contoso.test>;tag=1',
          'Call-ID: 7d0f1c2e',
          'CSeq: 1 REGISTER',
          'Content-Length: 0',
          '',
          '',
        ].join('\r\n'),
      },
      {
        ...shared,
        seq: 3,
        atMs: STARTED_AT_MS + 3.75,
        direction: 'received',
        source: remote,
        destination: local,
        text: 'SIP/2.0 401 Unauthorized\r\nCall-ID: 7d0f1c2e\r\nCSeq: 1 REGISTER\r\nContent-Length: 0\r\n\r\n',
      },
    ]);
  });

  it('keeps the order and the distances of a clock that is set during the run', () => {
    const log = messageLog();
    log.record('sip.request.sent', register);
    log.record('sip.response.received', unauthorized);
    const events = log.events.map((event) => ({ ...event, wall: event.seq === 0 ? event.wall : 0 }));

    expect(wireMessages(events).map(({ atMs }) => atMs)).toEqual([STARTED_AT_MS, STARTED_AT_MS + 1.25]);
  });

  it('gives hosts without an address one of their own, and says so', () => {
    const log = messageLog();
    log.record('sip.request.sent', register, { flow: 'a' });
    log.record('sip.request.sent', { ...register, peer: { ...registrar, host: 'fe02.contoso.test' } });
    log.record('sip.response.received', unauthorized, { flow: 'a' });

    const messages = wireMessages(log.events);

    expect(messages.map(({ source, destination }) => [source.address, destination.address])).toEqual([
      ['192.0.2.1', '192.0.2.2'],
      ['192.0.2.1', '192.0.2.3'],
      ['192.0.2.2', '192.0.2.1'],
    ]);
    expect(messages.map(({ source, destination }) => [source.port, destination.port])).toEqual([
      [49_153, 5061],
      [49_152, 5061],
      [5061, 49_153],
    ]);
    expect(messages[1]?.notes).toEqual([
      'The address of this computer is not known; 192.0.2.1 stands for it.',
      'The address of fe02.contoso.test is not known; 192.0.2.3 stands for it.',
    ]);
  });

  it('takes both addresses of one kind', () => {
    const log = messageLog();
    log.connect('tcp-1', registrar, 'not an address', '2001:DB8:1::0041');
    log.record('sip.request.sent', register, { flow: 'tcp-1' });

    const [message] = wireMessages(log.events);

    expect([message?.source.address, message?.destination.address]).toEqual([
      '2001:db8:1::41',
      '2001:db8::2',
    ]);
  });

  it('tells the server behind a proxy from the proxy', () => {
    const log = messageLog();
    log.connect('web-1', proxy, '10.0.0.8', '10.0.0.1');
    const { host } = new URL(lookup.url);
    const through = `${proxy.host}:${proxy.port}`;
    const at = { flow: 'web-1' };
    log.record('http.request.sent', { ...lookup, method: 'CONNECT', url: `${host}:443`, proxy: through }, at);
    log.record('http.request.sent', { ...lookup, proxy: through }, at);
    const plain = { ...lookup, url: 'http://lyncdiscover.contoso.test/?a#b', proxy: through };
    log.record('http.request.sent', plain, at);

    const messages = wireMessages(log.events);

    expect(messages.map(({ text }) => text.split('\r\n')[0])).toEqual([
      'CONNECT lyncdiscover.contoso.test:443 HTTP/1.1',
      'GET /?sipuri=alice%40contoso.test HTTP/1.1',
      'GET http://lyncdiscover.contoso.test/?a HTTP/1.1',
    ]);
    expect(messages.map(({ destination: { address, port } }) => [address, port])).toEqual([
      ['10.0.0.8', 8080],
      ['192.0.2.2', 443],
      ['10.0.0.8', 8080],
    ]);
    expect(messages[1]?.notes[0]).toBe('It went through the proxy proxy.contoso.test:8080.');
  });

  it('says the length of the body as it stands here, and what the message itself said', () => {
    const log = messageLog();
    const body = '<Secret>[withheld, 300 bytes]</Secret>';
    const headers: [string, string][] = [['l', ' 318 ']];
    log.record('sip.request.received', { ...register, headers, body });
    log.record('http.request.sent', { ...lookup, method: 'POST', body, bodyBytes: 318 });

    const [sip, http] = wireMessages(log.events);

    expect(sip?.text).toBe(`REGISTER sip:contoso.test SIP/2.0\r\nl: 38\r\n\r\n${body}`);
    expect(http?.text.split('\r\n')).toContain('Content-Length: 38');
    for (const message of [sip, http]) {
      expect(message?.notes.slice(-2)).toEqual([
        expect.stringMatching(
          /^Content-Length is that of the body as it stands here; the message itself said +318 *\.$/,
        ),
        'Secrets are withheld; only their size is told.',
      ]);
    }
  });

  it('does not say that a body is encoded when it is not any more', () => {
    const log = messageLog();
    const headers: [string, string][] = [
      ['Transfer-Encoding', 'chunked'],
      ['Content-Encoding', 'gzip'],
      ['X-A', 'b'],
    ];
    log.record('http.response.received', { ...found, headers });

    const [message] = wireMessages(log.events);

    expect(message?.text).toBe(`HTTP/1.1 200 OK\r\nX-A: b\r\nContent-Length: 9\r\n\r\n${found.body}`);
    expect(message?.notes).toContain(
      'The body stands here decoded, without Transfer-Encoding: chunked, Content-Encoding: gzip.',
    );
  });

  it('leaves a body alone that ends with the connection', () => {
    const log = messageLog();
    log.record('http.response.received', { ...found, headers: [] });

    expect(wireMessages(log.events)[0]?.text).toBe(`HTTP/1.1 200 OK\r\n\r\n${found.body}`);
  });

  it('lets nothing begin a line of its own', () => {
    const log = messageLog();
    const headers: [string, string][] = [['X\r\nEvil', 'a\nInjected: b\r\n\r\nBODY']];
    log.record('sip.request.received', { ...register, method: 'A\r\nB', headers });

    expect(wireMessages(log.events)[0]?.text).toBe(
      'A B sip:contoso.test SIP/2.0\r\nX Evil: a Injected: b BODY\r\nContent-Length: 0\r\n\r\n',
    );
  });

  it('cuts what no tool takes', () => {
    const log = messageLog();
    const headers = Array.from({ length: 50 }, (): [string, string] => ['Via', '€'.repeat(20_000)]);
    log.record('sip.request.received', { ...register, headers, body: 'é€'.repeat(100_000) });

    const [message] = wireMessages(log.events);

    expect(byteLength(message?.text ?? '')).toBeLessThan(262_144 - 200);
    expect(message?.text).not.toContain('\ufffd');
    expect(message?.notes.slice(-2)).toEqual([
      'The last headers are left out.',
      'The end of the body is left out.',
    ]);
  });
});
