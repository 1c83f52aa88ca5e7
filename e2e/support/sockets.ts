/** The sockets that this process has open; a closed one is gone one turn of the event loop later. */
export function openSockets(): readonly string[] {
  return process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP') || kind.startsWith('UDP'));
}
