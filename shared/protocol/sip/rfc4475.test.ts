import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCSeq, parseDeltaSeconds } from './header-grammar.ts';
import { firstHeader, headerValues, type SipMessage } from './message.ts';
import { parseNameAddrList } from './name-addr.ts';
import { hasParameter, parameterValue } from './parameters.ts';
import type { SipParseErrorCode } from './parse-error.ts';
import { parseSipMessage } from './parse-message.ts';
import { parseSipDate } from './sip-date.ts';
import { parseSipUri } from './sip-uri.ts';
import { createSipFramer } from './stream-framer.ts';
import { parseViaList } from './via.ts';
import index from './vectors/rfc4475/index.json' with { type: 'json' };

/** What can be seen of a message that parses; a sound one shows nothing. */
interface Defects {
  /** Headers, or the request URI, whose own grammar refuses them. */
  readonly unreadable?: readonly string[];
  readonly missing?: readonly string[];
  readonly repeated?: readonly string[];
  readonly methodMismatch?: true;
  readonly headersInRequestUri?: true;
  /** A branch that is the magic cookie and nothing else, or none: names no transaction. */
  readonly transactionUnnamed?: true;
}

type Expectation = { readonly refused: SipParseErrorCode } | Defects;
const SOUND: Defects = {};

/** What RFC 4475 expects of an element that reads the message, section by section. */
const EXPECTATIONS: Readonly<Record<string, Expectation>> = {
  // 3.1.1 valid: all must be read. RFC 2543 branches are allowed.
  wsinv: { transactionUnnamed: true },
  intmeth: SOUND,
  esc01: SOUND,
  escnull: SOUND,
  esc02: SOUND,
  lwsdisp: SOUND,
  longreq: { transactionUnnamed: true },
  dblreq: SOUND,
  semiuri: SOUND,
  transports: SOUND,
  mpart01: SOUND,
  unreason: SOUND,
  noreason: SOUND,
  // 3.1.2 invalid: refused, or the defect shows.
  badinv01: { unreadable: ['Via', 'Contact'], transactionUnnamed: true },
  clerr: { refused: 'bad-content-length' },
  ncl: { refused: 'bad-content-length' },
  scalar02: { unreadable: ['CSeq'] },
  scalarlg: { unreadable: ['CSeq'] },
  quotbal: { unreadable: ['To'] },
  ltgtruri: { refused: 'bad-start-line' },
  lwsruri: { refused: 'bad-start-line' },
  lwsstart: { refused: 'bad-start-line' },
  trws: { refused: 'bad-start-line' },
  escruri: { headersInRequestUri: true },
  baddate: { unreadable: ['Date'] },
  regbadct: { unreadable: ['Contact'] },
  badaspec: { unreadable: ['To'] },
  baddn: { unreadable: ['From', 'To'] },
  badvers: { refused: 'bad-version' },
  mismatch01: { methodMismatch: true },
  mismatch02: { methodMismatch: true },
  bigcode: { refused: 'bad-start-line' },
  // 3.2 transaction layer
  badbranch: { transactionUnnamed: true },
  // 3.3 application layer: well-formed unless said otherwise.
  insuf: { missing: ['From', 'To', 'Call-ID', 'Max-Forwards'] },
  unkscm: { unreadable: ['request URI'] },
  novelsc: { unreadable: ['request URI'] },
  unksm2: SOUND,
  bext01: SOUND,
  invut: SOUND,
  regaut01: SOUND,
  multi01: { repeated: ['From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards'] },
  mcl01: { refused: 'bad-content-length' },
  bcast: SOUND,
  zeromf: SOUND,
  cparam01: SOUND,
  cparam02: SOUND,
  regescrt: SOUND,
  sdp01: SOUND,
  // 3.4 backward compatibility
  inv2543: { missing: ['Max-Forwards'], transactionUnnamed: true },
};

const READERS: Readonly<Record<string, (value: string) => unknown>> = {
  Via: parseViaList,
  From: parseNameAddrList,
  To: parseNameAddrList,
  Contact: parseNameAddrList,
  Route: parseNameAddrList,
  'Record-Route': parseNameAddrList,
  CSeq: parseCSeq,
  Date: parseSipDate,
  Expires: parseDeltaSeconds,
};
const MANDATORY = ['Via', 'From', 'To', 'Call-ID', 'CSeq', 'Max-Forwards'];

