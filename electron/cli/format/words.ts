import type { Owner, Severity } from '../../../shared/findings/finding.ts';

/** Who can mend it, as a line says it. */
export const OWNER_WORDS: Readonly<Record<Owner, string>> = {
  user: 'you, at this computer',
  helpdesk: 'the helpdesk',
  network: 'whoever runs the network and its name service (DNS)',
  directory: 'whoever runs the user directory (Active Directory)',
  server: 'whoever runs the Skype for Business servers',
};

export const SEVERITY_WORDS: Readonly<Record<Severity, string>> = {
  error: 'Problem',
  warning: 'Warning',
  info: 'Note',
};
