const TOKEN_MARKS = new Set(Array.from("-.!%*_+`'~", (mark) => mark.charCodeAt(0)));

export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

function isLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
}

export function isAlphanumeric(code: number): boolean {
  return isDigit(code) || isLetter(code);
}

export function isHexDigit(code: number): boolean {
  return isDigit(code) || (code >= 0x41 && code <= 0x46) || (code >= 0x61 && code <= 0x66);
}

/** Source: RFC 3261 25.1, `token`. */
export function isTokenCode(code: number): boolean {
  return isAlphanumeric(code) || TOKEN_MARKS.has(code);
}

/** Space and tab; line ends are gone once a header is unfolded. */
export function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

export function isToken(text: string): boolean {
  return text !== '' && everyCode(text, isTokenCode);
}

export function everyCode(text: string, accepts: (code: number) => boolean): boolean {
  for (let index = 0; index < text.length; index += 1) {
    if (!accepts(text.charCodeAt(index))) return false;
  }
  return true;
}

/** Trims spaces and tabs only: String.trim would also take a byte order mark, which a value may begin with. */
export function trimBlanks(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}
