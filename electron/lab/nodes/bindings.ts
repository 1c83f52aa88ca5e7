import type { LabRegistration } from '../lab.ts';
import { instanceOfEpid } from './endpoint-id.ts';
import type { StandingEndpoints } from './standing-endpoints.ts';

/** One endpoint of a user, as the registrar keeps it. */
export interface Binding {
  /** Without `sip:`, lower case. */
  readonly address: string;
  readonly epid: string;
  /** Where requests for it go: the connection's own address, whatever the client wrote (proxy=replace). */
  readonly contactUri: string;
  readonly expiresAtMs: number;
}

/** Of one pool. Addresses are in lower case. */
export interface Bindings {
  /** Returns whether the endpoint was new. */
  bind(binding: Binding, nowMs: number): 'added' | 'refreshed';
  release(address: string, epid: string): void;
  /** null: it is not registered. */
  find(address: string, epid: string, nowMs: number): Binding | null;
  /** One Contact value for each endpoint of the user. */
  contactsOf(address: string, nowMs: number): readonly string[];
  registrations(nowMs: number): readonly LabRegistration[];
}

/** Registrars keep few endpoints of a user; the oldest goes. */
const ENDPOINTS_PER_USER = 8;

const STANDING_EXPIRES_SEC = 5_412;

export function createBindings(standing: StandingEndpoints): Bindings {
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
      standing.displace(binding.address, binding.epid);
      return before !== undefined && before.expiresAtMs > nowMs ? 'refreshed' : 'added';
    },
    release(address, epid) {
      byUser.get(address)?.delete(epid);
      standing.displace(address, epid);
    },
    find: (address, epid, nowMs) => current(address, nowMs).find((binding) => binding.epid === epid) ?? null,
    contactsOf(address, nowMs) {
      return [
        ...current(address, nowMs).map((binding) =>
          contactOf(binding, Math.round((binding.expiresAtMs - nowMs) / 1_000)),
        ),
        ...standing.of(address).map((binding) => contactOf(binding, STANDING_EXPIRES_SEC)),
      ];
    },
    registrations(nowMs) {
      return [...byUser.keys()].flatMap((user) =>
        current(user, nowMs).map(({ address, epid }) => ({ address, epid })),
      );
    },
  };
}

/** The address of one endpoint that outlives its connection: what its later requests bear as Contact. Source: [MS-SIPRE] GRUU. */
export function gruuOf({ address, epid }: LabRegistration): string {
  return `sip:${address};opaque=user:epid:${opaqueOfInstance(instanceOfEpid(epid))};gruu`;
}

/** Source: [MS-SIPREGE] 3.1.1.5.1. */
function contactOf(binding: Binding, expiresSec: number): string {
  const instance = instanceOfEpid(binding.epid);
  return `<${binding.contactUri}>;expires=${expiresSec};+sip.instance="<urn:uuid:${instance}>";gruu="${gruuOf(binding)}"`;
}

/** The GUID in its little-endian byte order and two zero bytes, in base64url. */
function opaqueOfInstance(instance: string): string {
  const [a = '', b = '', c = '', ...rest] = instance.split('-');
  const reversed = [a, b, c].map((part) => Buffer.from(part, 'hex').reverse());
  return Buffer.concat([...reversed, Buffer.from(`${rest.join('')}0000`, 'hex')]).toString('base64url');
}
