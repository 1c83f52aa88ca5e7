import type { LabRegistration } from '../lab.ts';
import { instanceOfEpid } from './endpoint-id.ts';

/** One endpoint of a user, as the registrar keeps it. */
export interface Binding {
  /** Without `sip:`, lower case. */
  readonly address: string;
  readonly epid: string;
  /** Where requests for it go: the connection's own address, whatever the client wrote (proxy=replace). */
  readonly contactUri: string;
  readonly expiresAtMs: number;
}

export interface Bindings {
  /** Returns whether the endpoint was new. */
  bind(binding: Binding, nowMs: number): 'added' | 'refreshed';
  release(address: string, epid: string): void;
  /** One Contact value for each endpoint of the user. */
  contactsOf(address: string, nowMs: number): readonly string[];
  registrations(nowMs: number): readonly LabRegistration[];
}

/** Registrars keep few endpoints of a user; the oldest goes. */
const ENDPOINTS_PER_USER = 8;

/** Alice's telephone, which is always signed in: answers list it beside whoever asks. */
const STANDING: readonly Binding[] = [
  {
    address: 'alice@contoso.test',
    epid: '64167f2c11a0',
    contactUri: 'sip:192.0.2.77:49321;transport=tls;ms-opaque=d2b7c30a55;ms-received-cid=1200',
    expiresAtMs: Number.MAX_SAFE_INTEGER,
  },
];
const STANDING_EXPIRES_SEC = 5_412;

export function createBindings(): Bindings {
  const byUser = new Map<string, Map<string, Binding>>();

  const current = (address: string, nowMs: number): readonly Binding[] =>
    [...(byUser.get(address)?.values() ?? [])].filter(({ expiresAtMs }) => expiresAtMs > nowMs);

  return {
    bind(binding, nowMs) {
      const own = byUser.get(binding.address) ?? new Map<string, Binding>();
      byUser.set(binding.address, own);
      const before = own.get(binding.epid);
      own.delete(binding.epid);
      own.set(binding.epid, binding);
      const [oldest] = own.keys();
      if (own.size > ENDPOINTS_PER_USER && oldest !== undefined) own.delete(oldest);
      return before !== undefined && before.expiresAtMs > nowMs ? 'refreshed' : 'added';
    },
    release(address, epid) {
      byUser.get(address)?.delete(epid);
    },
    contactsOf(address, nowMs) {
      const standing = STANDING.filter((binding) => binding.address === address);
      return [
        ...current(address, nowMs).map((binding) =>
          contactOf(binding, Math.round((binding.expiresAtMs - nowMs) / 1_000)),
        ),
        ...standing.map((binding) => contactOf(binding, STANDING_EXPIRES_SEC)),
      ];
    },
    registrations(nowMs) {
      return [...byUser.keys()].flatMap((user) =>
        current(user, nowMs).map(({ address, epid }) => ({ address, epid })),
      );
    },
  };
}

/** Source: [MS-SIPREGE] 3.1.1.5.1, [MS-SIPRE] GRUU. */
function contactOf({ address, epid, contactUri }: Binding, expiresSec: number): string {
  const instance = instanceOfEpid(epid);
  const gruu = `sip:${address};opaque=user:epid:${opaqueOfInstance(instance)};gruu`;
  return `<${contactUri}>;expires=${expiresSec};+sip.instance="<urn:uuid:${instance}>";gruu="${gruu}"`;
}

/** The GUID in its little-endian byte order and two zero bytes, in base64url. */
function opaqueOfInstance(instance: string): string {
  const [a = '', b = '', c = '', ...rest] = instance.split('-');
  const reversed = [a, b, c].map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([...reversed, Buffer.from(`${rest.join('')}0000`, 'hex')]).toString('base64url');
}
