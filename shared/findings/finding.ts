import * as z from 'zod';
import { StepId } from '../run/ids.ts';

export const Severity = z.enum(['error', 'warning', 'info']);
export type Severity = z.infer<typeof Severity>;

/** Who can mend it. */
export const Owner = z.enum(['user', 'helpdesk', 'network', 'directory', 'server']);
export type Owner = z.infer<typeof Owner>;

/** A judgement over the log, in words for three readers: the user, the helpdesk, the server's administrator. */
export const Finding = z.strictObject({
  /** step.noun; stable and documented. */
  id: z.string(),
  severity: Severity,
  step: StepId,
  /** At most one finding of a run is its root cause. */
  rootCause: z.boolean(),
  /** true: follows from the root cause and goes away with it. */
  consequence: z.boolean(),
  /** One plain sentence for the user. */
  title: z.string(),
  /** A paragraph for the helpdesk: what was seen and what it means here, with the names and figures of this run. */
  explanation: z.string(),
  remedy: z.string(),
  owner: Owner,
  /** A command with which a person can check this by hand, or null. */
  verify: z.string().nullable(),
  /** seq of the observations that prove it. */
  evidence: z.array(z.int()),
  /** Other causes that fit the same evidence, most likely first, with what would tell them apart. */
  alternatives: z.array(z.string()),
  /** Where to read more: a specification section or a public document. */
  reference: z.string().nullable(),
});
export type Finding = z.infer<typeof Finding>;
