import type { ComparisonSection, Relation } from '../../run/diff-document.ts';

export const SECTION_TITLES: Readonly<Record<ComparisonSection, string>> = {
  outcome: 'Outcome',
  run: 'What was tried',
  steps: 'Steps',
  server: 'Server',
  dns: 'DNS answers',
  addresses: 'Addresses dialled',
  tls: 'TLS',
  certificates: 'Certificates',
  authentication: 'Authentication',
  redirection: 'Redirection',
  times: 'Times',
  findings: 'Findings',
  settings: 'Settings',
  environment: 'Environment',
};

/** How the two sides stand to each other, in a word or two. */
export const RELATION_WORDS: Readonly<Record<Relation, string>> = {
  same: 'the same',
  different: 'different',
  'only-a': 'only in the first',
  'only-b': 'only in the second',
  incomparable: 'not to be compared',
};

/** Said where a side has nothing. */
export function emptyWords(relation: Relation): string {
  return relation === 'incomparable' ? 'not to be seen in this log' : '–';
}

/** true: worth a look. What cannot be compared is no difference. */
export function isDifference(relation: Relation): boolean {
  return relation !== 'same' && relation !== 'incomparable';
}
