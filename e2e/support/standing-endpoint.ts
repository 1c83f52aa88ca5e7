import type { Lab } from '../../electron/lab/lab.ts';
import { ALICE, signInByNtlm } from '../../electron/lab/testing/ntlm-sign-in.ts';
import { createEndpoint, openLine } from '../../electron/lab/testing/sip-client.ts';

/** Another device of Alice's that was signed in before and stays: its registration must outlive every run. */
export interface StandingEndpoint {
  readonly epid: string;
  close(): void;
}

/** Only where the registrar offers NTLM, which needs nothing but the registrar. */
export async function standAlice(lab: Lab): Promise<StandingEndpoint> {
  const line = await openLine(lab);
  const endpoint = createEndpoint('alice@contoso.test', '0123456789');
  const { answers } = await signInByNtlm(line.ask, endpoint, ALICE);
  const status = answers.at(-1)?.status ?? null;
  if (status !== 200) throw new Error(`the standing endpoint was not signed in: ${String(status)}`);
  return { epid: endpoint.epid, close: () => line.close() };
}
