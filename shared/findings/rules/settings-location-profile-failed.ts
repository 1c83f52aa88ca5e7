import { showUser } from './registration-rule.ts';
import { defineRequestRule } from './settings-rule.ts';
import { homeHostOf } from './settings-words.ts';

export const locationProfileFailed = defineRequestRule({
  id: 'settings.location-profile-failed',
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'The dial plan does not come.',
    meaning:
      'After the sign-in the client asks for the location profile: the rules by which it turns what is dialled into a full number. Without it chat, presence and calls to people work; short and local numbers that are typed do not.',
    remedy:
      'Check that a dial plan is assigned to the user or his site and that it exists. For a user without Enterprise Voice nothing needs doing.',
    reference: '[MS-SIPRE] 3.8.5.1',
  },
  requests: ['location-profile'],
  applies: ({ outcome }) => outcome !== 'invalid',
  describe: ({ outcome, status }, facts) => {
    const isMissing = status === 404;
    return {
      title: isMissing
        ? 'The server has no dial plan for you, so that short phone numbers are not completed.'
        : 'The dial plan did not come, so that short phone numbers are not completed.',
      explanation: isMissing
        ? 'The server knows no location profile for this user, or no user of that name. For an account without Enterprise Voice that is nothing out of the ordinary and costs nothing; with it, numbers that are typed in short or local form are dialled as they stand and fail.'
        : 'Chat, presence and calls to people in the list work; numbers that are typed in short or local form are dialled as they stand and fail.',
      remedy: isMissing
        ? 'If the user has Enterprise Voice, assign a dial plan (Grant-CsDialPlan) and check that it exists (Get-CsDialPlan); otherwise nothing needs doing.'
        : `Check the dial plan of the user (Get-CsDialPlan) and the state of the services on ${homeHostOf(facts)} (Get-CsWindowsService).`,
      verify: showUser(facts.discovery.address),
      alternatives: isMissing
        ? [
            'The account has no Enterprise Voice: Get-CsUser shows EnterpriseVoiceEnabled as False.',
            'A dial plan is assigned that was deleted: Get-CsUser names one in DialPlan that Get-CsDialPlan does not find.',
          ]
        : outcome === 'refused'
          ? []
          : ['The service that hands out dial plans hangs: other users of the pool get none either.'],
    };
  },
});
