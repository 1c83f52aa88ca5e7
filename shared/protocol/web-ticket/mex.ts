import { failure, success, type Result } from '../../lib/result.ts';
import { ACTION, ANONYMOUS, NS } from './names.ts';
import { escapeXml, findElement, findElements, readXml, type XmlElement } from '../xml/xml.ts';

/** One way into a service, as its metadata describe it. */
export interface MetadataPort {
  readonly name: string;
  readonly url: string;
  /** Where the tickets for this port come from; null: it takes none. */
  readonly ticketIssuer: string | null;
  /** true: the ticket must come with a proof signature. */
  readonly needsProof: boolean;
}

const MAX_PORTS = 64;
const MAX_LENGTH = 2_048;

/**
 * Reads the ports of a WSDL, bare or inside of a WS-MetadataExchange answer. Fails with a sentence when there are none.
 * The policy of a port is the one whose Id is the port's name, or its binding's, with _policy behind (what these services
 * do), or the one that the binding refers to. EndorsingSupportingTokens: the ticket signs; SignedSupportingTokens: it is
 * only carried along (WS-SecurityPolicy 8.1 and 8.2).
 */
export function readMetadata(text: string): Result<readonly MetadataPort[], string> {
  const parsed = readXml(text);
  if (!parsed.ok) return parsed;
  const root = parsed.value;
  if (findElement(root, 'definitions') === null) {
    return failure(`an XML document <${root.name.slice(0, 60)}> without a service description`);
  }
  const policies = new Map<string, XmlElement>();
  for (const policy of findElements(root, 'Policy')) {
    const id = policy.attributes.get('Id');
    if (id !== undefined && !policies.has(id)) policies.set(id, policy);
  }
  const bindings = new Map(
    findElements(root, 'binding').map((binding) => [binding.attributes.get('name') ?? '', binding]),
  );
  const ports: MetadataPort[] = [];
  for (const port of findElements(root, 'port')) {
    const name = port.attributes.get('name');
    const url = findElement(port, 'address')?.attributes.get('location');
    if (name === undefined || url === undefined || !isWebAddress(url) || name.length > MAX_LENGTH) continue;
    const binding = localName(port.attributes.get('binding') ?? '');
    const referred = bindings.get(binding)?.children.find((child) => child.name === 'PolicyReference');
    const ids = [`${name}_policy`, `${binding}_policy`, referred?.attributes.get('URI')?.slice(1) ?? ''];
    const policy = ids.map((id) => policies.get(id)).find((found) => found !== undefined);
    ports.push({ name, url, ...readPolicy(policy) });
    if (ports.length === MAX_PORTS) break;
  }
  return ports.length === 0
    ? failure('a service description that names no port with an address')
    : success(ports);
}

/** Whether a port's address may be used at all. */
function isWebAddress(url: string): boolean {
  if (url.length > MAX_LENGTH) return false;
  try {
    return /^https?:$/.test(new URL(url).protocol);
  } catch {
    // Not a URL: the port leads nowhere.
    return false;
  }
}

function readPolicy(policy: XmlElement | undefined): Pick<MetadataPort, 'ticketIssuer' | 'needsProof'> {
  if (policy === undefined) return { ticketIssuer: null, needsProof: false };
  const kinds = [
    ['EndorsingSupportingTokens', true],
    ['SignedEndorsingSupportingTokens', true],
    ['SignedSupportingTokens', false],
    ['SupportingTokens', false],
  ] as const;
  for (const [name, needsProof] of kinds) {
    for (const tokens of findElements(policy, name)) {
      const issued = findElement(tokens, 'IssuedToken');
      const issuer = issued === null ? null : findElement(issued, 'Issuer');
      const address = issuer === null ? null : findElement(issuer, 'Address');
      if (address !== null && isWebAddress(address.text)) return { ticketIssuer: address.text, needsProof };
    }
  }
  return { ticketIssuer: null, needsProof: false };
}

function localName(qualified: string): string {
  return qualified.slice(qualified.indexOf(':') + 1);
}

/** The body of WS-MetadataExchange, for a service that does not answer a GET (SOAP 1.2, WS-Transfer Get). */
export function metadataRequest(url: string, messageId: string): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?>` +
    `<s:Envelope xmlns:s="${NS.soap12}" xmlns:wsa="${NS.addressing}"><s:Header>` +
    `<wsa:Action s:mustUnderstand="1">${ACTION.getMetadata}</wsa:Action>` +
    `<wsa:MessageID>urn:uuid:${escapeXml(messageId)}</wsa:MessageID>` +
    `<wsa:ReplyTo><wsa:Address>${ANONYMOUS}</wsa:Address></wsa:ReplyTo>` +
    `<wsa:To s:mustUnderstand="1">${escapeXml(url)}</wsa:To>` +
    `</s:Header><s:Body/></s:Envelope>`
  );
}
