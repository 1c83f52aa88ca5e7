import type { Lab } from '../../electron/lab/lab.ts';

/** What a run has left at the servers, one line each: registrations, subscriptions, and devices of others that it put out. */
export function leftBehind({ registrar }: Pick<Lab, 'registrar'>): readonly string[] {
  return [
    ...registrar.registrations().map(({ address, epid }) => `registered: ${address} as ${epid}`),
    ...registrar.subscriptions().map(({ address, event }) => `subscribed: ${address} to ${event}`),
    ...registrar
      .standingEndpoints()
      .filter(({ isPresent }) => !isPresent)
      .map(({ address, epid }) => `put out: ${address} as ${epid}`),
  ];
}
