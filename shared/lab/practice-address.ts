/** Who signs in to the practice network unless told otherwise. */
export const PRACTICE_ADDRESS = 'alice@contoso.test';
