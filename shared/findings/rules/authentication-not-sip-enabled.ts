import { aboutDiagnostic, accountOf, answerOf, webAnswerOf } from '../authentication-words.ts';
import { sentences } from '../words.ts';
import { showUser } from './registration-rule.ts';
import { defineSetbackRule, hasAttempt } from './setback-rule.ts';

export const notSipEnabled = defineSetbackRule({
  id: 'authentication.not-sip-enabled',
  owner: 'directory',
  cause: 'not-sip-enabled',
  text: {
    title: 'The account is not enabled for Skype for Business.',
    meaning:
      'User name and password are right, but the account has no use of Skype for Business: nobody enabled it, its licence is missing, an old setting in the directory switches it off, or the change has not reached all servers yet.',
    remedy:
      'Enable the user for Skype for Business (or assign the licence) and wait for the replication; check msRTCSIP-UserEnabled in the directory.',
    reference: '[MS-OCAUTHWS] 3.2.4.1 (28000); [MS-OCER] 4005',
  },
  isApplicable: hasAttempt,
  describe: ({ attempt, web }, { discovery, authentication }) => {
    const { address } = discovery;
    const atWeb = web !== null && attempt?.outcome === 'no-certificate';
    const isMissing = !atWeb && attempt?.diagnostic?.id === 4005;
    return {
      title: `The account of ${address} is not enabled for Skype for Business.`,
      explanation: sentences(
        `The credentials of ${accountOf(authentication.password)} are right; the service has no user to go with them.`,
        atWeb ? webAnswerOf(web) : answerOf(attempt),
        atWeb ? null : aboutDiagnostic(attempt?.diagnostic ?? null),
      ),
      remedy: `Enable ${address} (Enable-CsUser) or assign its licence, then wait until it has been replicated. If Get-CsUser shows it as enabled, look for msRTCSIP-UserEnabled = FALSE left behind by an older deployment.`,
      verify: showUser(address),
      alternatives: [
        'The user was never enabled, or was disabled: Get-CsUser finds nobody, or Enabled is False.',
        'The user was enabled a short while ago: it works after the replication (about half an hour).',
        ...(isMissing
          ? ['The sign-in address is misspelled: Get-CsUser finds the user under another address.']
          : []),
      ],
    };
  },
});
