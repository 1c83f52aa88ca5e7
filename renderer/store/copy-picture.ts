import type { CommandReply } from '../../shared/ipc/contract.ts';
import { client } from '../bridge/client.ts';

export type Drawing = CommandReply<'ladder.draw'>;
/** Turns a drawing into PNG; null: this page cannot. */
export type Painter = (drawing: Drawing, scale: number) => Promise<Uint8Array<ArrayBuffer> | null>;

/** As many pixels a side, and as many bytes, as other programs still take from the clipboard. */
const MAX_SIDE = 8_192;
const MAX_BYTES = 33_554_432;
const SHARP = 2;
/** Below this nobody can read it any more. */
const SMALLEST = 0.5;

const TOO_LONG =
  'This call flow is too long for a picture. The bundle holds all of it, as a drawing that can be enlarged.';

/** Puts the whole call flow on the clipboard as a picture. Returns a sentence when that is not possible. */
export async function copyPicture(runId: string, paint: Painter = paintOnCanvas): Promise<string | null> {
  const drawn = await client.call('ladder.draw', { runId });
  if (!drawn.ok) return drawn.error.message;
  for (let scale = pictureScale(drawn.value); scale >= SMALLEST; scale /= 2) {
    const png = await paint(drawn.value, scale);
    if (png === null) return 'The picture could not be drawn.';
    if (png.length > MAX_BYTES) continue;
    const written = await client.call('clipboard.write-picture', { png });
    return written.ok ? null : written.error.message;
  }
  return TOO_LONG;
}

/** Twice its size, so that it is sharp in a document, or what still fits. */
export function pictureScale({ width, height }: Pick<Drawing, 'width' | 'height'>): number {
  return Math.min(SHARP, MAX_SIDE / width, MAX_SIDE / height);
}

async function paintOnCanvas({ svg, width, height }: Drawing, scale: number): ReturnType<Painter> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  try {
    await image.decode();
  } catch {
    return null;
  }
  const canvas = document.createElement('canvas');
  canvas.width = Math.floor(width * scale);
  canvas.height = Math.floor(height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  return blob === null ? null : new Uint8Array(await blob.arrayBuffer());
}
