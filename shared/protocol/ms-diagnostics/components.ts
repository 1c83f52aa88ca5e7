/**
 * Tells by its number which part of the server a diagnostic comes from, for ids that are in no table.
 * Returns null outside of the ranges; numbers of seven digits are those of Exchange and SharePoint.
 * Source: [MS-OCER] 2.2.1 and the id ranges of the Communications Server documentation; 21000 and 25000 from traces.
 */
export function componentOfId(id: number): string | null {
  return RANGES.find(([first, last]) => id >= first && id <= last)?.[2] ?? null;
}

const RANGES: readonly (readonly [first: number, last: number, component: string])[] = [
  [0, 999, 'common'],
  [1000, 1999, 'SIP stack of the Front End, Edge or Director'],
  [2000, 2999, 'user services: presence'],
  [3000, 3999, 'user services: conferencing'],
  [4000, 4999, 'user services: registrar and routing to users'],
  [5000, 5999, 'server applications'],
  [6000, 8999, 'conferencing of messages, audio, video and telephony'],
  [9000, 9999, 'authentication for media relays'],
  [10000, 10999, 'Mediation Server'],
  [11000, 11999, 'metrics'],
  [12000, 14999, 'call routing'],
  [15000, 15999, 'voice mail (Exchange UM)'],
  [16000, 16999, 'message filter'],
  [17000, 17999, 'client version filter'],
  [21000, 21999, 'application sharing'],
  [25000, 25999, 'registrar: routing between pools'],
  [28000, 28999, 'web ticket and authentication service'],
  [51000, 52999, 'the client itself'],
  [90000, 90999, 'public messaging networks'],
];
