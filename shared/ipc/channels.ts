/** The only names that cross between the page and the main process; the preload script imports nothing else. */
export const BRIDGE_NAME = 'rungs';
export const CHANNELS = ['rungs:call', 'rungs:feed'] as const;
export type Channel = (typeof CHANNELS)[number];
