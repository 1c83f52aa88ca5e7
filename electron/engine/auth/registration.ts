import type { RegisterDialog } from '../probes/registration/register-dialog.ts';
import type { Answered } from './attempt-ending.ts';
import type { SipAssociation } from './sip-association.ts';

/** A registration that stands: requests go over its channel, signed within its association. */
export interface Registration {
  readonly dialog: RegisterDialog;
  readonly association: SipAssociation;
  /** The 200 to the REGISTER. */
  readonly answer: Answered;
}
