import { expect, it } from 'vitest';
import { withoutLibrary } from './system-security.ts';

it('says why nothing can be had where there is no library', async () => {
  const security = withoutLibrary('No GSSAPI library could be loaded.');
  const no = { ok: false, reason: 'No GSSAPI library could be loaded.' };

  expect(security.available).toEqual({ kerberos: no, ntlm: no, negotiate: no });
  expect(security.defaultRealm()).toBeNull();
  expect(
    await security.open({
      mechanism: 'kerberos',
      target: { service: 'sip', host: 'fe01.contoso.test' },
      credentials: { kind: 'current-user' },
      datagram: false,
    }),
  ).toEqual({ ok: false, failure: 'no-library', code: null, text: no.reason });
});
