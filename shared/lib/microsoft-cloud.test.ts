import { expect, it } from 'vitest';
import { isMicrosoftCloudHost } from './microsoft-cloud.ts';

it.each([
  'sipdir.online.lync.com',
  'WEBDIR.ONLINE.LYNC.COM.',
  'webpool0a.infra.lync.com',
  'sipdir.online.gov.skypeforbusiness.us',
  'sipfed.online.dod.skypeforbusiness.us',
  'webdir.online.partner.lync.cn',
  'teams.microsoft.com',
  'emea.teams.microsoft.com',
])('%s belongs to Microsoft', (host) => {
  expect(isMicrosoftCloudHost(host)).toBe(true);
});

it.each([
  'sip.contoso.test',
  'lync.contoso.test',
  'notlync.com',
  'online.lync.com.contoso.test',
  'microsoft.com',
  '',
])('%s does not', (host) => {
  expect(isMicrosoftCloudHost(host)).toBe(false);
});
