import type { LoggedEvent } from '../../events/catalogue.ts';
import type { Finding } from '../../findings/finding.ts';
import { dateTime } from '../../lib/date.ts';

/**
 * Since when it does not work, as far as the log and the last check that went well tell. Takes the root cause and the start of
 * that check in epoch ms.
 */
export function sinceLines(
  log: readonly LoggedEvent[],
  root: Finding | undefined,
  lastGoodAt: number | null,
): readonly string[] {
  const since = root === undefined ? null : byCertificate(log, root);
  return [
    ...(since === null ? [] : [`Since when: ${since}`]),
    ...(lastGoodAt === null ? [] : [`Last good check on this computer: ${dateTime(lastGoodAt)}`]),
  ];
}

function byCertificate(log: readonly LoggedEvent[], { evidence, owner }: Finding): string | null {
  // What the user can mend is the clock of the PC; the certificate is then as it should be.
  if (owner === 'user') return null;
  for (const seq of evidence) {
    const event = log[seq];
    if (event?.kind !== 'tls.certificates.judged') continue;
    for (const problem of event.data.problems) {
      if (problem.kind === 'expired') return `${dateTime(problem.notAfterMs)} (end of the certificate)`;
      if (problem.kind === 'not-yet-valid')
        return `until ${dateTime(problem.notBeforeMs)} (begin of the certificate)`;
    }
  }
  return null;
}
