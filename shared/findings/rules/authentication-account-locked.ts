import {
  aboutDiagnostic,
  aboutGuard,
  accountOf,
  answerOf,
  showAccount,
  webAnswerOf,
} from '../authentication-words.ts';
import { foreign, sentences } from '../words.ts';
import { defineSetbackRule, hasAttempt } from './setback-rule.ts';

export const accountLocked = defineSetbackRule({
  id: 'authentication.account-locked',
  owner: 'directory',
  cause: 'account-locked',
  text: {
    title: 'The account is locked or disabled.',
    meaning:
      'The directory itself says that the account may not sign in at present: it was locked after too many wrong passwords, or it is disabled or expired. Kerberos and some services tell this; over NTLM it mostly looks like a wrong password.',
    remedy:
      'Unlock or enable the account; if it locks again, find the device or service that keeps sending an old password.',
    reference: 'RFC 4120 7.5.9 (KDC_ERR_CLIENT_REVOKED); [MS-ERREF] 2.3.1 (STATUS_ACCOUNT_LOCKED_OUT)',
  },
  isApplicable: hasAttempt,
  describe: ({ ticket, web, attempt }, { authentication }) => {
    const account = accountOf(authentication.password);
    return {
      title: `The account ${account} is locked or disabled.`,
      explanation: sentences(
        ticket === null
          ? null
          : `The domain controller refused a ticket for ${foreign(ticket.spn, 160)}: "${foreign(ticket.text, 200)}"${ticket.code === null ? '' : ` (${foreign(ticket.code, 60)})`}.`,
        ticket === null && web !== null ? webAnswerOf(web) : null,
        ticket === null && web === null ? answerOf(attempt) : null,
        ticket === null && web === null ? aboutDiagnostic(attempt?.diagnostic ?? null) : null,
        'Whether the password is right cannot be seen while this is so.',
        aboutGuard(authentication.password),
      ),
      remedy: `Unlock the account ${account} (Unlock-ADAccount), or enable it. If it is locked again soon, a phone, a service or a saved password keeps sending an old one: event 4740 on the domain controller names the computer.`,
      verify: showAccount(authentication.password),
      alternatives: [
        'The account was locked by too many wrong passwords: Get-ADUser shows LockedOut.',
        'The account is disabled, or its time is over: Get-ADUser shows Enabled and AccountExpirationDate.',
      ],
    };
  },
});
