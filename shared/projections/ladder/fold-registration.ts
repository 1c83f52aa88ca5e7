import type { LoggedEventOf } from '../../events/catalogue.ts';
import { DEREGISTRATIONS, isLimited, registrationText } from '../describe/registration.ts';
import { visible } from '../../lib/text.ts';
import { addEvidence, addNote, rungOfCause, type Draft } from './draft.ts';

export type RegistrationEvent = LoggedEventOf<'registration.described' | 'registration.deregistered'>;

/** What the registrar says of the registration, and that it ends it. */
export function foldRegistration(draft: Draft, event: RegistrationEvent): void {
  switch (event.kind) {
    case 'registration.described':
      addNote(draft, event, {
        topic: 'registration',
        step: event.step ?? 'authentication',
        text: registrationText(event.data),
        outcome: isLimited(event.data) ? 'warning' : 'ok',
        isUsed: true,
      });
      return;
    case 'registration.deregistered': {
      const rung = rungOfCause(draft, event);
      if (rung !== null) {
        addEvidence(rung, event);
        rung.outcome = 'failed';
      }
      const { event: cause, preferredRegistrar } = event.data;
      const where = preferredRegistrar === null ? '' : ` (${visible(preferredRegistrar, 255)})`;
      addNote(draft, event, {
        topic: 'registration',
        step: event.step ?? 'settings',
        text: `The registrar ends the registration: ${DEREGISTRATIONS[cause]}${where}`,
        outcome: 'failed',
        isUsed: true,
      });
      return;
    }
  }
}
