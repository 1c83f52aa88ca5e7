import { isBlank, isTokenCode } from './characters.ts';

/** Reads a header value from left to right. Every method is linear in what it consumes. */
export class TextScanner {
  position = 0;
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  isAtEnd(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character, or '' at the end. */
  peek(): string {
    return this.text.charAt(this.position);
  }

  skipBlanks(): void {
    this.takeWhile(isBlank);
  }

  /** Consumes the character if it comes next. */
  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.position += 1;
    return true;
  }

  /** As take, with blanks around it. Source: RFC 3261 25.1, the separators with SWS on both sides. */
  takeSeparator(character: string): boolean {
    const start = this.position;
    this.skipBlanks();
    if (!this.take(character)) {
      this.position = start;
      return false;
    }
    this.skipBlanks();
    return true;
  }

  takeWhile(accepts: (code: number) => boolean): string {
    const start = this.position;
    while (this.position < this.text.length && accepts(this.text.charCodeAt(this.position))) {
      this.position += 1;
    }
    return this.text.slice(start, this.position);
  }

  /** Returns '' when no token comes next. */
  takeToken(): string {
    return this.takeWhile(isTokenCode);
  }

  /** Returns the content without quotes and escapes; null, with nothing consumed, if it does not end. */
  takeQuotedString(): string | null {
    const start = this.position;
    if (!this.take('"')) return null;
    const pieces: string[] = [];
    let pieceStart = this.position;
    while (!this.isAtEnd()) {
      const character = this.peek();
      if (character === '"') {
        pieces.push(this.text.slice(pieceStart, this.position));
        this.position += 1;
        return pieces.join('');
      }
      if (character === '\\') {
        pieces.push(this.text.slice(pieceStart, this.position));
        this.position += 1;
        pieceStart = this.position;
      }
      this.position += 1;
    }
    this.position = start;
    return null;
  }
}
