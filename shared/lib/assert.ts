/** Marks the branch that the types rule out; reached only by a bug. */
export function assertNever(value: never, what: string): never {
  throw new Error(`${what}: unexpected ${JSON.stringify(value)}`);
}
