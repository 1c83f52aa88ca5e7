import { aboutDiagnostic, aboutGuard, answerOf, serverOf } from '../authentication-words.ts';
import { capital } from '../connection-words.ts';
import { sentences } from '../words.ts';
import { defineSetbackRule } from './setback-rule.ts';

export const ntlmRefused = defineSetbackRule({
  id: 'authentication.ntlm-refused',
  owner: 'directory',
  cause: 'ntlm-refused',
  text: {
    title: 'The server offers NTLM and then refuses it.',
    meaning:
      'NTLM is among the methods that the server offers, but the directory or the server was told not to take it ("Restrict NTLM"). Whatever password is typed, nobody signs in that way.',
    remedy:
      'Switch NTLM off in the offer of the pool so that clients take TLS-DSK or Kerberos at once, or exempt the servers from the policy.',
    reference: '[MS-NLMP] 3.2.5; [MS-ERREF] 2.3.1 (STATUS_NTLM_BLOCKED)',
  },
  isApplicable: ({ attempts }) =>
    attempts.some(({ method, purpose }) => method === 'ntlm' && purpose !== 'preview'),
  describe: ({ attempt }, { authentication }) => {
    const isProven = authentication.signedIn !== null || authentication.password.accepted !== null;
    const isUnchallenged = attempt !== null && !attempt.isChallenged;
    return {
      title: `${capital(serverOf({ attempt }))} offers NTLM and then refuses it.`,
      explanation: sentences(
        answerOf(attempt),
        aboutDiagnostic(attempt?.diagnostic ?? null),
        isUnchallenged
          ? 'It refused before it sent a challenge, so that nothing of the password was in what it refused.'
          : isProven
            ? 'The same credentials were accepted by another method in this run, so they are right; it is NTLM that is not wanted.'
            : 'By its own words it is NTLM that is refused; of the password this says nothing.',
        isProven ? null : aboutGuard(authentication.password),
      ),
      remedy:
        'Check the policies "Network security: Restrict NTLM" of the domain controllers and of the servers. If NTLM is off on purpose, take it out of the offer (Set-CsProxyConfiguration -UseNtlmForClientToProxyAuth $false) and see to it that TLS-DSK or Kerberos is offered.',
      verify: 'Get-CsProxyConfiguration',
      alternatives: [
        'A policy of the domain refuses NTLM: domain controllers log event 8004.',
        'The server demands a stricter level than it is given (LmCompatibilityLevel): its security log says so.',
      ],
    };
  },
});
