import type { LabStandingEndpoint } from '../lab.ts';
import type { Binding } from './bindings.ts';

/** Devices that are always signed in: answers list them beside whoever asks. */
export interface StandingEndpoints {
  /** Those of a user that are still there. */
  of(address: string): readonly Binding[];
  /** Somebody takes the place of an endpoint, or takes it back. */
  displace(address: string, epid: string): void;
  all(): readonly LabStandingEndpoint[];
}

/** Alice's telephone, and the PC on which Bob is signed in at his desk. */
const STANDING: readonly Binding[] = [
  {
    address: 'alice@contoso.test',
    epid: '64167f2c11a0',
    contactUri: 'sip:192.0.2.77:49321;transport=tls;ms-opaque=d2b7c30a55;ms-received-cid=1200',
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  },
  {
    address: 'bob@contoso.test',
    epid: 'b0b3a5d1c7e2',
    contactUri: 'sip:192.0.2.78:50117;transport=tls;ms-opaque=7be01c93aa;ms-received-cid=1300',
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  },
];

/** Shared by all pools: an endpoint belongs to its user, wherever he lives. */
export function createStandingEndpoints(): StandingEndpoints {
  const displaced = new Set<Binding>();
  const isPresent = (binding: Binding): boolean => !displaced.has(binding);
  return {
    of: (address) => STANDING.filter((binding) => binding.address === address && isPresent(binding)),
    displace(address, epid) {
      const found = STANDING.find((binding) => binding.address === address && binding.epid === epid);
      if (found !== undefined) displaced.add(found);
    },
    all: () =>
      STANDING.map((binding) => ({
        address: binding.address,
        epid: binding.epid,
        isPresent: isPresent(binding),
      })),
  };
}
