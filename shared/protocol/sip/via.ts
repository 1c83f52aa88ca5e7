import { scanHost, scanPort } from './host-port.ts';
import { scanParameters, type Parameter } from './parameters.ts';
import { splitList } from './split-list.ts';
import { TextScanner } from './text-scanner.ts';

export interface Via {
  /** `2.0` in every message that parses. */
  readonly version: string;
  /** Upper case: TLS, TCP, UDP, … */
  readonly transport: string;
  readonly host: string;
  readonly port: number | null;
  /** branch, received, rport, ms-received-port, ms-received-cid, … */
  readonly parameters: readonly Parameter[];
}

/** Reads one element. Returns null when it is not well-formed. Source: RFC 3261 20.42, 25.1. */
export function parseVia(value: string): Via | null {
  const scanner = new TextScanner(value);
  scanner.skipBlanks();
  const protocol = scanner.takeToken();
  const version = scanner.takeSeparator('/') ? scanner.takeToken() : '';
  const transport = scanner.takeSeparator('/') ? scanner.takeToken() : '';
  const afterTransport = scanner.position;
  scanner.skipBlanks();
  const hasGap = scanner.position > afterTransport;
  if (protocol.toUpperCase() !== 'SIP' || version === '' || transport === '' || !hasGap) return null;
  const host = scanHost(scanner);
  if (host === null) return null;
  const port = scanner.takeSeparator(':') ? scanPort(scanner) : undefined;
  const parameters = scanParameters(scanner);
  scanner.skipBlanks();
  if (port === null || parameters === null || !scanner.isAtEnd()) return null;
  return { version, transport: transport.toUpperCase(), host, port: port ?? null, parameters };
}

/** Reads a comma-separated list; null when one element is malformed. */
export function parseViaList(value: string): readonly Via[] | null {
  const elements: Via[] = [];
  for (const text of splitList(value) ?? ['']) {
    const element = parseVia(text);
    if (element === null) return null;
    elements.push(element);
  }
  return elements;
}
