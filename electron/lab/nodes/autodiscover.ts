/** Autodiscover documents as [MS-OCDISCWS] 2.2 has them, in both of their forms. */
export interface AutodiscoverDocument {
  readonly accessLocation: 'Internal' | 'External';
  readonly kind: 'Root' | 'Domain';
  readonly access: readonly SipAccess[];
  readonly links: readonly { readonly token: string; readonly href: string }[];
}

export interface SipAccess {
  readonly element:
    | 'SipServerInternalAccess'
    | 'SipClientInternalAccess'
    | 'SipServerExternalAccess'
    | 'SipClientExternalAccess';
  readonly fqdn: string;
  readonly port: number;
}

export type AutodiscoverFormat = 'json' | 'xml';

/**
 * Fixed by the scenario, whatever the client accepts: servers of different ages answer the same request in either.
 * negotiated: JSON, but XML for a client that accepts only that.
 */
export type AutodiscoverAnswer = AutodiscoverFormat | 'negotiated';

/** accept: the request's Accept header. */
export function formatFor(answer: AutodiscoverAnswer, accept: string | undefined): AutodiscoverFormat {
  if (answer !== 'negotiated') return answer;
  const wishes = (accept ?? '').toLowerCase();
  return wishes.includes('xml') && !wishes.includes('json') ? 'xml' : 'json';
}

const CONTENT_TYPE_PREFIX = 'application/vnd.microsoft.rtc.autodiscover+';

export function contentTypeOf(format: AutodiscoverFormat): string {
  return `${CONTENT_TYPE_PREFIX}${format};v=1`;
}

export function writeDocument(document: AutodiscoverDocument, format: AutodiscoverFormat): string {
  return format === 'json' ? asJson(document) : asXml(document);
}

function asJson({ accessLocation, kind, access, links }: AutodiscoverDocument): string {
  const accessEntries = access.map(
    ({ element, fqdn, port }) => [element, { fqdn, port: String(port) }] as const,
  );
  return JSON.stringify({
    AccessLocation: accessLocation,
    [kind]: {
      ...Object.fromEntries(accessEntries),
      Links: links.map(({ token, href }) => ({ href, token })),
    },
  });
}

/** [MS-OCDISCWS] 2.2: no namespace of its own. */
function asXml({ accessLocation, kind, access, links }: AutodiscoverDocument): string {
  const children = [
    ...access.map(({ element, fqdn, port }) => `<${element} fqdn="${escapeXml(fqdn)}" port="${port}"/>`),
    ...links.map(({ token, href }) => `<Link token="${escapeXml(token)}" href="${escapeXml(href)}"/>`),
  ];
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<AutodiscoverResponse xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"' +
      ` xmlns:xsd="http://www.w3.org/2001/XMLSchema" AccessLocation="${accessLocation}">`,
    `  <${kind}>`,
    ...children.map((child) => `    ${child}`),
    `  </${kind}>`,
    '</AutodiscoverResponse>',
    '',
  ].join('\r\n');
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
