import { existsSync } from 'node:fs';
import { findProgram } from '../../electron/lab/find-program.ts';
import type { LabEntry } from '../../electron/lab/lab.ts';
import { inPrivateRoom, privateRoomNeeds } from './private-room.ts';
import type { SipeAccount } from './sipe-account.ts';
import { createTemporaryFolder } from './temporary-folder.ts';

/** One sign-in of pidgin-sipe to a practice network that is made for it and goes with it. */
export interface SipeVisit {
  readonly scenario: string;
  readonly account: SipeAccount;
  /** Every flight that the practice network answers leaves this much later. */
  readonly latencyMs: number;
  /**
   * What it has to have written after the sign-in, in whichever order, before it leaves; where it doesn't, it leaves a while later.
   * When all its requests are answered, by default.
   */
  readonly staysFor?: readonly string[];
}

/** What both sides saw. Times are in ms since finch was started; null: it did not come to that. */
export interface SipeReport {
  /** When it began to sign in: everything that finch has to load is loaded. */
  readonly beganAtMs: number | null;
  /** When it believed the 200 to its REGISTER. */
  readonly connectedAtMs: number | null;
  /** libpurple's own log of the account holds its line of a sign-on. */
  readonly isSignedOn: boolean;
  /** What libpurple keeps of the contact list for the next time, blist.xml; null: nothing. */
  readonly buddyList: string | null;
  /** Who was registered while it was signed on, and after it had left. */
  readonly registered: readonly string[];
  readonly registeredAfterwards: readonly string[];
  /** What the practice network received and verified. */
  readonly ledger: readonly LabEntry[];
  /** The whole debug log. */
  readonly log: string;
}

/** Where distributions put the plugin. */
export const SIPE_PLUGINS = [
  '/usr/lib/purple-2/libsipe.so',
  '/usr/lib64/purple-2/libsipe.so',
  '/usr/lib/x86_64-linux-gnu/purple-2/libsipe.so',
  '/usr/lib/aarch64-linux-gnu/purple-2/libsipe.so',
] as const;

/** What is missing for a visit, by package; empty where one can be made. */
export function sipeNeeds(): readonly string[] {
  const needs: readonly (readonly [what: string, isThere: boolean])[] = [
    ['finch', findProgram('finch') !== null],
    ['pidgin-sipe', SIPE_PLUGINS.some((file) => existsSync(file))],
    ['bsdutils', findProgram('script') !== null],
  ];
  return [...needs.flatMap(([what, isThere]) => (isThere ? [] : [what])), ...privateRoomNeeds()];
}

/**
 * Lets pidgin-sipe sign in and out again where it finds the practice network on the usual ports under the usual names and
 * trusts its CA; nothing of the machine is touched. Rejects when the visit itself fails.
 */
export async function visitWithSipe(visit: SipeVisit): Promise<SipeReport> {
  await using folder = await createTemporaryFolder('sipe');
  // The room's script returns it in this shape.
  return (await inPrivateRoom('sipe-room.ts', folder.path, visit)) as SipeReport;
}
