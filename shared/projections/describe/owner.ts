import type { Owner } from '../../findings/finding.ts';

/** Who can mend it, as a person would say it. */
export const OWNER_NAMES: Readonly<Record<Owner, string>> = {
  user: 'You can mend this',
  helpdesk: 'For the helpdesk',
  network: 'For the network team',
  directory: 'For the directory administrators',
  server: 'For the server administrators',
};
