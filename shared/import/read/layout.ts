import type { LogFormat } from '../../run/origin.ts';
import { searchable, type EncodingOfFile } from './text-encoding.ts';
import { dateOrderOf, type DateOrder } from './log-time.ts';
import { decodeText } from './text-encoding.ts';
import type { TextEncoding } from './text-encoding.ts';

/** All that is needed to read on from the middle of a log. */
export interface LogLayout {
  readonly format: LogFormat;
  readonly encoding: TextEncoding;
  /** The byte that ends a line: 10, or 13 where there is no other. */
  readonly lineEnd: number;
  readonly dateOrder: DateOrder;
}

const UCCAPI =
  /^\0*\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\|\d{1,2}:\d{2}:\d{2}\S{0,8} [0-9A-F]{1,8}:[0-9A-F]{1,8} {1,4}\w{1,12} {0,8}::/im;
const RECORD = /^TL_[A-Z]{1,20}\(TF_[A-Z_]{1,30}\)|\$\$begin_record[ \t]*$/m;
const COMPUTER = /^TL_[A-Z]{1,20}\(TF_[A-Z_]{1,30}\) ?\[[^\]\n]{0,255}[^\]\d\n]/m;
const SIPE = /MESSAGE (?:START|END) (?:>{6,20}|<{6,20}) /;
const SIP = /(?:^|[\s>|])[A-Z]{3,20} sips?:\S{1,2000} SIP\/2\.0\s*$|(?:^|[\s>|])SIP\/2\.0 [1-6]\d\d(?:\s|$)/m;

/** Finds the layout by the first bytes of a log, without its byte order mark. null: none that is known. */
export function layoutOf(head: Uint8Array, { encoding }: EncodingOfFile): LogLayout | null {
  const units = searchable(head, encoding);
  const lineEnd = units.includes(10) || !units.includes(13) ? 10 : 13;
  const { text } = decodeText(units, 'utf-8');
  const format = formatOf(text);
  return format === null ? null : { format, encoding, lineEnd, dateOrder: dateOrderOf(text) };
}

function formatOf(text: string): LogFormat | null {
  if (UCCAPI.test(text)) return 'uccapi';
  if (RECORD.test(text)) return COMPUTER.test(text) ? 'cls' : 'sipstack';
  if (SIPE.test(text)) return 'sipe';
  return SIP.test(text) ? 'sip-text' : null;
}
