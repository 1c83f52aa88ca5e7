import { aboutDiagnostic, accountOf, answerOf, webAnswerOf } from '../authentication-words.ts';
import { sentences } from '../words.ts';
import { showUser } from './registration-rule.ts';
import { defineSetbackRule, hasAttempt } from './setback-rule.ts';

export const addressMismatch = defineSetbackRule({
  id: 'authentication.address-mismatch',
  owner: 'user',
  cause: 'address-mismatch',
  text: {
    title: 'The user name and the sign-in address belong to different people.',
    meaning:
      'The password is right, but for an account to which this sign-in address does not belong. That happens when sign-in address and Windows user name differ and the program takes the wrong one, when credentials of somebody else are saved, or when the server holds an old record of the address.',
    remedy:
      'Give the user name that belongs to the address (as DOMAIN\\name or UPN); compare both in the directory.',
    reference: '[MS-OCER] 4004',
  },
  isApplicable: hasAttempt,
  describe: ({ attempt, web }, { discovery, authentication }) => {
    const { address } = discovery;
    const account = accountOf(authentication.password);
    const atWeb = web !== null && attempt?.outcome === 'no-certificate';
    return {
      title: `The credentials of ${account} are right, but the address ${address} belongs to somebody else.`,
      explanation: sentences(
        `The server knows ${account} and accepted the password, and then refused that this user signs in as ${address}.`,
        atWeb ? webAnswerOf(web) : answerOf(attempt),
        atWeb ? null : aboutDiagnostic(attempt?.diagnostic ?? null),
      ),
      remedy: `Sign in with the user name that goes with ${address}, or with the sign-in address that goes with ${account}. Get-CsUser shows for an address the account that owns it.`,
      verify: showUser(address),
      alternatives: [
        'The user name is that of another person, or a saved one: Get-CsUser shows another SamAccountName for the address.',
        'The SIP address of the user was changed and differs from the UPN: Get-CsUser finds the account under its new address.',
        'The server holds an old record of the address, as after somebody was hired again: the account is right, and only this address fails.',
      ],
    };
  },
});
