import { describe, expect, it } from 'vitest';
import type { OfferedScheme } from '../../../shared/protocol/sip/offered-schemes.ts';
import type { AuthMethod } from '../../../shared/run/ids.ts';
import { rankMethods, type MethodSituation } from './choose-method.ts';

const YES = { ok: true } as const;
const NO = { ok: false, reason: 'there is no such library' } as const;

function offer(method: AuthMethod, changes: Partial<OfferedScheme> = {}): OfferedScheme {
  return {
    method,
    scheme: method.toUpperCase(),
    realm: 'SIP Communications Service',
    targetname: method === 'kerberos' ? 'sip/fe01.contoso.test' : 'fe01.contoso.test',
    version: 4,
    stsUri: method === 'tls-dsk' ? 'https://web.contoso.test/CertProv/CertProvisioningService.svc' : null,
    opaque: null,
    gssapiData: null,
    header: 'WWW-Authenticate',
    parameters: {},
    isComplete: true,
    ...changes,
  };
}

const ALL = [offer('ntlm'), offer('kerberos'), offer('tls-dsk')];

function chosen(changes: Partial<MethodSituation>): string {
  const ranked = rankMethods({
    offers: ALL,
    auth: 'auto',
    credentials: 'password',
    isOutside: false,
    hasStoredCertificate: false,
    available: { kerberos: YES, ntlm: NO, negotiate: YES },
    kdcMissing: null,
    failed: new Set(),
    ...changes,
  });
  return ranked
    .map(({ method, standing, reason }) => `${standing === 'chosen' ? '*' : ''}${method}:${reason}`)
    .join(' ');
}

describe('the choice of method', () => {
  it.each([
    [
      'inside with a ticket to be had',
      {},
      '*kerberos:ticket-at-hand ntlm:earlier-method-used tls-dsk:earlier-method-used',
    ],
    [
      'with a certificate of an earlier sign-in',
      { hasStoredCertificate: true },
      '*tls-dsk:certificate-at-hand kerberos:earlier-method-used ntlm:earlier-method-used',
    ],
    ['outside', { isOutside: true }, 'kerberos:outside *ntlm:next-in-order tls-dsk:earlier-method-used'],
    [
      'inside without a KDC',
      { kdcMissing: 'DNS names none' },
      'kerberos:no-kdc *ntlm:next-in-order tls-dsk:earlier-method-used',
    ],
    [
      'without the library',
      { available: { kerberos: NO, ntlm: NO, negotiate: NO } },
      'kerberos:no-library *ntlm:next-in-order tls-dsk:earlier-method-used',
    ],
    [
      'where NTLM is not offered',
      { offers: [offer('tls-dsk')] },
      'kerberos:not-offered ntlm:not-offered *tls-dsk:next-in-order',
    ],
    [
      'a method is forced',
      { auth: 'tls-dsk' },
      'kerberos:not-asked-for ntlm:not-asked-for *tls-dsk:asked-for',
    ],
    [
      'Kerberos is forced outside',
      { auth: 'kerberos', isOutside: true },
      '*kerberos:asked-for ntlm:not-asked-for tls-dsk:not-asked-for',
    ],
    [
      'as the signed-in user without SSPI',
      { credentials: 'current-user', kdcMissing: 'DNS names none' },
      'kerberos:no-kdc ntlm:credentials-unsuitable *tls-dsk:next-in-order',
    ],
    [
      'Kerberos is all there is, and broken: that is to be seen',
      { offers: [offer('kerberos')], kdcMissing: 'port 88 is closed' },
      '*kerberos:ticket-at-hand ntlm:not-offered tls-dsk:not-offered',
    ],
    [
      'Kerberos was tried and failed',
      { failed: new Set(['kerberos']) },
      'kerberos:failed-before *ntlm:next-in-order tls-dsk:earlier-method-used',
    ],
    [
      'Kerberos only, outside',
      { offers: [offer('kerberos')], isOutside: true },
      'kerberos:outside ntlm:not-offered tls-dsk:not-offered',
    ],
    [
      'challenges that lack what the method needs',
      { offers: [offer('ntlm', { targetname: null }), offer('tls-dsk', { stsUri: null })] },
      'kerberos:not-offered ntlm:incomplete-offer tls-dsk:incomplete-offer',
    ],
    [
      'nobody signs in',
      { credentials: 'none', auth: 'none' },
      'kerberos:no-credentials ntlm:no-credentials tls-dsk:no-credentials',
    ],
  ] satisfies readonly (readonly [string, Partial<MethodSituation>, string])[])(
    '%s',
    (_name, changes, expected) => {
      expect(chosen(changes)).toBe(expected);
    },
  );
});
