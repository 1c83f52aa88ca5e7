import type { HostMessage, PageMessage, Wire } from '../wire.ts';

/** Two ends of a carrier in memory. What crosses it is cloned, as Electron does, and arrives a turn later, in order. */
export function createWirePair(): { readonly page: Wire<PageMessage>; readonly host: Wire<HostMessage> } {
  const toPage = new Set<(message: unknown) => void>();
  const toHost = new Set<(message: unknown) => void>();
  return { page: endOf<PageMessage>(toHost, toPage), host: endOf<HostMessage>(toPage, toHost) };
}

function endOf<Out>(
  listenersThere: ReadonlySet<(message: unknown) => void>,
  listenersHere: Set<(message: unknown) => void>,
): Wire<Out> {
  return {
    post(message) {
      const crossing = structuredClone(message);
      void Promise.resolve().then(() => {
        for (const listener of listenersThere) listener(crossing);
      });
    },
    onMessage(handler) {
      listenersHere.add(handler);
      return () => {
        listenersHere.delete(handler);
      };
    },
  };
}
