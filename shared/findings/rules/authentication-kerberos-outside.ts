import { openssl } from '../connection-words.ts';
import { sentences } from '../words.ts';
import { defineSetbackRule, hasChoice } from './setback-rule.ts';

export const kerberosOutside = defineSetbackRule({
  id: 'authentication.kerberos-outside',
  owner: 'server',
  cause: 'kerberos-outside',
  text: {
    title: 'The server wants Kerberos, which cannot work from outside the company network.',
    meaning:
      'Kerberos needs a ticket of a domain controller, and those can be reached inside the company (or by VPN) only. From outside, the server must offer NTLM or TLS-DSK.',
    remedy: 'Offer TLS-DSK or NTLM to clients from outside; until then, users connect by VPN first.',
    reference: 'RFC 4120 3.1; [MS-SIPAE] 3.2.5.1',
  },
  isApplicable: hasChoice,
  describe: ({ choice }, { decision }) => {
    const isForced = choice?.candidates.some(({ reason }) => reason === 'not-asked-for') === true;
    const at = decision.kind === 'failed' && decision.step !== 'discovery' ? decision.home.endpoint : null;
    return {
      title: isForced
        ? 'Kerberos was asked for, and it cannot work from outside the company network.'
        : 'The server wants Kerberos, which cannot work from outside the company network.',
      explanation: sentences(
        'This PC is outside: it found its way by the records for the internet. Kerberos needs a ticket of a domain controller, which from here nobody reaches.',
        isForced
          ? 'The other methods were left out, because this test was told to use Kerberos.'
          : 'The server offers no other method that a client could use instead.',
      ),
      remedy: isForced
        ? 'Let the test choose the method itself, or connect by VPN.'
        : 'Switch TLS-DSK (certificate authentication) or NTLM on for clients from outside: Get-CsProxyConfiguration on the Edge pool. Until then, connect by VPN.',
      verify: at === null ? 'Get-CsProxyConfiguration' : openssl(at, ''),
      ...(isForced ? { owner: 'user' as const } : {}),
      alternatives: [
        'The PC is inside after all, and DNS shows it the records for outside: lyncdiscoverinternal and _sipinternaltls._tcp are missing.',
      ],
    };
  },
});
