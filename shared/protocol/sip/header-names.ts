/** Compact forms: RFC 3261 7.3.3 and 20, RFC 3265, 3515, 3841, 3892, 4028, 4474, 6665. */
const LONG_FORMS: ReadonlyMap<string, string> = new Map([
  ['a', 'Accept-Contact'],
  ['b', 'Referred-By'],
  ['c', 'Content-Type'],
  ['d', 'Request-Disposition'],
  ['e', 'Content-Encoding'],
  ['f', 'From'],
  ['i', 'Call-ID'],
  ['j', 'Reject-Contact'],
  ['k', 'Supported'],
  ['l', 'Content-Length'],
  ['m', 'Contact'],
  ['n', 'Identity-Info'],
  ['o', 'Event'],
  ['r', 'Refer-To'],
  ['s', 'Subject'],
  ['t', 'To'],
  ['u', 'Allow-Events'],
  ['v', 'Via'],
  ['x', 'Session-Expires'],
  ['y', 'Identity'],
]);

/** Returns the long form of a compact name, any other name as it was spelled. */
export function expandHeaderName(name: string): string {
  return LONG_FORMS.get(name.toLowerCase()) ?? name;
}

/** Header names are compared without regard to case, compact and long form alike. Source: RFC 3261 7.3.1, 7.3.3. */
export function headerKey(name: string): string {
  return expandHeaderName(name).toLowerCase();
}
