import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AutodiscoverDocument } from '../../events/http-events.ts';
import { linkTo, missingRootLinks, parseAutodiscover } from './parse-autodiscover.ts';

const XML = 'application/vnd.microsoft.rtc.autodiscover+xml; v=1';
const JSON_TYPE = 'Application/vnd.microsoft.rtc.autodiscover+json;v=1';

function vector(name: string): string {
  return readFileSync(new URL(`./vectors/${name}`, import.meta.url), 'utf8');
}

function read(contentType: string | null, body: string): AutodiscoverDocument {
  const result = parseAutodiscover(contentType, body);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return AutodiscoverDocument.parse(result.value);
}

function reasonOf(contentType: string | null, body: string): string {
  const result = parseAutodiscover(contentType, body);
  return result.ok ? 'accepted' : result.error.reason;
}

describe('documents of the specification', () => {
  it('reads a Root', () => {
    const root = read(XML, vector('root.xml'));

    expect(root).toMatchObject({
      format: 'xml',
      resource: 'root',
      accessLocation: 'external',
      sipClientInternalAccess: null,
    });
    expect(linkTo(root, 'domain')).toBe(
      'https://webext.contoso.com/Autodiscover/AutodiscoverService.svc/root/domain',
    );
    expect(missingRootLinks(root)).toEqual([]);
  });

  it('reads a Root that only redirects', () => {
    const root = read(XML, vector('root-redirect.xml'));

    expect(root.links).toEqual([
      {
        token: 'Redirect',
        href: 'https://webext.contoso.com/Autodiscover/AutodiscoverService.svc/root?originalDomain=contoso.com',
      },
    ]);
    expect(missingRootLinks(root)).toEqual([]);
  });

  it('reads the SIP servers of a Domain', () => {
    expect(read(XML, vector('domain.xml'))).toMatchObject({
      resource: 'domain',
      accessLocation: 'internal',
      sipServerInternalAccess: { fqdn: 'pool-a.contoso.com', port: 5061 },
      sipClientInternalAccess: { fqdn: 'pool-a.contoso.com', port: 5061 },
      sipServerExternalAccess: { fqdn: 'sip.contoso.com', port: 5061 },
      sipClientExternalAccess: { fqdn: 'sip.contoso.com', port: 443 },
    });
  });

  it.each(['root', 'user'])('reads the same from the JSON as from the XML spelling of %s', (name) => {
    const xml = read(XML, vector(`${name}.xml`));
    const json = read(JSON_TYPE, vector(`${name}.json`));

    expect(json).toEqual({ ...xml, format: 'json', links: expect.any(Array) as unknown });
    for (const link of json.links) expect(linkTo(xml, link.token)).toBe(link.href);
  });

  it('reads a User that redirects', () => {
    expect(linkTo(read(XML, vector('user-redirect.xml')), 'Redirect')).toContain('webint-b.contoso.com');
  });

  it.each([
    ['ucwa-root.json', 'root', 'User'],
    ['ucwa-redirect.json', 'root', 'Redirect'],
    ['ucwa-user.json', 'user', 'Ucwa'],
  ])('reads UCWA spelling %s', (name, resource, token) => {
    const document = read('application/json; charset=utf-8', vector(name));

    expect(document).toMatchObject({ format: 'ucwa', resource, accessLocation: null });
    expect(linkTo(document, token)).toMatch(/^https:/);
    expect(missingRootLinks(document)).toEqual([]);
  });
});

describe('tolerance', () => {
  it('cuts blanks, ignores unknown elements and compares AccessLocation without case', () => {
    const body = `<?xml version="1.0"?><AutodiscoverResponse AccessLocation=" INTERNAL ">
      <Future/><Domain><Unknown fqdn="x"/><SipClientInternalAccess fqdn=" pool01.contoso.com" port=" 443 "/></Domain></AutodiscoverResponse>`;

    expect(read(XML, body)).toMatchObject({
      accessLocation: 'internal',
      sipClientInternalAccess: { fqdn: 'pool01.contoso.com', port: 443 },
    });
  });

  it.each(['Links', 'links', 'Link'])('accepts the name %s, and a number as port', (name) => {
    const link = { href: 'https://w/d', token: 'Domain' };
    const body = JSON.stringify({
      Root: { [name]: name === 'Link' ? link : [link], SipClientExternalAccess: { fqdn: 's', port: 443 } },
    });

    expect(read(JSON_TYPE, body)).toMatchObject({
      links: [{ token: 'Domain', href: 'https://w/d' }],
      sipClientExternalAccess: { fqdn: 's', port: 443 },
    });
  });

  it.each(['0', '65536', '-1', '5061x', '', '1e3', 5061.5, null, {}])(
    'takes a port of %j as absent',
    (port) => {
      const body = JSON.stringify({ Domain: { SipClientInternalAccess: { fqdn: 'p', port } } });

      expect(read(JSON_TYPE, body).sipClientInternalAccess).toEqual({ fqdn: 'p', port: null });
    },
  );

  it('decodes the predefined references and character references of an href, and only those', () => {
    const body =
      '<AutodiscoverResponse><Root><Link token="User" href="https://w/?a=1&amp;b=&#x41;&#66;&foo;"/></Root></AutodiscoverResponse>';

    expect(linkTo(read(XML, body), 'User')).toBe('https://w/?a=1&b=AB&foo;');
  });

  it('reports what a Root lacks', () => {
    const body =
      '<AutodiscoverResponse><Root><Link token="User" href="https://w/u"/><Link token="Self"/></Root></AutodiscoverResponse>';

    expect(missingRootLinks(read(XML, body))).toEqual(['Domain']);
  });
});

