/** ECMA-48 8.3.117, SGR: what switches a rendition on and off again. */
const CODES = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
} as const;
type Tint = keyof typeof CODES;

/** Puts colour on text, or leaves it as it is. */
export type Paint = (tint: Tint, text: string) => string;

const plain: Paint = (_tint, text) => text;
/** The text comes in already guarded, so what is added here is all that the terminal obeys. */
const coloured: Paint = (tint, text) => `\u001b[${CODES[tint][0]}m${text}\u001b[${CODES[tint][1]}m`;

/** Colour is for terminals only, and for nobody who has said no (https://no-color.org). */
export function paintFor(
  sink: { readonly isTerminal: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  const refused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return sink.isTerminal && !refused ? coloured : plain;
}
