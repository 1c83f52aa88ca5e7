import { visible } from '../lib/text.ts';

const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
/** What visible may put around right-to-left text. */
const ISOLATES = 2;

/** As visible, for places that hold so many characters and no more: an escape would take several for one. */
export function shown(text: string, max: number): string {
  return visible(text.replace(UNSAFE, '\ufffd'), max - ISOLATES);
}
