/** Where the password stands until a run has begun: in one field of the page, and nowhere else in it. */
export interface PasswordField {
  /** UTF-8; the caller wipes it. */
  readonly read: () => Uint8Array<ArrayBuffer>;
  readonly clear: () => void;
}

export function passwordFieldOf(input: HTMLInputElement): PasswordField {
  return {
    read: () => new TextEncoder().encode(input.value),
    clear: () => {
      input.value = '';
    },
  };
}
