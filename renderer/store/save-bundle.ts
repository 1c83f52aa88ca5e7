import type { CallResult } from '../../shared/ipc/client.ts';
import type { CommandInput } from '../../shared/ipc/contract.ts';
import type { BundlePreview, SaveReply } from '../../shared/ipc/export-commands.ts';
import { client } from '../bridge/client.ts';

/** What goes into the file. */
export type BundleWish = CommandInput<'bundle.preview'>;

export function previewBundle(wish: BundleWish): Promise<CallResult<BundlePreview>> {
  return client.call('bundle.preview', wish);
}

/** Asks where to, and saves; a call that went wrong is a failure like any other. */
export async function saveBundle(wish: BundleWish): Promise<SaveReply> {
  const reply = await client.call('bundle.save', wish);
  return reply.ok ? reply.value : { kind: 'failed', sentence: reply.error.message };
}

/** To be called while the mouse drags. Returns a sentence when that is not possible. */
export async function dragBundle(wish: BundleWish): Promise<string | null> {
  const reply = await client.call('bundle.drag', wish);
  return reply.ok ? null : reply.error.message;
}
