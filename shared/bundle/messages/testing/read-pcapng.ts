/** A block of a pcapng file, with its options by their code. */
export interface ReadBlock {
  readonly type: number;
  readonly body: Uint8Array;
  readonly options: ReadonlyMap<number, Uint8Array>;
}

export interface ReadPacket {
  readonly atMicroseconds: number;
  /** Tags of an exported PDU. */
  readonly tags: ReadonlyMap<number, Uint8Array>;
  readonly text: string;
  readonly comment: string;
}

/** Bytes of a block before its options; null: it has none that are read here. */
const FIXED: ReadonlyMap<number, (view: DataView) => number> = new Map([
  [0x0a0d0d0a, () => 16],
  [1, () => 8],
  [6, (view: DataView) => 20 + padded(view.getUint32(12, true))],
]);

/** Walks from block to block, as draft-ietf-opsawg-pcapng says. Throws where a length does not fit. */
export function readBlocks(file: Uint8Array): readonly ReadBlock[] {
  const view = viewOf(file);
  const blocks: ReadBlock[] = [];
  let offset = 0;
  while (offset < file.length) {
    const length = view.getUint32(offset + 4, true);
    if (length % 4 !== 0 || view.getUint32(offset + length - 4, true) !== length) {
      throw new Error(`the lengths of the block at ${offset} differ`);
    }
    const type = view.getUint32(offset, true);
    const body = file.subarray(offset + 8, offset + length - 4);
    const fixed = FIXED.get(type)?.(viewOf(body));
    blocks.push({
      type,
      body,
      options: fixed === undefined ? new Map() : tagged(body.subarray(fixed), true),
    });
    offset += length;
  }
  return blocks;
}

export function readPackets(file: Uint8Array): readonly ReadPacket[] {
  return readBlocks(file)
    .filter(({ type }) => type === 6)
    .map(({ body, options }) => {
      const view = viewOf(body);
      const pdu = body.subarray(20, 20 + view.getUint32(12, true));
      const tags = tagged(pdu, false);
      const head = [...tags.values()].reduce((sum, value) => sum + 4 + value.length, 4);
      return {
        atMicroseconds: view.getUint32(4, true) * 2 ** 32 + view.getUint32(8, true),
        tags,
        text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(pdu.subarray(head)),
        comment: textOf(options.get(1)),
      };
    });
}

export function textOf(bytes: Uint8Array | undefined): string {
  return new TextDecoder().decode(bytes);
}

/** Code, length and value, up to code 0: options of a block, or the tags of an exported PDU, whose lengths count the padding. */
function tagged(bytes: Uint8Array, isLittleEndian: boolean): ReadonlyMap<number, Uint8Array> {
  const view = viewOf(bytes);
  const values = new Map<number, Uint8Array>();
  let offset = 0;
  for (;;) {
    const code = view.getUint16(offset, isLittleEndian);
    if (code === 0) return values;
    const length = view.getUint16(offset + 2, isLittleEndian);
    values.set(code, bytes.subarray(offset + 4, offset + 4 + length));
    offset += 4 + padded(length);
  }
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
