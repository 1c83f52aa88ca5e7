import * as z from 'zod';

/** The five steps of a sign-in, in the order in which they depend on one another. */
export const STEP_IDS = ['discovery', 'connectivity', 'authentication', 'redirection', 'settings'] as const;
export const StepId = z.enum(STEP_IDS);
export type StepId = z.infer<typeof StepId>;

/** How a server was found: the discovery candidate, a name given by hand, or a redirect. unknown: the log of somebody else does not say. */
export const VIAS = [
  'lyncdiscoverinternal',
  'lyncdiscover',
  'srv-internal',
  'srv-external',
  'host-sipinternal',
  'host-sip',
  'host-sipexternal',
  'manual',
  'redirect',
  'unknown',
] as const;
export const Via = z.enum(VIAS);
export type Via = z.infer<typeof Via>;

export const Protocol = z.enum(['dns', 'tcp', 'tls', 'http', 'sip', 'kerberos', 'local']);
export type Protocol = z.infer<typeof Protocol>;

export const AuthMethod = z.enum(['kerberos', 'ntlm', 'tls-dsk']);
export type AuthMethod = z.infer<typeof AuthMethod>;

/** Inside the organisation's network, outside of it, or not yet known. */
export const Network = z.enum(['internal', 'external', 'unknown']);
export type Network = z.infer<typeof Network>;
