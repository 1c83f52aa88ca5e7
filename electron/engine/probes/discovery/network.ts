import { BlockList, isIPv6 } from 'node:net';
import type { Network } from '../../../../shared/run/ids.ts';

const privateAddresses = new BlockList();
for (const [net, prefix] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['127.0.0.0', 8],
] as const) {
  privateAddresses.addSubnet(net, prefix, 'ipv4');
}
privateAddresses.addSubnet('fc00::', 7, 'ipv6');
privateAddresses.addSubnet('fe80::', 10, 'ipv6');
privateAddresses.addAddress('::1', 'ipv6');

/** RFC 1918, RFC 4193, link-local and loopback: addresses that only mean something inside. */
export function isPrivateAddress(address: string): boolean {
  const bare = address.split('%')[0] ?? address;
  return privateAddresses.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4');
}

export interface NetworkJudgement {
  readonly network: Network;
  readonly networkEvidence: string | null;
}

/** The weakest evidence, for a name that is used inside and outside alike: where its addresses belong. */
export function judgeByAddress(host: string, addresses: readonly string[]): NetworkJudgement {
  const [first] = addresses;
  if (first === undefined) return { network: 'unknown', networkEvidence: null };
  return isPrivateAddress(first)
    ? { network: 'internal', networkEvidence: `${host} has the private address ${first}` }
    : { network: 'external', networkEvidence: `${host} has the public address ${first}` };
}
