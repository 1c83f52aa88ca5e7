/** Why a body is not taken as the document that was asked for. */
export interface SettingsRejection {
  readonly reason: 'empty' | 'html' | 'too-large' | 'malformed' | 'wrong-document';
  /** Plain words, for the details of an observation. May hold text from the server. */
  readonly detail: string;
}

/** Characters kept of one value. The longest real ones are addresses of a few hundred. */
export const MAX_VALUE_LENGTH = 4_096;
/** Characters kept of a name: of a setting, of a group, of a person. */
export const MAX_NAME_LENGTH = 256;
