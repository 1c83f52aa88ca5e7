import { layoutOf } from './layout.ts';
import { decodeText, encodingOf, searchable } from './text-encoding.ts';

/** What a file is, told by its first bytes and its name. */
export type FileKind =
  | { readonly kind: 'log' }
  | { readonly kind: 'bundle' }
  | { readonly kind: 'run-json' }
  /** Known, and not readable here; the sentence says what to give instead. */
  | { readonly kind: 'refused'; readonly sentence: string }
  /** Nothing that is known at its beginning. */
  | { readonly kind: 'unknown'; readonly sentence: string };

const CLIENT_LOG = 'the log of the client in text form, whose name ends in .UccApilog';
const INSTEAD = `Please open ${CLIENT_LOG}, or a bundle whose name ends in .rungs.`;
const ETL = `This is a binary trace of Windows (ETL), which cannot be read without the symbols of its program. Please open ${CLIENT_LOG}; it lies in the same folder.`;
const CAPTURE = `This is a network capture. What it shows of a sign-in is encrypted. ${INSTEAD}`;
const EVENT_LOG = `This is an event log of Windows (EVTX). It holds no messages. ${INSTEAD}`;
const PACKED = `This is a packed file of a kind that is not opened here. Please unpack it, then open ${CLIENT_LOG}.`;
const PROGRAM = `This is a program, not a log. ${INSTEAD}`;
const PDF = `This is a PDF document. A report is for people to read; the bundle that was saved with it can be opened. ${INSTEAD}`;
const PICTURE = `This is a picture. ${INSTEAD}`;
const OFFICE = `This is a document or a mail of Microsoft Office. Please save the file that is attached to it, then open that. ${INSTEAD}`;
const BROWSER = `This is a recording of a browser (HAR). It holds no SIP messages. ${INSTEAD}`;
const UNKNOWN = `No sign-in was found at the beginning of this file. Logs of Lync and Skype for Business clients and servers, debug logs of SIPE and SIP messages as text can be read. ${INSTEAD}`;

/** What a file begins with, each character a byte. */
const SIGNATURES: readonly (readonly [start: string, sentence: string])[] = [
  ['\xd4\xc3\xb2\xa1', CAPTURE],
  ['\xa1\xb2\xc3\xd4', CAPTURE],
  ['\x4d\x3c\xb2\xa1', CAPTURE],
  ['\xa1\xb2\x3c\x4d', CAPTURE],
  ['\x0a\x0d\x0d\x0a', CAPTURE],
  ['ElfFile\0', EVENT_LOG],
  ['\x1f\x8b', PACKED],
  ['7z\xbc\xaf\x27\x1c', PACKED],
  ['MSCF', PACKED],
  ['Rar!\x1a\x07', PACKED],
  ['BZh', PACKED],
  ['\xfd7zXZ\0', PACKED],
  ['\x28\xb5\x2f\xfd', PACKED],
  ['MZ', PROGRAM],
  ['\x7fELF', PROGRAM],
  ['%PDF-', PDF],
  ['\x89PNG', PICTURE],
  ['\xff\xd8\xff', PICTURE],
  ['GIF8', PICTURE],
  ['RIFF', PICTURE],
  ['BM', PICTURE],
  ['\xd0\xcf\x11\xe0', OFFICE],
];
/** What the command line prints: one document, or one observation a line. */
const RUN_JSON = /^\s*\{\s*"(?:format"\s*:\s*"rungs\/run"|seq"\s*:\s*0\s*,)/;
/** Shorter signatures can also be the beginning of a text. */
const SURE_LENGTH = 5;
/** As much as is looked at to tell text from other things. */
const PROBED_BYTES = 512;

/** Takes the first 64 KiB of a file, or all of it when it is shorter, and its name. Never fails. */
export function recogniseFile(head: Uint8Array, fileName: string): FileKind {
  if (head.length === 0) return refused(`This file is empty. ${INSTEAD}`);
  const start = String.fromCharCode(...head.subarray(0, 16));
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return { kind: 'bundle' };
  if (/\.etl$/i.test(fileName) || isEventTrace(head)) return refused(ETL);
  const encoding = encodingOf(head);
  const units = searchable(head.subarray(encoding.markSize), encoding.encoding);
  const isText = !units.subarray(0, PROBED_BYTES).some((unit) => unit < 9 || unit === 0x0e || unit === 0x0f);
  const known = SIGNATURES.find(([bytes]) => start.startsWith(bytes));
  if (known !== undefined && (!isText || known[0].length >= SURE_LENGTH)) return refused(known[1]);
  const { text } = decodeText(units.subarray(0, PROBED_BYTES), 'utf-8');
  if (RUN_JSON.test(text)) return { kind: 'run-json' };
  if (/^\s*\{\s*"log"\s*:\s*\{/.test(text)) return refused(BROWSER);
  if (layoutOf(head.subarray(encoding.markSize), encoding) !== null) return { kind: 'log' };
  return { kind: 'unknown', sentence: UNKNOWN };
}

function refused(sentence: string): FileKind {
  return { kind: 'refused', sentence };
}

/** An ETL begins with the head of a buffer, 72 bytes, and an event whose head has this version, type and flags. */
function isEventTrace(head: Uint8Array): boolean {
  return head[72] === 2 && head[73] === 0 && (head[74] === 1 || head[74] === 2) && head[75] === 0xc0;
}
