import type { CommandReply } from '../../shared/ipc/contract.ts';
import { client } from '../bridge/client.ts';

export type NewestLog = NonNullable<CommandReply<'newest-log.find'>['log']>;

/** The newest log of an installed client on this computer; null where there is none to be found. */
export async function findNewestLog(): Promise<NewestLog | null> {
  const reply = await client.call('newest-log.find', {});
  return reply.ok ? reply.value.log : null;
}
