import * as z from 'zod';
import { StepId } from '../run/ids.ts';

/**
 * What every event of a run carries.
 * seq: dense from 0, the only ordering key. t: milliseconds since the run's start, monotonic. wall: epoch ms, display only.
 * flow: the connection or transaction that it belongs to. cause: seq of the event that this one answers.
 */
export const envelopeShape = {
  seq: z.int().min(0),
  t: z.number().min(0),
  wall: z.number(),
  step: StepId.nullable(),
  probe: z.string().max(200).nullable(),
  flow: z.string().max(200).nullable(),
  cause: z.int().min(0).nullable(),
} as const;

export const Envelope = z.object(envelopeShape);
export type Envelope = z.infer<typeof Envelope>;
