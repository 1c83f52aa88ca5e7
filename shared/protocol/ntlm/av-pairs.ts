import { epochMsOfFileTime } from './file-time.ts';
import { viewOf } from './message-bytes.ts';
import { textOfUtf16le, utf16leOf } from './utf16.ts';

/** One attribute of the target information ([MS-NLMP] 2.2.2.1). */
export interface NtlmAvPair {
  readonly id: number;
  readonly value: Uint8Array;
}

export const AV_IDS = {
  eol: 0,
  nbComputerName: 1,
  nbDomainName: 2,
  dnsComputerName: 3,
  dnsDomainName: 4,
  dnsTreeName: 5,
  flags: 6,
  timestamp: 7,
  singleHost: 8,
  targetName: 9,
  channelBindings: 10,
} as const;

/** MsvAvFlags: the AUTHENTICATE_MESSAGE has a MIC. */
export const AV_FLAG_MIC = 0x2;

const NAMES: ReadonlyMap<number, string> = new Map([
  [1, 'MsvAvNbComputerName'],
  [2, 'MsvAvNbDomainName'],
  [3, 'MsvAvDnsComputerName'],
  [4, 'MsvAvDnsDomainName'],
  [5, 'MsvAvDnsTreeName'],
  [6, 'MsvAvFlags'],
  [7, 'MsvAvTimestamp'],
  [8, 'MsvAvSingleHost'],
  [9, 'MsvAvTargetName'],
  [10, 'MsvAvChannelBindings'],
]);

const MAX_PAIRS = 64;
const SHOWN_BYTES = 32;

/**
 * Reads the pairs up to MsvAvEOL, which is not among them. Returns null when one reaches past the end, the end mark is missing,
 * or there are more than 64. What stands behind the end mark is left alone: in a response four zeros follow. Values are views.
 */
export function parseAvPairs(bytes: Uint8Array): readonly NtlmAvPair[] | null {
  const view = viewOf(bytes);
  const pairs: NtlmAvPair[] = [];
  for (let at = 0; at + 4 <= bytes.length;) {
    const id = view.getUint16(at, true);
    const end = at + 4 + view.getUint16(at + 2, true);
    if (id === AV_IDS.eol) return pairs;
    if (end > bytes.length || pairs.length === MAX_PAIRS) return null;
    pairs.push({ id, value: bytes.subarray(at + 4, end) });
    at = end;
  }
  return null;
}

/** Puts the end mark behind them. Values longer than 65535 bytes are a defect of the caller. */
export function serializeAvPairs(pairs: readonly NtlmAvPair[]): Uint8Array {
  const bytes = new Uint8Array(pairs.reduce((size, { value }) => size + 4 + value.length, 4));
  const view = viewOf(bytes);
  let at = 0;
  for (const { id, value } of pairs) {
    if (value.length > 0xffff) throw new Error('serializeAvPairs: a value is too long');
    view.setUint16(at, id, true);
    view.setUint16(at + 2, value.length, true);
    bytes.set(value, at + 4);
    at += 4 + value.length;
  }
  return bytes;
}

export function avText(id: number, text: string): NtlmAvPair {
  return { id, value: utf16leOf(text) };
}

export function avValue(pairs: readonly NtlmAvPair[], id: number): Uint8Array | null {
  return pairs.find((pair) => pair.id === id)?.value ?? null;
}

/** MsvAvFlags as a number; 0 when there is none or it is not 4 bytes. */
export function avFlags(pairs: readonly NtlmAvPair[]): number {
  const value = avValue(pairs, AV_IDS.flags);
  return value?.length === 4 ? viewOf(value).getUint32(0, true) : 0;
}

/** Returns the pairs with that bit set in MsvAvFlags, everything else as it was. */
export function withAvFlag(pairs: readonly NtlmAvPair[], flag: number): readonly NtlmAvPair[] {
  const value = new Uint8Array(4);
  viewOf(value).setUint32(0, (avFlags(pairs) | flag) >>> 0, true);
  return [...pairs.filter(({ id }) => id !== AV_IDS.flags), { id: AV_IDS.flags, value }];
}

export function avName(id: number): string {
  return NAMES.get(id) ?? `unknown (${id})`;
}

/** The value as a person reads it. */
export function avDescription({ id, value }: NtlmAvPair): string {
  if ((id >= AV_IDS.nbComputerName && id <= AV_IDS.dnsTreeName) || id === AV_IDS.targetName) {
    return textOfUtf16le(value);
  }
  if (id === AV_IDS.flags && value.length === 4) return describeFlags(viewOf(value).getUint32(0, true));
  if (id === AV_IDS.timestamp) return describeTime(value);
  if (id === AV_IDS.channelBindings && value.every((byte) => byte === 0)) return 'none';
  return describeBytes(value);
}

/** Source: [MS-NLMP] 2.2.2.1, MsvAvFlags. */
function describeFlags(flags: number): string {
  const meanings = [
    ...((flags & 0x1) === 0 ? [] : ['account authentication is constrained']),
    ...((flags & AV_FLAG_MIC) === 0 ? [] : ['a MIC is present']),
    ...((flags & 0x4) === 0 ? [] : ['the target name is from an untrusted source']),
  ];
  const number = `0x${flags.toString(16).padStart(8, '0')}`;
  return meanings.length === 0 ? number : `${number} (${meanings.join(', ')})`;
}

function describeTime(value: Uint8Array): string {
  const epochMs = epochMsOfFileTime(value);
  return epochMs === null ? describeBytes(value) : new Date(epochMs).toISOString();
}

function describeBytes(value: Uint8Array): string {
  if (value.length > SHOWN_BYTES) return `${value.length} bytes`;
  return Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