describe('RFC 4475', () => {
  test('every message of the collection has an expectation', () => {
    const files = readdirSync(new URL('./vectors/rfc4475/', import.meta.url)).filter((name) =>
      name.endsWith('.dat'),
    );
    const indexed = Object.values(index.sections).flat().sort();

    expect(files.map((name) => name.replace('.dat', '')).sort()).toEqual(indexed);
    expect(Object.keys(EXPECTATIONS).sort()).toEqual(indexed);
  });

  test.each(Object.entries(EXPECTATIONS))('%s', (name, expected) => {
    const outcome = parseSipMessage(readVector(name));

    expect(outcome.ok ? findDefects(outcome.message) : { refused: outcome.error.code }).toEqual(expected);
  });

  test('wsinv: white space, folds, compact forms and escapes come out clean', () => {
    const message = read('wsinv');

    expect(firstHeader(message, 'TO')).toBe('sip:vivekg@chair-dnrc.example.com ;   tag    = 1918181833n');
    expect(parseNameAddrList(firstHeader(message, 'f') ?? '')).toEqual([
      {
        displayName: String.raw`J Rosenberg \"`,
        uri: 'sip:jdrosen@example.com',
        parameters: [{ name: 'tag', value: '98asjd8' }],
      },
    ]);
    expect(firstHeader(message, 'NewFangledHeader')).toBe('newfangled value continued newfangled value');
    expect(firstHeader(message, 'Subject')).toBe('');
    expect(parseCSeq(firstHeader(message, 'CSeq') ?? '')).toEqual({ sequence: 9, method: 'INVITE' });
    expect(
      headerValues(message, 'Via')
        .flatMap((value) => parseViaList(value) ?? [])
        .map((via) => [via.transport, via.host, parameterValue(via.parameters, 'branch')]),
    ).toEqual([
      ['UDP', '192.0.2.2', '390skdjuw'],
      ['TCP', 'spindle.example.com', 'z9hG4bK9ikj8'],
      ['UDP', '192.168.255.111', 'z9hG4bK30239'],
    ]);
    expect(message.body.length).toBe(150);
  });

  test('intmeth: odd but legal characters survive, a leading byte order mark included', () => {
    const message = read('intmeth');

    expect(message.kind === 'request' && message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(parseNameAddrList(firstHeader(message, 'To') ?? '')?.[0]?.displayName).toBe(
      'BEL:\u0007 NUL:\0 DEL:\u007f',
    );
    expect(firstHeader(message, "extensionHeader-!.%*+_`'~")).toBe('\ufeff大停電');
  });

  test('esc02: an escaped method or header name is another name', () => {
    const message = read('esc02');

    expect(message.kind === 'request' && message.method).toBe('RE%47IST%45R');
    expect(headerValues(message, 'Contact')).toHaveLength(2);
  });

  test('cparam01 and cparam02: < and > decide whose parameter it is', () => {
    const contacts = ['cparam01', 'cparam02'].map((name) => {
      const contact = parseNameAddrList(firstHeader(read(name), 'Contact') ?? '')?.[0];
      const uri = parseSipUri(contact?.uri ?? '');
      return {
        ofHeader: hasParameter(contact?.parameters ?? [], 'unknownparam'),
        ofUri: hasParameter(uri?.parameters ?? [], 'unknownparam'),
      };
    });

    expect(contacts).toEqual([
      { ofHeader: true, ofUri: false },
      { ofHeader: false, ofUri: true },
    ]);
  });

  // The second body is longer than its Content-Length; in a datagram its end would be cut off, on a stream it is in the way.
  test('dblreq: as a datagram one request, as a stream two with a keep-alive between', () => {
    const bytes = readVector('dblreq');
    const datagram = parseSipMessage(bytes);
    const items = createSipFramer().push(bytes);

    expect(datagram.ok && datagram.message.kind === 'request' && datagram.message.method).toBe('REGISTER');
    expect(datagram.ok && datagram.sizeBytes).toBe(300);
    expect(
      items.map((item) =>
        item.kind === 'message' && item.message.kind === 'request' ? item.message.method : item.kind,
      ),
    ).toEqual(['REGISTER', 'keep-alive', 'INVITE', 'error']);
  });
});

function readVector(name: string): Uint8Array {
  const bytes = new Uint8Array(readFileSync(new URL(`./vectors/rfc4475/${name}.dat`, import.meta.url)));
  return name === 'baddn' ? Uint8Array.of(...bytes, 0x0d, 0x0a) : bytes;
}

function read(name: string): SipMessage {
  const outcome = parseSipMessage(readVector(name));
  if (!outcome.ok) throw new Error(`${name}: ${outcome.error.detail}`);
  return outcome.message;
}

function findDefects(message: SipMessage): Defects {
  const unreadable = Object.entries(READERS)
    .filter(([name, reader]) => headerValues(message, name).some((value) => reader(value) === null))
    .map(([name]) => name);
  if (message.kind === 'request' && parseSipUri(message.requestUri) === null)
    unreadable.unshift('request URI');
  const missing = MANDATORY.filter(
    (name) =>
      headerValues(message, name).length === 0 && !(message.kind === 'response' && name === 'Max-Forwards'),
  );
  const repeated = MANDATORY.filter((name) => name !== 'Via' && headerValues(message, name).length > 1);
  const cseq = parseCSeq(firstHeader(message, 'CSeq') ?? '');
  const uri = message.kind === 'request' ? parseSipUri(message.requestUri) : null;
  const branches = headerValues(message, 'Via')
    .flatMap((value) => parseViaList(value) ?? [])
    .map((via) => parameterValue(via.parameters, 'branch') ?? '');
  const isNamed = /^z9hG4bK./.test(branches[0] ?? '');
  return {
    ...(unreadable.length > 0 ? { unreadable } : {}),
    ...(missing.length > 0 ? { missing } : {}),
    ...(repeated.length > 0 ? { repeated } : {}),
    ...(message.kind === 'request' && cseq !== null && cseq.method !== message.method
      ? { methodMismatch: true }
      : {}),
    ...(typeof uri?.headers === 'string' ? { headersInRequestUri: true } : {}),
    ...(isNamed ? {} : { transactionUnnamed: true }),
  };
}
