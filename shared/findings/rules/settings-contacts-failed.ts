import { defineRequestRule } from './settings-rule.ts';
import { homeHostOf, isOutage, showFabric } from './settings-words.ts';

export const contactsFailed = defineRequestRule({
  id: 'settings.contacts-failed',
  severity: 'warning',
  owner: 'server',
  text: {
    title: 'The contact list does not come.',
    meaning:
      'After the sign-in the client asks for the contact list. Without it the user is signed in, can search for people and call them, and sees an empty list; the client tells of a problem with the server of the contacts and tries again later.',
    remedy:
      'Check the services and the database of the home pool. Where the contacts are kept in Exchange (unified contact store), check the way from the pool to Exchange.',
    reference: '[MS-SIP] 3.1.4',
  },
  requests: ['contacts'],
  // 488 is how a pool says that it has no list because Exchange has it.
  applies: (_one, { settings }) => settings.contacts?.value.storage !== 'exchange',
  describe: (one, facts) => {
    const host = homeHostOf(facts);
    const isBackEnd = isOutage(one) || one.outcome === 'no-answer';
    return {
      title: `You are signed in, but your contact list ${one.outcome === 'invalid' ? 'cannot be read' : 'did not come'}.`,
      explanation:
        'Chat, calls and the search for people work all the same; the list stays empty until the client gets it.',
      remedy: isBackEnd
        ? `Check on the pool of ${host} the services and the database of the users (Get-CsPoolFabricState, Get-CsDatabaseMirrorState, Get-CsWindowsService).`
        : `Look in the logs of ${host} for this request; its Call-ID is in the evidence. Check the user with Get-CsUser and, where contacts are kept in Exchange, with Test-CsUnifiedContactStore.`,
      verify: showFabric(facts),
      alternatives: [
        'The database of the users cannot be reached from the Front End: other users of the pool have no contacts either.',
        'The contacts are in Exchange, and the pool cannot say so: Test-CsUnifiedContactStore fails.',
        ...(isBackEnd ? ['The pool has just been started or failed over: it works after some minutes.'] : []),
      ],
    };
  },
});
