import { createRequire } from 'node:module';
import type * as koffi from 'koffi';

export type Koffi = typeof koffi;
/** Address of memory outside of JavaScript's, or of a library's own object. */
export type Pointer = bigint;
/** Where a C function puts what it gives back: the first element. */
export type Out<T> = [T];

let loaded:
  { readonly ok: true; readonly koffi: Koffi } | { readonly ok: false; readonly reason: string } | null =
  null;

/**
 * The bridge to the system's libraries. Loaded on first use, since that takes time which a start of the app should not pay, and
 * since there may be none for a machine. Fails with a sentence for people, never with an exception.
 */
export function loadKoffi(): NonNullable<typeof loaded> {
  return (loaded ??= requireKoffi(() => createRequire(import.meta.url)('koffi')));
}

/** What comes of loading it in that way. */
export function requireKoffi(require: () => unknown): NonNullable<typeof loaded> {
  try {
    // Its declarations say what it is; require() itself can't.
    return { ok: true, koffi: require() as Koffi };
  } catch (error) {
    const words = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return { ok: false, reason: `The bridge to the system's libraries does not load here: ${words ?? ''}` };
  }
}

/**
 * Runs a C function on a worker thread, so that one that asks the network does not hold up the program.
 * Whatever it is given by address must stay where it is until the promise settles.
 */
export function callAsync<Args extends unknown[], Result>(
  // The declarations of koffi.KoffiFunc: every function can also be called this way.
  called: koffi.KoffiFunc<(...args: Args) => Result>,
  ...args: Args
): Promise<Result> {
  return new Promise((resolve, reject) => {
    called.async(...args, (error: unknown, result: Result) => {
      if (error === null || error === undefined) resolve(result);
      else reject(error instanceof Error ? error : new Error('the call failed'));
    });
  });
}
