import { isOpenToken, withheldText, withheldToken } from './withheld.ts';

/**
 * Takes out of a SIP header what must not be in a log. In requests that is every token of Authorization (NTLM responses,
 * Kerberos tickets, TLS flights with their key exchange); in answers those of Kerberos. An NTLM challenge and the server's TLS
 * flights stay: they hold no secret, and people want to read them.
 * Takes name and value as they stand in the message. Never fails; a value that is broken off is withheld to its end.
 */
export function withholdSipHeader(name: string, value: string): string {
  switch (name.trim().toLowerCase()) {
    case 'authorization':
    case 'proxy-authorization':
      return withholdCredentials(value);
    case 'www-authenticate':
    case 'proxy-authenticate':
    case 'authentication-info':
    case 'proxy-authentication-info':
      return withholdGssapiData(value, isOpenToken);
    default:
      return value;
  }
}

/** The same for a header of HTTP, where tokens stand bare behind their scheme, and tickets and cookies are credentials too. */
export function withholdHttpHeader(name: string, value: string): string {
  switch (name.trim().toLowerCase()) {
    case 'authorization':
    case 'proxy-authorization':
      return withholdAfterScheme(value);
    case 'x-ms-webticket':
      return value.replace(/^(\s*opaque\s*=\s*)?([^]*)$/i, (_, label: string | undefined, token: string) => {
        return `${label ?? ''}${withheldToken(token)}`;
      });
    case 'cookie':
    case 'cookie2':
    case 'set-cookie':
    case 'set-cookie2':
      return withheldText(value);
    case 'www-authenticate':
    case 'proxy-authenticate':
    case 'authentication-info':
    case 'proxy-authentication-info':
      return withholdGssapiData(withholdBareTokens(value), isOpenToken);
    case 'location':
    case 'content-location':
    case 'referer':
      return withholdFormFields(value);
    default:
      return value;
  }
}

/** name=value of a form or a query. */
export function withholdFormFields(text: string): string {
  return text.replace(FORM_FIELD, (_, label: string, secret: string) => `${label}${withheldText(secret)}`);
}

/** RFC 6749 4.1 to 4.3 and 5.1, and what WS-Federation and SAML post. */
const FORM_FIELD =
  /((?:^|[?&#;])(?:access_token|refresh_token|id_token|client_secret|client_assertion|assertion|password|passwd|code|wresult|samlresponse)=)(?!\[withheld, \d+ bytes?\])([^&#\s"'<>]+)/gi;

/** Authorization of SIP: gssapi-data, and what other schemes have instead. */
function withholdCredentials(value: string): string {
  const [, scheme = '', rest = ''] = /^(\s*[^\s,=]*)([^]*)$/.exec(value) ?? [];
  switch (scheme.trim().toLowerCase()) {
    case 'ntlm':
    case 'kerberos':
    case 'tls-dsk':
    case 'negotiate':
    case 'digest': {
      if (/^\s*[A-Za-z0-9+/._~-]+=*\s*$/.test(rest)) return withholdAfterScheme(value);
      const opened = withholdGssapiData(value, () => false);
      // A digest is made from the password: whoever has it can try passwords at leisure.
      return scheme.trim().toLowerCase() === 'digest' ? withholdParameter(opened, DIGEST_RESPONSE) : opened;
    }
    default:
      return withholdAfterScheme(value);
  }
}

const GSSAPI_DATA = /(\bgssapi-data\s*=\s*)(?:"((?:[^"\\]|\\[^])*)(?:"|\\?$)|([^\s",][^\s,]*))/gi;
const DIGEST_RESPONSE = /(\bresponse\s*=\s*)(?:"((?:[^"\\]|\\[^])*)(?:"|\\?$)|([^\s",][^\s,]*))/gi;

function withholdGssapiData(value: string, mayStay: (token: string) => boolean): string {
  return withholdParameter(value, GSSAPI_DATA, mayStay);
}

function withholdParameter(
  value: string,
  pattern: RegExp,
  mayStay: (token: string) => boolean = () => false,
): string {
  return value.replace(
    pattern,
    (whole, label: string, quoted: string | undefined, bare: string | undefined) => {
      const token = quoted ?? bare ?? '';
      if (token === '' || mayStay(token)) return whole;
      // Where the quotation has no end, the rest is gone with it; the mark is set all the same.
      return `${label}"${withheldToken(token)}"`;
    },
  );
}

/** Scheme and token: whatever stands behind the scheme goes. */
function withholdAfterScheme(value: string): string {
  const [, scheme = '', token = ''] = /^\s*([^\s]*)\s*([^]*)$/.exec(value) ?? [];
  // One word alone may be a bare token; only what is known to be a scheme stays.
  if (token === '') return SCHEMES.has(scheme.toLowerCase()) ? value : withheldToken(value);
  return SCHEMES.has(scheme.toLowerCase()) ? `${scheme} ${withheldToken(token)}` : withheldToken(value);
}

const SCHEMES = new Set(['ntlm', 'negotiate', 'kerberos', 'bearer', 'basic', 'digest', 'tls-dsk', 'nego2']);

/** In a challenge: the token behind NTLM, Negotiate or Kerberos, unless it is open. */
function withholdBareTokens(value: string): string {
  return value.replace(BARE_TOKEN, (whole, scheme: string, token: string) =>
    isOpenToken(token) ? whole : `${scheme} ${withheldToken(token)}`,
  );
}

const BARE_TOKEN = /\b(negotiate|nego2|kerberos|ntlm)[ \t]+([A-Za-z0-9+/._~-]{4,}={0,2})(?=[\s,]|$)/gi;