describe('what is no document', () => {
  it.each([
    ['text/html; charset=utf-8', '<h1>hello</h1>', 'html'],
    [XML, '\ufeff \r\n<!DOCTYPE html><html><title>Guest Wi-Fi</title>', 'html'],
    [null, '<HTML>', 'html'],
    [XML, ' \n', 'empty'],
    [XML, '<AutodiscoverResponse>', 'malformed'],
    [XML, '<!DOCTYPE a [<!ENTITY b "c">]><AutodiscoverResponse><Root/></AutodiscoverResponse>', 'malformed'],
    [XML, `${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, 'malformed'],
    [XML, '<Other/>', 'wrong-resource'],
    [XML, '<AutodiscoverResponse/>', 'wrong-resource'],
    [XML, 'x'.repeat(300_000), 'too-large'],
    [JSON_TYPE, '{', 'malformed'],
    [JSON_TYPE, '[]', 'wrong-resource'],
    [JSON_TYPE, '{"__proto__":{"Root":{}}}', 'wrong-resource'],
    ['text/xml', '<AutodiscoverResponse><Root/></AutodiscoverResponse>', 'content-type'],
    [null, '<AutodiscoverResponse><Root/></AutodiscoverResponse>', 'content-type'],
  ])('%s %j is refused as %s', (contentType, body, reason) => {
    expect(reasonOf(contentType, body)).toBe(reason);
  });

  it('names the page by its title', () => {
    const result = parseAutodiscover('text/html', '<html><head><title> IIS Windows Server </title>');

    expect(result).toEqual({
      ok: false,
      error: { reason: 'html', detail: 'a web page with the title “IIS Windows Server”' },
    });
  });
});

describe('any bytes', () => {
  const contentTypes = fc.constantFrom(XML, JSON_TYPE, 'application/json', 'text/html', null);
  const names = ['root.xml', 'domain.xml', 'user.xml', 'root.json', 'ucwa-root.json'];

  it('are accepted or refused, never a crash', () => {
    fc.assert(
      fc.property(
        contentTypes,
        fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.json()),
        (type, body) => {
          const result = parseAutodiscover(type, body);
          if (result.ok) AutodiscoverDocument.parse(result.value);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('damaged documents are accepted or refused, never a crash', () => {
    const bodies = names.map(vector);
    fc.assert(
      fc.property(
        contentTypes,
        fc.nat(4),
        fc.nat(3_000),
        fc.nat(40),
        fc.string({ maxLength: 12 }),
        (type, index, at, cut, put) => {
          const body = bodies[index] ?? '';
          const result = parseAutodiscover(type, body.slice(0, at) + put + body.slice(at + cut));
          if (result.ok) AutodiscoverDocument.parse(result.value);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('documents written by us are read back', () => {
    const label = fc.stringMatching(/^[a-z][a-z0-9.-]{0,40}$/);
    const access = fc.option(
      fc.record({ fqdn: label, port: fc.option(fc.integer({ min: 1, max: 65_535 })) }),
    );
    fc.assert(
      fc.property(access, access, fc.constantFrom('Internal', 'External'), (internal, external, location) => {
        const element = (name: string, value: typeof internal): string =>
          value === null
            ? ''
            : `<${name} fqdn="${value.fqdn}"${value.port === null ? '' : ` port="${value.port}"`}/>`;
        const body = `<AutodiscoverResponse AccessLocation="${location}"><Domain>${element('SipClientInternalAccess', internal)}${element('SipClientExternalAccess', external)}</Domain></AutodiscoverResponse>`;

        expect(read(XML, body)).toMatchObject({
          accessLocation: location.toLowerCase(),
          sipClientInternalAccess: internal,
          sipClientExternalAccess: external,
        });
      }),
    );
  });

  it.each([
    ['blanks in a tag', `<a${' '.repeat(250_000)}`],
    ['attributes', `<a ${'b=" '.repeat(60_000)}>`],
    ['elements', `<a>${'<b/>'.repeat(60_000)}</a>`],
    ['open comments', `<a>${'<!--'.repeat(60_000)}`],
    ['ampersands', `<a b="${'&'.repeat(250_000)}"/>`],
  ])('a quarter of a megabyte of %s is done in no time', (_, body) => {
    const started = performance.now();

    expect(reasonOf(XML, body)).not.toBe('accepted');
    expect(performance.now() - started).toBeLessThan(3_000);
  });
});
