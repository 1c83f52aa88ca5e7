import { listenTcp, type TcpListener } from './tcp-listener.ts';

/** The A/V Edge as far as a sign-in goes: its relay takes connections, and what is said on them is no business of ours. */
export function openAvEdge(latencyMs: number): Promise<TcpListener> {
  return listenTcp(
    ({ stream }) => {
      stream.resume();
      stream.on('end', () => stream.end());
    },
    { latencyMs },
  );
}
