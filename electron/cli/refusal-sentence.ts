import { duration } from '../../shared/lib/duration.ts';
import type { StartRefusal } from '../services/services.ts';

/** Why nothing was begun, for a person. */
export function refusalSentence(refusal: StartRefusal): string {
  switch (refusal.kind) {
    case 'lab-needs':
      return refusal.sentence;
    case 'no-single-sign-on':
      return `--sso: nobody can be signed in as the signed-in user here. ${refusal.reason}`;
    case 'recently-rejected':
      return (
        `The password of ${refusal.user} was rejected ${duration(refusal.secondsAgo * 1_000)} ago. ` +
        'Accounts lock after some attempts; wait ten minutes.'
      );
  }
}
