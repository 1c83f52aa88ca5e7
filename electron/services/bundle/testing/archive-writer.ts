import { crc32, deflateRawSync } from 'node:zlib';

/** One file of an archive, with every field as it pleases: what is left out is as it should be. */
export interface WrittenEntry {
  readonly name: string | Uint8Array;
  readonly content?: string | Uint8Array;
  readonly isStored?: boolean;
  /** In place of what the content packs to. */
  readonly packed?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc32?: number;
  readonly bytes?: number;
  readonly packedBytes?: number;
  readonly versionMadeBy?: number;
  readonly attributes?: number;
  readonly extra?: Uint8Array;
  readonly comment?: string;
  readonly localOffset?: number;
  /** What the header in front of the data says, where that differs from the list. */
  readonly local?: Partial<
    Pick<WrittenEntry, 'name' | 'method' | 'flags' | 'crc32' | 'bytes' | 'packedBytes'>
  >;
  /** Behind the data: a descriptor, or something that does not belong there. */
  readonly behind?: Uint8Array;
  /** In the list only: no header and no data. */
  readonly isListedOnly?: boolean;
  /** In the data only. */
  readonly isUnlisted?: boolean;
}

export interface WrittenEnd {
  readonly disk?: number;
  readonly entriesHere?: number;
  readonly entries?: number;
  readonly directoryBytes?: number;
  readonly directoryStart?: number;
  readonly comment?: Uint8Array;
  readonly commentBytes?: number;
  /** Between the list and the end. */
  readonly before?: Uint8Array;
  readonly prefix?: Uint8Array;
  readonly suffix?: Uint8Array;
}

export const UTF8 = 0x800;
const FILE = 0x04034b50;
const LISTED = 0x02014b50;
const END = 0x06054b50;

/** Writes a ZIP archive byte by byte (APPNOTE 4.3), a wrong one just as well as a right one. */
export function writeArchive(entries: readonly WrittenEntry[], end: WrittenEnd = {}): Uint8Array {
  const prefix = end.prefix ?? new Uint8Array();
  const parts: Uint8Array[] = [prefix];
  const listed: Uint8Array[] = [];
  let at = prefix.length;
  for (const entry of entries) {
    const offset = entry.localOffset ?? at;
    if (entry.isListedOnly !== true) {
      const file = Buffer.concat([
        header(entry, entry.local ?? {}),
        packedOf(entry),
        entry.behind ?? new Uint8Array(),
      ]);
      parts.push(file);
      at += file.length;
    }
    if (entry.isUnlisted !== true) listed.push(listing(entry, offset));
  }
  const directory = Buffer.concat(listed);
  const comment = end.comment ?? new Uint8Array();
  const last = Buffer.alloc(22);
  last.writeUInt32LE(END, 0);
  last.writeUInt16LE(end.disk ?? 0, 4);
  last.writeUInt16LE(end.disk ?? 0, 6);
  last.writeUInt16LE(end.entriesHere ?? listed.length, 8);
  last.writeUInt16LE(end.entries ?? listed.length, 10);
  last.writeUInt32LE(end.directoryBytes ?? directory.length, 12);
  last.writeUInt32LE(end.directoryStart ?? at, 16);
  last.writeUInt16LE(end.commentBytes ?? comment.length, 20);
  return Buffer.concat([
    ...parts,
    directory,
    end.before ?? new Uint8Array(),
    last,
    comment,
    end.suffix ?? new Uint8Array(),
  ]);
}

function contentOf({ content = '' }: WrittenEntry): Uint8Array {
  return typeof content === 'string' ? Buffer.from(content) : content;
}

function packedOf(entry: WrittenEntry): Uint8Array {
  return entry.packed ?? (entry.isStored === true ? contentOf(entry) : deflateRawSync(contentOf(entry)));
}

function nameOf({ name }: Pick<WrittenEntry, 'name'>): Uint8Array {
  return typeof name === 'string' ? Buffer.from(name) : name;
}

/** Fields that stand in both places, from the version that is needed to the length of the name. */
function common(entry: WrittenEntry): Buffer {
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(entry.flags ?? UTF8, 2);
  fields.writeUInt16LE(entry.method ?? (entry.isStored === true ? 0 : 8), 4);
  fields.writeUInt16LE(0x5a76, 8);
  fields.writeUInt32LE(entry.crc32 ?? crc32(contentOf(entry)), 10);
  fields.writeUInt32LE(entry.packedBytes ?? packedOf(entry).length, 14);
  fields.writeUInt32LE(entry.bytes ?? contentOf(entry).length, 18);
  fields.writeUInt16LE(nameOf(entry).length, 22);
  return fields;
}

function header(entry: WrittenEntry, differing: NonNullable<WrittenEntry['local']>): Buffer {
  const said = { ...entry, ...differing };
  return Buffer.concat([word(FILE), common(said), nameOf(said)]);
}

function listing(entry: WrittenEntry, offset: number): Buffer {
  const {
    versionMadeBy = 0x031e,
    attributes = 0o100644 << 16,
    extra = new Uint8Array(),
    comment = '',
  } = entry;
  const made = Buffer.alloc(2);
  made.writeUInt16LE(versionMadeBy);
  const fields = common(entry);
  fields.writeUInt16LE(extra.length, 24);
  const rest = Buffer.alloc(14);
  rest.writeUInt16LE(comment.length, 0);
  rest.writeUInt32LE(attributes >>> 0, 6);
  rest.writeUInt32LE(offset, 10);
  return Buffer.concat([word(LISTED), made, fields, rest, nameOf(entry), extra, Buffer.from(comment)]);
}

export function word(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => bytes.writeUInt32LE(value >>> 0, index * 4));
  return bytes;
}
