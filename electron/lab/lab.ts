import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import type { ConnectTo } from '../../shared/run/plan.ts';
import type { LogonAttempt } from './directory.ts';
import type { LabSubscription } from './nodes/settings/settings-service.ts';

export { LabNeeds, scenarioNeeds } from './needs.ts';
export { findScenario, SCENARIOS } from './scenarios.ts';
export { startLab } from './start-lab.ts';

/** A running practice network. */
export interface Lab {
  readonly scenario: ScenarioInfo;
  /** The SIP domain, contoso.test. */
  readonly domain: string;
  readonly resolver: { readonly address: string; readonly port: number };
  /** The lab's root certificate, PEM; trusted by the run, never installed anywhere. */
  readonly caPem: string;
  readonly connectTo: readonly ConnectTo[];
  readonly endpoints: readonly LabEndpoint[];
  readonly users: readonly LabUser[];
  /** The practice company's domain controller, as far as its security log goes: every logon that was decided. */
  readonly directory: { readonly attempts: readonly LogonAttempt[] };
  readonly registrar: {
    /** Who is registered right now, at whichever server; without the standing endpoints. */
    registrations(): readonly LabRegistration[];
    /** At whichever pool. */
    subscriptions(): readonly LabSubscription[];
    standingEndpoints(): readonly LabStandingEndpoint[];
  };
  /** The private realm for the host's own GSSAPI; null where the scenario has no KDC. */
  readonly kerberos: {
    readonly configPath: string;
    readonly realm: string;
    /** Signs the practice user in to a workstation of the company: the path of the ticket cache; null without a living KDC. */
    readonly signInToWorkstation: () => Promise<string | null>;
  } | null;
  /** What clients sent, in order: for tests and for the CLI's verification lines. */
  readonly ledger: LabLedger;
  /** Closes every listener and connection; resolves when nothing is left. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface LabEndpoint {
  readonly role: 'front-end' | 'director' | 'edge' | 'av-edge' | 'web' | 'kdc';
  readonly host: string;
  readonly port: number;
  /** IP:port on loopback. */
  readonly listen: string;
}

export interface LabUser {
  readonly address: string;
  readonly user: string;
  readonly password: string;
}

export interface LabRegistration {
  /** Without `sip:`. */
  readonly address: string;
  readonly epid: string;
}

/** A device of a user that was signed in before anybody came: nobody else may put it out. */
export interface LabStandingEndpoint extends LabRegistration {
  /** false: a client has signed in, or out, as this endpoint. */
  readonly isPresent: boolean;
}

/**
 * What the lab can verify of a client: `-signature` of a message, what it says to requests of the server (`notify-answer`,
 * `keep-alive-answer`) and what it must not say (`benotify-silence`), the others of a token.
 */
export const VERIFICATIONS = [
  'ntlm-response',
  'ntlm-signature',
  'kerberos-ticket',
  'kerberos-signature',
  'tls-dsk-certificate',
  'tls-dsk-signature',
  'web-ticket',
  'proof-signature',
  'certificate-request',
  'notify-answer',
  'benotify-silence',
  'keep-alive-answer',
] as const;
export type Verification = (typeof VERIFICATIONS)[number];

/** One thing that the lab received or verified. */
export interface LabEntry {
  readonly at: number;
  readonly node: string;
  /** Which of several SIP servers, by the full name of the machine. */
  readonly server?: string;
  readonly client: string;
  readonly what: string;
  readonly ok: boolean;
  /** Set when something was verified, and then this is what. */
  readonly verified?: Verification;
}

export interface LabLedger {
  readonly entries: readonly LabEntry[];
  /** Yields entries as they come, until the lab is closed. */
  follow(): AsyncIterable<LabEntry>;
}

export interface LabOptions {
  /** Every flight that the lab answers leaves this much later; 0 by default. */
  readonly latencyMs?: number;
}
