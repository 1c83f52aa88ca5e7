import { TlsReader } from './tls-reader.ts';

export interface ClientHello {
  /** The highest version offered, as written up to TLS 1.2. */
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionIdBytes: number;
  /** In the client's order. */
  readonly cipherSuites: readonly number[];
  readonly extensions: readonly number[];
  /** server_name (RFC 6066 3), or null. */
  readonly serverName: string | null;
}

export interface ServerHello {
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionIdBytes: number;
  readonly cipherSuite: number;
}

const RANDOM_BYTES = 32;
const SERVER_NAME = 0;
const HOST_NAME = 0;
const MAX_SUITES = 512;
const MAX_EXTENSIONS = 128;

/** RFC 5246 7.4.1.2. null: the bytes end too early. */
export function readClientHello(body: Uint8Array): ClientHello | null {
  const reader = new TlsReader(body);
  const version = reader.number(2);
  const random = reader.take(RANDOM_BYTES);
  const sessionId = reader.vector(1);
  const suites = reader.vector(2);
  const compression = reader.vector(1);
  if (version === null || random === null || sessionId === null || suites === null || compression === null) {
    return null;
  }
  const extensions = readExtensions(reader);
  return {
    version,
    random,
    sessionIdBytes: sessionId.length,
    cipherSuites: readNumbers(suites),
    extensions: extensions.map(({ type }) => type),
    serverName: readServerName(extensions.find(({ type }) => type === SERVER_NAME)?.content),
  };
}

/** RFC 5246 7.4.1.3. null: the bytes end too early. */
export function readServerHello(body: Uint8Array): ServerHello | null {
  const reader = new TlsReader(body);
  const version = reader.number(2);
  const random = reader.take(RANDOM_BYTES);
  const sessionId = reader.vector(1);
  const cipherSuite = reader.number(2);
  if (version === null || random === null || sessionId === null || cipherSuite === null) return null;
  return { version, random, sessionIdBytes: sessionId.length, cipherSuite };
}

function readNumbers(bytes: Uint8Array): readonly number[] {
  const reader = new TlsReader(bytes);
  const numbers: number[] = [];
  while (numbers.length < MAX_SUITES) {
    const next = reader.number(2);
    if (next === null) break;
    numbers.push(next);
  }
  return numbers;
}

function readExtensions(reader: TlsReader): readonly { type: number; content: Uint8Array }[] {
  const inner = new TlsReader(reader.vector(2) ?? new Uint8Array(0));
  const extensions: { type: number; content: Uint8Array }[] = [];
  while (inner.remaining > 0 && extensions.length < MAX_EXTENSIONS) {
    const type = inner.number(2);
    const content = inner.vector(2);
    if (type === null || content === null) break;
    extensions.push({ type, content });
  }
  return extensions;
}

function readServerName(extension: Uint8Array | undefined): string | null {
  if (extension === undefined) return null;
  const names = new TlsReader(new TlsReader(extension).vector(2) ?? new Uint8Array(0));
  const type = names.number(1);
  const name = names.vector(2);
  if (type !== HOST_NAME || name === null) return null;
  return new TextDecoder('latin1').decode(name.subarray(0, 255));
}
