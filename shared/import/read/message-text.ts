/** The text of a message as a log has it, with what the log adds taken off. */
export interface MessageText {
  /** Start line, header lines, an empty line, the body. */
  readonly text: string;
  /** Everything is there that its headers announce. */
  readonly isComplete: boolean;
}

const CONTENT_LENGTH = /^(?:content-length|l)[ \t]*:[ \t]*(\d{1,9})[ \t]*$/im;

/** Takes text with \n as line ends. null: there is no SIP or HTTP start line. Linear, never fails. */
export function finishMessage(collected: string): MessageText | null {
  let start = 0;
  while (collected[start] === '\n') start += 1;
  const blank = collected.indexOf('\n\n', start);
  const head = withoutLineEnds(collected.slice(start, blank === -1 ? collected.length : blank));
  if (!isStartLine(head.slice(0, lineEnd(head)))) return null;
  const size = announcedLength(head);
  if (blank === -1) return { text: `${head}\n\n`, isComplete: size === 0 };
  const body = fittingBody(collected.slice(blank + 2), size);
  // Cut out of what is there, which copies nothing.
  const text = collected.slice(start, blank + 2 + body.length);
  return { text, isComplete: body.isComplete };
}

/** Whether a line begins a message: REGISTER sip:… SIP/2.0, SIP/2.0 401 …, or the same of HTTP/1.1. */
export function isStartLine(line: string): boolean {
  return /^(?:SIP\/2\.0|HTTP\/1\.[01]) [1-9]\d\d(?: |$)|^[A-Z]{2,20} \S{1,8000} (?:SIP\/2\.0|HTTP\/1\.[01])\s*$/.test(
    line.slice(0, 8_100),
  );
}

/** What Content-Length says in the headers of a message; null: it is not among them. */
export function announcedLength(head: string): number | null {
  const usual = head.lastIndexOf('\nContent-Length: ');
  const announced = CONTENT_LENGTH.exec(usual === -1 ? head : head.slice(usual + 1))?.[1];
  return announced === undefined ? null : Number(announced);
}

/** Bytes that are still to come behind a text; null: unknown, as its headers are not complete or announce no length. */
export function missingBytes(collected: string): number | null {
  const blank = collected.indexOf('\n\n');
  const size = blank === -1 ? null : announcedLength(collected.slice(0, blank));
  return size === null ? null : size - sizeOnTheWire(collected.slice(blank + 2));
}

/** The log ends the last line of a message itself, some logs with an empty line more. */
function fittingBody(
  rest: string,
  announced: number | null,
): { readonly length: number; readonly isComplete: boolean } {
  if (rest.trim() === '') return { length: 0, isComplete: (announced ?? 0) === 0 };
  let { length } = rest;
  if (announced === null) return { length: rest.endsWith('\n') ? length - 1 : length, isComplete: true };
  // As if all of it were ASCII: mostly enough to know, and counted without looking at each character.
  let least = length + lineEndsIn(rest);
  while (rest[length - 1] === '\n' && least > announced) {
    length -= 1;
    least -= 2;
  }
  if (least >= announced && rest[length - 1] !== '\n') return { length, isComplete: true };
  let size = sizeOnTheWire(rest.slice(0, length));
  while (rest[length - 1] === '\n' && size > announced) {
    length -= 1;
    size -= 2;
  }
  return { length, isComplete: size >= announced };
}

/** Bytes in UTF-8, with two for each line end. */
function sizeOnTheWire(text: string): number {
  return new TextEncoder().encode(text).length + lineEndsIn(text);
}

function lineEndsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function withoutLineEnds(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end -= 1;
  return text.slice(0, end);
}

function lineEnd(text: string): number {
  const end = text.indexOf('\n');
  return end === -1 ? text.length : end;
}
