import type { AutodiscoverDocument } from '../../events/http-events.ts';
import { failure, success, type Result } from '../../lib/result.ts';
import { readXml, type XmlElement } from '../xml/xml.ts';
import { toDocument } from './raw-document.ts';
import { MAX_DEPTH, type AutodiscoverRejection } from './rejection.ts';

const RESOURCES = { Root: 'root', User: 'user', Domain: 'domain' } as const;

/** The XML spelling, [MS-OCDISCWS] 2.2.4: AutodiscoverResponse with one Root, User or Domain; the rest is ignored. */
export function parseXmlForm(body: string): Result<AutodiscoverDocument, AutodiscoverRejection> {
  const parsed = readXml(body, MAX_DEPTH);
  if (!parsed.ok)
    return failure({ reason: 'malformed', detail: `what is not readable as XML: ${parsed.error}` });
  const response = parsed.value;
  if (response.name !== 'AutodiscoverResponse') {
    const detail = `an XML document <${response.name.slice(0, 60)}> instead of <AutodiscoverResponse>`;
    return failure({ reason: 'wrong-resource', detail });
  }
  const found = findResource(response);
  if (found === null) {
    return failure({
      reason: 'wrong-resource',
      detail: 'an AutodiscoverResponse without Root, User or Domain',
    });
  }
  const { resource, element } = found;
  return success(
    toDocument({
      format: 'xml',
      resource,
      accessLocation: response.attributes.get('AccessLocation'),
      links: element.children
        .filter((child) => child.name === 'Link')
        .map((child) => ({ token: child.attributes.get('token'), href: child.attributes.get('href') })),
      access: (name) => {
        const attributes = element.children.find((child) => child.name === name)?.attributes;
        return attributes === undefined
          ? null
          : { fqdn: attributes.get('fqdn'), port: attributes.get('port') };
      },
    }),
  );
}

function findResource(
  response: XmlElement,
): { readonly resource: AutodiscoverDocument['resource']; readonly element: XmlElement } | null {
  for (const element of response.children) {
    if (element.name === 'Root' || element.name === 'User' || element.name === 'Domain') {
      return { resource: RESOURCES[element.name], element };
    }
  }
  return null;
}
