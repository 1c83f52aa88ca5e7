/** Bytes of base64 text, white space within allowed; null for anything else. */
export function bytesOfBase64(text: string): Uint8Array | null {
  const compact = text.replace(/\s+/g, '');
  if (compact === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact) || compact.length % 4 !== 0) return null;
  const binary = atob(compact);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

export function base64OfBytes(bytes: Uint8Array): string {
  const pieces: string[] = [];
  // In pieces: an argument list has an end.
  for (let at = 0; at < bytes.length; at += 8_190)
    pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + 8_190))));
  return pieces.join('');
}
