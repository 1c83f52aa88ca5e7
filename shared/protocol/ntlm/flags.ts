/** NegotiateFlags by bit. Source: [MS-NLMP] 2.2.2.5. */
export const NTLM_FLAGS = {
  NTLMSSP_NEGOTIATE_UNICODE: 0x0000_0001,
  NTLM_NEGOTIATE_OEM: 0x0000_0002,
  NTLMSSP_REQUEST_TARGET: 0x0000_0004,
  NTLMSSP_NEGOTIATE_SIGN: 0x0000_0010,
  NTLMSSP_NEGOTIATE_SEAL: 0x0000_0020,
  NTLMSSP_NEGOTIATE_DATAGRAM: 0x0000_0040,
  NTLMSSP_NEGOTIATE_LM_KEY: 0x0000_0080,
  NTLMSSP_NEGOTIATE_NTLM: 0x0000_0200,
  NTLMSSP_ANONYMOUS: 0x0000_0800,
  NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED: 0x0000_1000,
  NTLMSSP_NEGOTIATE_OEM_WORKSTATION_SUPPLIED: 0x0000_2000,
  NTLMSSP_NEGOTIATE_ALWAYS_SIGN: 0x0000_8000,
  NTLMSSP_TARGET_TYPE_DOMAIN: 0x0001_0000,
  NTLMSSP_TARGET_TYPE_SERVER: 0x0002_0000,
  NTLMSSP_NEGOTIATE_EXTENDED_SESSIONSECURITY: 0x0008_0000,
  NTLMSSP_NEGOTIATE_IDENTIFY: 0x0010_0000,
  NTLMSSP_REQUEST_NON_NT_SESSION_KEY: 0x0040_0000,
  NTLMSSP_NEGOTIATE_TARGET_INFO: 0x0080_0000,
  NTLMSSP_NEGOTIATE_VERSION: 0x0200_0000,
  NTLMSSP_NEGOTIATE_128: 0x2000_0000,
  NTLMSSP_NEGOTIATE_KEY_EXCH: 0x4000_0000,
  NTLMSSP_NEGOTIATE_56: 0x8000_0000,
} as const;
export type NtlmFlag = keyof typeof NTLM_FLAGS;

export function hasFlag(flags: number, flag: NtlmFlag): boolean {
  return (flags & NTLM_FLAGS[flag]) !== 0;
}

/** Unsigned, so that it compares and prints as the specification writes it. */
export function flagsOf(...names: readonly NtlmFlag[]): number {
  return names.reduce((flags, name) => (flags | NTLM_FLAGS[name]) >>> 0, 0);
}

/** The names of all bits that are set, lowest first; a reserved bit as its number. */
export function flagNames(flags: number): readonly string[] {
  const names: string[] = [];
  for (let bit = 0; bit < 32; bit += 1) {
    const mask = (1 << bit) >>> 0;
    if ((flags & mask) !== 0) names.push(NAMES.get(mask) ?? `0x${mask.toString(16).padStart(8, '0')}`);
  }
  return names;
}

const NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(NTLM_FLAGS).map(([name, mask]) => [mask, name]),
);
