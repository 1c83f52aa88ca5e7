import type { Owner } from '../../findings/finding.ts';

/** Who can mend it, as the window says it to the person who signs in. */
export const OWNER_NAMES: Readonly<Record<Owner, string>> = {
  user: 'You can mend this',
  helpdesk: 'For the helpdesk',
  network: 'For the network team',
  directory: 'For the directory administrators',
  server: 'For the server administrators',
};

/** As OWNER_NAMES, for what is read by others than the person who signs in: tickets, reports, comparisons. */
export const OWNER_NAMES_FOR_OTHERS: Readonly<Record<Owner, string>> = {
  ...OWNER_NAMES,
  user: 'For the user',
};
