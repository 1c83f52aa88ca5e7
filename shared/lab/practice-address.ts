/** Who signs in to the practice network unless told otherwise. */
export const PRACTICE_ADDRESS = 'alice@contoso.test';

/** The password of everybody there, as far as they know. */
export const PRACTICE_PASSWORD = 'Rungs!2026';

/** The logon name that belongs to the practice address. */
export const PRACTICE_LOGON = 'CONTOSO\\alice';
