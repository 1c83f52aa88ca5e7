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
  const body = blank === -1 ? '' : fittingBody(collected.slice(blank + 2), size);
  const hasHead = blank !== -1 || size !== null;
  return { text: `${head}\n\n${body}`, isComplete: hasHead && sizeOnTheWire(body) >= (size ?? 0) };
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
function fittingBody(rest: string, size: number | null): string {
  if (rest.trim() === '') return '';
  if (size === null) return rest.endsWith('\n') ? rest.slice(0, -1) : rest;
  let excess = sizeOnTheWire(rest) - size;
  let end = rest.length;
  while (end > 0 && rest[end - 1] === '\n' && excess > 0) {
    end -= 1;
    excess -= 2;
  }
  return rest.slice(0, end);
}

/** Bytes in UTF-8, with two for each line end. */
function sizeOnTheWire(text: string): number {
  let size = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) size += 1;
    else if (code >= 0x800) size += code >= 0xd800 && code <= 0xdfff ? 1 : 2;
    else if (code >= 0x80) size += 1;
  }
  return size;
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
