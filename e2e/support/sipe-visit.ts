import { onTestFailed } from 'vitest';
import { PRACTICE_ADDRESS, PRACTICE_LOGON, PRACTICE_PASSWORD } from '../../shared/lab/practice-address.ts';
import type { SipeAccount } from './sipe-account.ts';
import { visitWithSipe, type SipeReport, type SipeVisit } from './sipe-sign-in.ts';

const POOL = 'pool01.contoso.test:5061';

/** A visit of Alice's by NTLM to the pool where nothing else is said; a test that fails afterwards shows what both sides saw. */
export async function visit(
  scenario: string,
  choice: Partial<SipeAccount>,
  staysFor?: SipeVisit['staysFor'],
): Promise<SipeReport> {
  const account: SipeAccount = {
    address: PRACTICE_ADDRESS,
    logon: PRACTICE_LOGON,
    password: PRACTICE_PASSWORD,
    method: 'ntlm',
    server: POOL,
    ...choice,
  };
  const stay = staysFor === undefined ? {} : { staysFor };
  const report = await visitWithSipe({ scenario, account, latencyMs: 0, ...stay });
  onTestFailed(() => {
    const told = report.ledger.map((entry) => JSON.stringify(entry)).join('\n');
    process.stderr.write(`--- practice network:\n${told}\n--- finch:\n${report.log}\n---\n`);
  });
  return report;
}
