import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import type { ConnectTo } from '../../shared/run/plan.ts';

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
  /** What clients sent, in order: for tests and for the CLI's verification lines. */
  readonly ledger: LabLedger;
  /** Closes every listener and connection; resolves when nothing is left. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface LabEndpoint {
  readonly role: 'front-end' | 'director' | 'edge' | 'web' | 'kdc';
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

/** One thing that the lab received or verified. */
export interface LabEntry {
  readonly at: number;
  readonly node: string;
  readonly client: string;
  readonly what: string;
  readonly ok: boolean;
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
