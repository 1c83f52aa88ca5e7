/**
 * What stands in the log instead of a secret: how much there was, and nothing of it. The form is the same everywhere, so that a
 * reader knows it at once; what has it already is left as it is.
 */
export function withheldBytes(count: number): string {
  return `[withheld, ${count} ${count === 1 ? 'byte' : 'bytes'}]`;
}

export function isWithheld(text: string): boolean {
  return /^\s*\[withheld, \d+ bytes?\]\s*$/.test(text);
}

/** Counts the bytes behind base64 text, or else those of the text itself. Empty text has nothing to withhold. */
export function withheldToken(text: string): string {
  if (text.trim() === '' || isWithheld(text)) return text;
  return withheldBytes(decodedLength(text) ?? utf8Length(text));
}

/** Counts the text itself. */
export function withheldText(text: string): string {
  return text === '' || isWithheld(text) ? text : withheldBytes(utf8Length(text));
}

/** null: not base64. White space within is allowed. */
function decodedLength(text: string): number | null {
  const compact = text.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(compact)) return null;
  const significant = compact.replace(/=+$/, '').length;
  return significant % 4 === 1 ? null : Math.floor((significant * 3) / 4);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/**
 * Whether base64 text is a token that carries no secret: an NTLM challenge ([MS-NLMP] 2.2.1.2, "NTLMSSP\0" and type 2), or
 * records of a TLS handshake (RFC 5246 6.2.1: type 20 to 23, major version 3).
 */
export function isOpenToken(text: string): boolean {
  const compact = text.replace(/\s+/g, '');
  // 12 bytes: the signature and the type, in little-endian order.
  if (compact.startsWith('TlRMTVNTUAACAAAA')) return true;
  return isTlsRecord(compact.slice(0, 4));
}

function isTlsRecord(firstFour: string): boolean {
  if (!/^[A-Za-z0-9+/]{4}$/.test(firstFour)) return false;
  const bytes = atob(firstFour);
  const type = bytes.charCodeAt(0);
  return type >= 20 && type <= 23 && bytes.charCodeAt(1) === 3;
}
