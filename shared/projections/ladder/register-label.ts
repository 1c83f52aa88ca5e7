import type { EventData } from '../../events/catalogue.ts';
import { visible } from '../../lib/text.ts';
import { METHOD_NAMES } from '../describe/sip.ts';
import { STAGE_LABELS } from '../describe/authentication.ts';
import { WITHDRAWAL_LABEL } from '../ladder-model.ts';
import { credentialsOf, isWithdrawal, registerStage } from '../sip-reading.ts';
import { openAttempt, type Draft, type DraftAttempt, type DraftRung } from './draft.ts';

export interface RegisterOpening {
  readonly label: string;
  readonly purpose: DraftRung['purpose'];
  readonly register: DraftRung['register'];
}

/** How a REGISTER is drawn: its method, which of its method's REGISTERs it is, and what it does. Counts it. */
export function openRegister(draft: Draft, { headers }: EventData<'sip.request.sent'>): RegisterOpening {
  const credentials = credentialsOf(headers);
  if (isWithdrawal(headers)) {
    const signed = credentials === null ? '' : ' · signed';
    return { label: `${WITHDRAWAL_LABEL}${signed}`, purpose: draft.purpose, register: null };
  }
  if (credentials === null) {
    return { label: 'REGISTER', purpose: draft.purpose, register: null };
  }
  const { method } = credentials;
  const stage = registerStage(credentials);
  const attempt = method === null ? null : openAttempt(draft, method);
  if (attempt !== null) attempt.sent += 1;
  const name = method === null ? visible(credentials.scheme, 20) : METHOD_NAMES[method];
  const doing = stage === null ? '' : `: ${STAGE_LABELS[stage]}`;
  return {
    label: `REGISTER · ${name}${attempt === null ? '' : placeOf(attempt)}${doing}`,
    purpose: attempt?.purpose ?? draft.purpose,
    register: { method, stage },
  };
}

/** " 2 of 3"; what goes beyond the number that the method needs is said. The anonymous REGISTER is the first. */
function placeOf({ purpose, sent, expectedRegisters }: DraftAttempt): string {
  if (purpose === 'preview') return ' preview';
  const number = sent + 1;
  const place =
    number > expectedRegisters
      ? ` ${number}, ${expectedRegisters} expected`
      : ` ${number} of ${expectedRegisters}`;
  if (purpose === 'sign-out') return `${place}, to sign out`;
  return purpose === 'comparison' ? `${place}, comparison` : place;
}
