import * as z from 'zod';
import { Network, Via } from '../run/ids.ts';
import { SipEndpoint } from './connection-events.ts';

/** Why a candidate is, or is not, what the client uses. */
export const CandidateReason = z.enum([
  'first-usable',
  'earlier-candidate-used',
  'no-record',
  'dns-timeout',
  'dns-servfail',
  'dns-refused',
  'dns-malformed',
  'dns-unreachable',
  'service-absent',
  'target-unresolvable',
  'connect-failed',
  'tls-failed',
  'untrusted-certificate',
  'http-error',
  'http-timeout',
  'redirect-loop',
  'redirect-refused',
  'invalid-response',
  'captive-portal',
  'needs-ticket',
  'no-sip-access',
  'wildcard',
  'proxy-authentication',
  'not-for-this-network',
]);
export type CandidateReason = z.infer<typeof CandidateReason>;

export const discoveryEvents = {
  /** One candidate of the client's order is decided. */
  'discovery.candidate.concluded': z.strictObject({
    via: Via,
    /** The DNS name that stands for it (lyncdiscover.contoso.com, _sip._tls.contoso.com, …). */
    name: z.string(),
    /** Position in the client's order, from 1. */
    order: z.int(),
    found: z.boolean(),
    /** used: the client takes it. fallback: usable, but an earlier one is taken. */
    standing: z.enum(['used', 'fallback', 'unusable', 'not-found']),
    reason: CandidateReason,
    detail: z.string().nullable(),
    network: Network,
    endpoints: z.array(SipEndpoint),
    /** What this candidate alone costs a client that asks one after the other. */
    tookMs: z.number(),
  }),
  /** A made-up name was asked for, to tell a wildcard from a real record. */
  'discovery.wildcard.probed': z.strictObject({
    name: z.string(),
    exists: z.boolean(),
    addresses: z.array(z.string()),
  }),
  /** The result of step 1. endpoints: in the order in which the client would try them; chosen is an index. */
  'discovery.concluded': z.strictObject({
    endpoints: z.array(SipEndpoint),
    chosen: z.int().min(0).nullable(),
    network: Network,
    /** What decided between inside and outside. */
    networkEvidence: z.string().nullable(),
    /** The real client's serial walk up to the candidate that it uses, against what this run took. */
    serialCostMs: z.number(),
    tookMs: z.number(),
  }),
  /** The endpoint that the sign-in goes on with, after connectivity was tried. */
  'connectivity.endpoint.selected': z.strictObject({ endpoint: SipEndpoint, index: z.int() }),
} as const;
