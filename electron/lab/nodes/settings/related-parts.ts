/** One part of a multipart/related body (RFC 2387). */
export interface RelatedPart {
  readonly id: string;
  readonly type: string;
  readonly text: string;
}

/**
 * Writes a body of several parts. There is a blank line in front of every boundary: the last line end belongs to the
 * boundary (RFC 2046 5.1.1), and one client cuts off two bytes more than that.
 */
export function writeRelatedParts(parts: readonly RelatedPart[], boundary: string): string {
  const written = parts.map(
    ({ id, type, text }) =>
      `--${boundary}\r\nContent-Transfer-Encoding: binary\r\nContent-ID: <${id}>\r\nContent-Type: ${type}\r\n\r\n` +
      `${text}\r\n\r\n`,
  );
  return `${written.join('')}--${boundary}--\r\n`;
}
