import type { RegistrationDescription } from '../../../../shared/protocol/sip/registration-description.ts';

/** Whether an event may be subscribed to. A server that lists none says nothing of it (RFC 6665 8.2.2). */
export function isOffered({ allowEvents }: RegistrationDescription, event: string): boolean {
  return allowEvents.length === 0 || allowEvents.includes(event.toLowerCase());
}
