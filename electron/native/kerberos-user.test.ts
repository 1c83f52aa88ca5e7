import { expect, it } from 'vitest';
import { kerberosUser } from './kerberos-user.ts';

it.each([
  ['alice@contoso.test', null, 'alice@CONTOSO.TEST', 'principal'],
  ['alice@contoso.test', 'CONTOSO.TEST', 'alice@CONTOSO.TEST', 'principal'],
  ['alice@contoso.test', 'AD.CONTOSO.TEST', 'alice@contoso.test@AD.CONTOSO.TEST', 'enterprise'],
  ['CONTOSO\\alice', 'CONTOSO.TEST', 'alice@CONTOSO.TEST', 'principal'],
  ['CONTOSO\\alice', null, 'alice', 'principal'],
  ['alice', 'CONTOSO.TEST', 'alice@CONTOSO.TEST', 'principal'],
  ['a/b@contoso.test', null, 'a\\/b@CONTOSO.TEST', 'principal'],
  ['a@b@contoso.test', null, 'a\\@b@CONTOSO.TEST', 'principal'],
])('%s with the realm %s is the principal %s', (user, realm, text, form) => {
  expect(kerberosUser(user, realm)).toEqual({ text, form });
});
