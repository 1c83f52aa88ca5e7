/** The only names that cross between the page and the main process; the preload script imports nothing else. */
export const BRIDGE_NAME = 'rungs';
export const TO_HOST = 'rungs:to-host';
export const TO_PAGE = 'rungs:to-page';
