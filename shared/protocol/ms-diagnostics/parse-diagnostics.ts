/** What one ms-diagnostics header says, before any table is asked. */
export interface ParsedDiagnostic {
  readonly id: number;
  /** The part behind the dot in `1000.5`, a form of the 2007 servers; null without one. */
  readonly subCode: string | null;
  /** In wire order, names as spelled, values trimmed and without quotes. */
  readonly parameters: readonly DiagnosticParameter[];
  /** A quotation is not closed: a viewer or a log cut the text off. */
  readonly isTruncated: boolean;
}

export interface DiagnosticParameter {
  readonly name: string;
  /** null: a name without =. */
  readonly value: string | null;
}

/** Parameters kept of one header. The longest real ones have about ten. */
const MAX_PARAMETERS = 64;
/** Diagnostics kept of one header line, for lines that were joined at commas on the way. */
const MAX_PER_LINE = 16;

/**
 * Reads a header value as servers, viewers and web pages really produce it: any order of parameters, blanks around `;`
 * and `=` and inside quotations, folded lines, typographic quotes, quotation marks inside a quotation with or without a
 * backslash, a text cut off anywhere, several headers joined by commas.
 * Returns what it could read, in order; nothing where no id comes first. Never fails; linear in the length.
 * Source: [MS-OCER] 2.2.1 for the grammar; the liberties were all seen in public traces.
 */
export function parseDiagnostics(value: string): readonly ParsedDiagnostic[] {
  const reader = new Reader(value.replace(/[\r\n]+[ \t]*/g, ' '));
  const diagnostics: ParsedDiagnostic[] = [];
  while (diagnostics.length < MAX_PER_LINE) {
    const diagnostic = readDiagnostic(reader);
    if (diagnostic === null) break;
    diagnostics.push(diagnostic);
    if (!reader.take(',')) break;
  }
  return diagnostics;
}

function readDiagnostic(reader: Reader): ParsedDiagnostic | null {
  const [, id, subCode = null] = reader.match(ID) ?? [];
  if (id === undefined) return null;
  const parameters: DiagnosticParameter[] = [];
  let isTruncated = false;
  while (reader.take(';')) {
    const parameter = readParameter(reader);
    if (parameter.name !== '' && parameters.length < MAX_PARAMETERS) {
      parameters.push({ name: parameter.name, value: parameter.value });
    }
    isTruncated ||= parameter.isTruncated;
  }
  return { id: Number(id), subCode, parameters, isTruncated };
}

function readParameter(reader: Reader): DiagnosticParameter & { readonly isTruncated: boolean } {
  const name = reader.takeUntil((character) => character === '=' || endsParameter(character, reader));
  if (!reader.take('=')) return { name, value: null, isTruncated: false };
  const quote = reader.peek();
  if (!QUOTES.includes(quote) || quote === '') {
    return {
      name,
      value: reader.takeUntil((character) => endsParameter(character, reader)),
      isTruncated: false,
    };
  }
  const quoted = reader.takeQuotation(quote === '"' ? '"' : QUOTES);
  // Servers print explanations behind a quotation now and then; they are not part of the value.
  reader.takeUntil((character) => endsParameter(character, reader));
  return { name, value: quoted.text.trim(), isTruncated: !quoted.isClosed };
}

/** The straight quotation mark, and what word processors, web pages and mail programs make of it. */
const QUOTES = '"\u201c\u201d\u201e\u201f\u2033\uff02';
const ID = /[ \t]*(\d{1,9})(?:\.(\d{1,9}))?(?=[ \t;,]|$)/y;
/** A comma ends a diagnostic only where the next one's id follows; elsewhere it is part of a bare value. */
const NEXT_DIAGNOSTIC = /,[ \t]*\d{1,9}(?:\.\d{1,9})?[ \t]*;/y;

function endsParameter(character: string, reader: Reader): boolean {
  return character === ';' || (character === ',' && reader.looksAt(NEXT_DIAGNOSTIC));
}

class Reader {
  private position = 0;
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  peek(): string {
    return this.text.charAt(this.position);
  }

  /** Skips blanks, takes the character if it comes next, and skips blanks again. */
  take(character: string): boolean {
    this.skipBlanks();
    if (this.peek() !== character) return false;
    this.position += 1;
    this.skipBlanks();
    return true;
  }

  match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text);
    if (match !== null) this.position = pattern.lastIndex;
    return match;
  }

  looksAt(pattern: RegExp): boolean {
    pattern.lastIndex = this.position;
    return pattern.test(this.text);
  }

  /** Returns the trimmed text up to the character that ends it. */
  takeUntil(ends: (character: string) => boolean): string {
    const start = this.position;
    while (this.position < this.text.length && !ends(this.peek())) this.position += 1;
    return this.text.slice(start, this.position).trim();
  }

  /**
   * A closing mark has the end, a semicolon or the next diagnostic behind it; any other one is part of the text,
   * as in reason="Event header is not "registration"".
   */
  takeQuotation(closingMarks: string): { readonly text: string; readonly isClosed: boolean } {
    this.position += 1;
    const pieces: string[] = [];
    let pieceStart = this.position;
    while (this.position < this.text.length) {
      const character = this.peek();
      if (character === '\\' && this.position + 1 < this.text.length) {
        pieces.push(this.text.slice(pieceStart, this.position));
        pieceStart = this.position + 1;
        this.position += 2;
      } else if (closingMarks.includes(character) && this.isClosedAt(this.position + 1)) {
        pieces.push(this.text.slice(pieceStart, this.position));
        this.position += 1;
        return { text: pieces.join(''), isClosed: true };
      } else {
        this.position += 1;
      }
    }
    pieces.push(this.text.slice(pieceStart));
    return { text: pieces.join(''), isClosed: false };
  }

  private isClosedAt(position: number): boolean {
    let end = position;
    while (isBlank(this.text.charAt(end))) end += 1;
    const character = this.text.charAt(end);
    if (character !== ',') return character === '' || character === ';';
    NEXT_DIAGNOSTIC.lastIndex = end;
    return NEXT_DIAGNOSTIC.test(this.text);
  }

  private skipBlanks(): void {
    while (isBlank(this.peek())) this.position += 1;
  }
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\u00a0';
}
