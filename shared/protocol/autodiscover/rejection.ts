/** Why an answer is not taken as an autodiscover document. */
export interface AutodiscoverRejection {
  readonly reason: 'html' | 'content-type' | 'malformed' | 'empty' | 'too-large' | 'wrong-resource';
  /** Plain words, for the details of an observation. */
  readonly detail: string;
}

/** Characters of a document that are read; real ones have a few thousand. */
export const MAX_DOCUMENT_LENGTH = 262_144;
/** AutodiscoverResponse, Root, Link: three levels in a real document. */
export const MAX_DEPTH = 16;
/** Links that are kept; real documents have about fifteen. */
export const MAX_LINKS = 256;
export const MAX_HREF_LENGTH = 4_096;
export const MAX_TOKEN_LENGTH = 256;
/** Longest DNS name in text (RFC 1035 2.3.4). */
export const MAX_FQDN_LENGTH = 255;
