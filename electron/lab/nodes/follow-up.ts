import { firstHeader, type SipRequest, type SipResponse } from '../../../shared/protocol/sip/message.ts';
import type { FollowUp } from './registrar.ts';
import type { SecurityAssociation } from './security-association.ts';
import type { Dialog } from './server-requests.ts';
import type { Service } from './service.ts';

/** `open`: makes the request when it is due; null: a silent answer, which begins no dialog. */
export function followUpOf(
  { notifications, keepAliveAfterMs, dropsConnection }: Service,
  open: ((notification: Service['notifications'][number]) => SipRequest | null) | null,
): FollowUp {
  const due =
    open === null ? [] : notifications.map((one) => ({ afterMs: one.afterMs, open: () => open(one) }));
  return { notifications: due, keepAliveAfterMs, dropsConnection };
}

/** The dialog that an answer to SUBSCRIBE begins: its To is the server's side (RFC 6665 4.4.1). */
export function dialogOf(
  answer: SipResponse,
  association: SecurityAssociation,
  frontEndFqdn: string,
): Omit<Dialog, 'target'> {
  const text = (name: string): string => firstHeader(answer, name) ?? '';
  const names = { local: text('To'), remote: text('From'), callId: text('Call-ID') };
  return { ...names, association, frontEndFqdn };
}
