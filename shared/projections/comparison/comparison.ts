import type { LoggedEvent } from '../../events/catalogue.ts';
import { ComparisonSection } from '../../run/diff-document.ts';
import type { Comparison } from '../comparison-model.ts';
import { certificateEntries } from './certificate-entries.ts';
import { addressEntries, tlsEntries } from './connection-entries.ts';
import { dnsEntries, serverEntries } from './discovery-entries.ts';
import { outcomeEntries, runEntries, stepEntries, timeEntries } from './outcome-entries.ts';
import { pairEntries, type EntryReader } from './pair-entries.ts';
import { settingsEntries } from './settings-entries.ts';
import { sidesOf } from './side.ts';
import {
  authenticationEntries,
  environmentEntries,
  findingEntries,
  redirectionEntries,
} from './sign-in-entries.ts';
import { comparisonSummary } from './summary.ts';

const READERS: Readonly<Record<ComparisonSection, EntryReader>> = {
  outcome: outcomeEntries,
  run: runEntries,
  steps: stepEntries,
  server: serverEntries,
  dns: dnsEntries,
  addresses: addressEntries,
  tls: tlsEntries,
  certificates: certificateEntries,
  authentication: authenticationEntries,
  redirection: redirectionEntries,
  times: timeEntries,
  findings: findingEntries,
  settings: settingsEntries,
  environment: environmentEntries,
};

export interface ComparisonOptions {
  /** Both logs were redacted together, so that one pseudonym stands for the same in both. */
  readonly hasSharedPseudonyms?: boolean;
}

/** Puts two runs side by side, both judged by today's rules. Never fails, however short the logs are. */
export function comparison(
  a: readonly LoggedEvent[],
  b: readonly LoggedEvent[],
  { hasSharedPseudonyms = false }: ComparisonOptions = {},
): Comparison {
  const sides = sidesOf(a, b, hasSharedPseudonyms);
  const [one, two] = [sides[0].verdict, sides[1].verdict];
  const outcomeDiffers = one.outcome !== two.outcome || one.step !== two.step || one.finding !== two.finding;
  const rows = ComparisonSection.options.flatMap((section) => pairEntries(section, sides, READERS[section]));
  return { summary: comparisonSummary(sides, outcomeDiffers, rows), outcomeDiffers, rows };
}
