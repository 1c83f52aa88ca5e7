import type { StepId } from '../../run/ids.ts';

export type DiagnosticOwner = 'user' | 'directory' | 'network' | 'server' | 'app';

/** What a diagnostic id means, in our words. */
export interface DiagnosticFact {
  readonly id: number;
  /** Steps of the sign-in it can explain; empty if it has nothing to do with signing in. */
  readonly steps: readonly StepId[];
  /** sign-in, or the other business that the server comments on. */
  readonly area: 'sign-in' | 'media' | 'federation' | 'voice' | 'messaging' | 'conference';
  readonly owners: readonly DiagnosticOwner[];
  /** SIP or HTTP statuses it usually comes with; the pairing is customary, not a rule. */
  readonly statuses: readonly number[];
  /** specified: in a Microsoft specification; traced: seen in a public trace; recalled: a hint, never a verdict. */
  readonly confidence: 'specified' | 'traced' | 'recalled';
  readonly meaning: string;
  readonly advice: string;
}
