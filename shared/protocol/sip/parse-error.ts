export type SipParseErrorCode =
  /** The bytes end before the blank line that ends the headers. */
  | 'truncated'
  | 'too-large'
  | 'too-many-headers'
  | 'bad-start-line'
  | 'bad-version'
  | 'bad-header'
  | 'bad-content-length'
  /** On a stream nothing else tells where a message ends. */
  | 'missing-content-length';

export interface SipParseError {
  readonly code: SipParseErrorCode;
  /** Plain words, for the details of an observation. */
  readonly detail: string;
  /** Where in the bytes given, or in the message on a stream: the start of the line at fault, or the end of what could be read. */
  readonly offset: number;
}
