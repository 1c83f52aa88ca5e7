import type { Out } from './koffi.ts';
import { emptyBuffer, type GssLibrary } from './gss-library.ts';
import { mechanisms, type GssMechanism } from './gss-oids.ts';
import { NativeMemory } from './native-memory.ts';

export interface GssStatus {
  readonly major: number;
  readonly minor: number;
  /** The library's own words for both, in one line. */
  readonly text: string;
}

/** GSS_S_CONTINUE_NEEDED, [RFC2744] 3.9.1. */
export const CONTINUE_NEEDED = 1;

const GSS_CODE = 1;
const MECHANISM_CODE = 2;
/** A status has one or two messages; a library that never stops is not listened to any longer. */
const MOST_MESSAGES = 4;
const MOST_CHARACTERS = 300;

/** Whether a call failed: calling and routine errors; the supplementary bits below are no errors ([RFC2744] 3.9.1). */
export function isError(major: number): boolean {
  return major >>> 16 !== 0;
}

/** Asks the library for its words. */
export function statusOf(
  library: GssLibrary,
  mechanism: GssMechanism,
  major: number,
  minor: number,
): GssStatus {
  using memory = new NativeMemory(library.koffi);
  const oid = library.oid(memory, mechanisms[mechanism]);
  const general = messages(library, major, GSS_CODE, null);
  const particular = minor === 0 ? [] : messages(library, minor, MECHANISM_CODE, oid);
  // The mechanism's words say more than GSSAPI's "Unspecified GSS failure", so they come first.
  const text = [...new Set([...particular, ...general])].join('; ');
  return { major, minor, text: text.slice(0, MOST_CHARACTERS) };
}

/** Both codes as hexadecimal numbers, as other tools print them. */
export function codeOf({ major, minor }: GssStatus): string {
  return `GSS 0x${major.toString(16)}/0x${minor.toString(16)}`;
}

function messages(
  library: GssLibrary,
  code: number,
  kind: number,
  oid: Parameters<GssLibrary['call']['displayStatus']>[3],
): readonly string[] {
  const found: string[] = [];
  const more: Out<number> = [0];
  do {
    const words = emptyBuffer();
    if (isError(library.call.displayStatus([0], code, kind, oid, more, words))) break;
    found.push(
      new TextDecoder()
        .decode(library.take(words))
        .replace(/[\s\p{Cc}]+/gu, ' ')
        .trim(),
    );
  } while (more[0] !== 0 && found.length < MOST_MESSAGES);
  return found.filter((words) => words !== '');
}
