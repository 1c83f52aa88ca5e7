import { withheldText } from '../protocol/withhold/withheld.ts';
import type { Treatment } from './field-treatments.ts';
import type { Identities } from './identities.ts';
import { hostOrAddress, placePseudonym, userPseudonym, type TextPseudonym } from './place-pseudonyms.ts';

/** Replaces what a field holds; beside: the object of which it is a field. */
export function pseudonymField(
  treatment: Treatment,
  value: string,
  beside: Readonly<Record<string, unknown>>,
  identities: Identities,
  text: TextPseudonym,
): string {
  if (value.trim() === '') return value;
  switch (treatment) {
    case 'place':
      return placePseudonym(value, identities, text);
    case 'domain':
      return identities.ip(value) ?? identities.domain(value);
    case 'user':
      return userPseudonym(value, identities);
    case 'realm':
      return realm(value, identities, text);
    case 'service':
      return serviceName(value, identities, text);
    case 'distinguished-name':
      return distinguishedName(value, identities, text);
    case 'name':
      return identities.name(value);
    case 'phone':
      return phone(value, identities, text);
    case 'dial-rule':
      return dialRule(value, identities, text);
    case 'device':
      return identities.device(value);
    case 'serial':
      return identities.serial(value);
    case 'fingerprint':
      return identities.fingerprint(value);
    case 'certificate':
      // What is derived from it stands beside it; the thing itself is nothing but names and keys.
      return '';
    case 'setting':
      return setting(value, beside, identities, text);
    case 'identifier':
      // focusFactoryUri stays although somebody is called Factory.
      return /^[A-Za-z_][\w-]{1,60}$/.test(value) && !identities.isKnownWord(value) ? value : text(value);
    case 'target-info':
      return targetInfo(value, beside, identities, text);
    case 'text':
    case 'headers':
    case 'body':
      return text(value);
  }
}

/** That of SIP servers is a phrase and the same for all: SIP Communications Service. */
function realm(value: string, identities: Identities, text: TextPseudonym): string {
  return /\s/.test(value) ? text(value) : (identities.ip(value) ?? identities.domain(value));
}

/** sip/fe01.contoso.com@CONTOSO.COM, HTTP/web.contoso.com:443, and the bare host. */
function serviceName(value: string, identities: Identities, text: TextPseudonym): string {
  const [, service = '', host = '', port = '', domain] =
    /^((?:sip|https?|host|ldap|krbtgt|cifs|termsrv)\/)?([^\s/:@]+)(:\d{1,5})?(?:@(\S+))?$/i.exec(value) ?? [];
  if (host === '') return text(value);
  const place = service === '' && domain !== undefined ? null : hostOrAddress(host, identities);
  if (place === null) return userPseudonym(value, identities);
  return `${service}${place}${port}${domain === undefined ? '' : `@${identities.domain(domain)}`}`;
}

/** Country and the names of the attributes stay. */
function distinguishedName(value: string, identities: Identities, text: TextPseudonym): string {
  if (value.replace(ATTRIBUTE, '').trim() !== '') return placePseudonym(value, identities, text);
  return value.replace(ATTRIBUTE, (whole: string, before: string, type: string, content: string) => {
    const bare = content
      .replace(/^"([^]*)"$/, '$1')
      .replace(/\\(.)/g, '$1')
      .trim();
    if (bare === '') return `${before}${text(type)}=${content}`;
    if (/^C$/i.test(type) && /^[A-Z]{2}$/i.test(bare)) return whole;
    const name = /^DC$/i.test(type)
      ? identities.host(bare, { isNamed: false })
      : nameInCertificate(bare, identities, text);
    return `${before}${text(type)}=${name}`;
  });
}

const ATTRIBUTE =
  /((?:^|[,+\n/])\s*)([A-Za-z][A-Za-z0-9-]{0,30}|\d[\d.]{2,40})=((?:"(?:[^"\\]|\\.)*"|\\.|[^,+\n"\\])*)/g;

function nameInCertificate(name: string, identities: Identities, text: TextPseudonym): string {
  // A single word can be a host as well as a company; the one word list knows it as what it was first.
  return /^[^\s.@:\\/]+$/.test(name) ? identities.name(name) : placePseudonym(name, identities, text);
}

function phone(value: string, identities: Identities, text: TextPseudonym): string {
  return /^[+\d\s().-]+$/.test(value) && /\d/.test(value) ? identities.phone(value) : text(value);
}

/** A rule works on after the change, and on numbers as long as before: only runs of digits that can be the start of a number go. */
function dialRule(value: string, identities: Identities, text: TextPseudonym): string {
  return text(value.replace(/(?<![\d{,\\$])\d{4,}/g, (digits) => identities.phone(digits)));
}

function setting(
  value: string,
  { name }: Readonly<Record<string, unknown>>,
  identities: Identities,
  text: TextPseudonym,
): string {
  const isName =
    typeof name === 'string' && /organi[sz]ation|locationprofile|displayname|company/i.test(name);
  return isName && !SWITCH.test(value) ? identities.name(value) : text(value);
}

/** Whether something about names is on says nobody's name. */
const SWITCH = /^(?:true|false|yes|no|\d{1,3})?$/i;

/** Names, and the ids by which a machine is known; flags and the clock stay ([MS-NLMP] 2.2.2.1). */
function targetInfo(
  value: string,
  { id }: Readonly<Record<string, unknown>>,
  identities: Identities,
  text: TextPseudonym,
): string {
  if (id === 6 || id === 7 || value === 'none') return text(value);
  if (id === 2 || id === 4 || id === 5) return identities.domain(value);
  if (id === 1 || id === 3) return identities.host(value, { isNamed: true });
  if (id === 9) return serviceName(value, identities, text);
  return withheldText(value);
}
