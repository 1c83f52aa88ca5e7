/** Sizes in bytes. A run's own limits (shared/run/limits.ts) fit in here as they are. */
export interface SipLimits {
  /** Start line and headers, blank line included. */
  readonly sipHeaderBytes: number;
  readonly sipBodyBytes: number;
}

export const DEFAULT_SIP_LIMITS: SipLimits = { sipHeaderBytes: 65_536, sipBodyBytes: 1_048_576 };

/** Header fields of one message. Real ones have fewer than 60; the rest is room for what we have not met. */
export const MAX_HEADER_COUNT = 512;

/** Challenges read of one answer. Real servers offer three. */
export const MAX_CHALLENGES = 16;

/** Parameters read of one challenge. Real ones have six. */
export const MAX_CHALLENGE_PARAMETERS = 32;
