import type { SipeReport } from './sipe-sign-in.ts';

/** What the practice network says of a visit of pidgin-sipe. */
type Visited = Pick<SipeReport, 'ledger'>;

/** How many REGISTERs came. */
export function registers({ ledger }: Visited): number {
  return ledger.filter(({ what }) => what.startsWith('REGISTER ')).length;
}

/** What was verified, with `true` or `false`; each once, in the order of the first time. */
export function verified({ ledger }: Visited): readonly string[] {
  return [
    ...new Set(ledger.flatMap(({ verified: what, ok }) => (what === undefined ? [] : [`${what} ${ok}`]))),
  ];
}

/** What a SIP server heard last; it asks web servers for things that nothing waits for. */
export function lastWord({ ledger }: Visited): string | undefined {
  return ledger.findLast(({ server }) => server !== undefined)?.what;
}

/** The servers that took a logon, each with what came of it. */
export function logons({ ledger }: Visited): readonly string[] {
  return ledger.flatMap(({ what, server = '' }) => {
    const end = /^REGISTER .*: (redirected to .*|signed in)$/.exec(what)?.[1];
    return end === undefined ? [] : [`${server} ${end}`];
  });
}
