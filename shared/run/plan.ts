import * as z from 'zod';
import { DEFAULT_LIMITS, Limits } from './limits.ts';

const port = z.int().min(1).max(65_535);
const hostName = z.string().min(1).max(255);

/** A DNS server to ask, by IP address. */
export const Resolver = z.strictObject({ address: z.string().min(2).max(64), port });
export type Resolver = z.infer<typeof Resolver>;

/** curl's connect-to: whenever fromHost:fromPort is dialled, the connection goes to toHost:toPort. */
export const ConnectTo = z.strictObject({
  fromHost: hostName,
  fromPort: port,
  toHost: hostName,
  toPort: port,
});
export type ConnectTo = z.infer<typeof ConnectTo>;

/** A server given by hand; port null means the profile's default (5061, then 443). */
export const ManualServer = z.strictObject({ host: hostName, port: port.nullable() });
export type ManualServer = z.infer<typeof ManualServer>;

/** Which Microsoft client is followed: its records and their order. */
export const Profile = z.enum(['sfb', 'lync2010']);
export type Profile = z.infer<typeof Profile>;

/** How far to authenticate, and by which method. auto: as the client would. all: after the first success every other one too. */
export const AuthChoice = z.enum(['auto', 'none', 'kerberos', 'ntlm', 'tls-dsk', 'all']);
export type AuthChoice = z.infer<typeof AuthChoice>;

/** Who signs in. The password itself is never in a plan: it is handed over beside it. */
export const CredentialsChoice = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  /** user: UPN (alice@contoso.com) or DOMAIN\\name, apart from the sign-in address. */
  z.strictObject({ kind: z.literal('password'), user: z.string().min(1).max(320) }),
  /** As the user who is signed in to the operating system. */
  z.strictObject({ kind: z.literal('current-user') }),
]);
export type CredentialsChoice = z.infer<typeof CredentialsChoice>;

/** What a run will do, fixed before it starts; the first event of its log holds it. */
export const RunPlan = z.strictObject({
  /** user@domain, without scheme, domain in ASCII and lower case. */
  address: z.string().min(3).max(320),
  profile: Profile,
  network: z.enum(['auto', 'internal', 'external']),
  server: ManualServer.nullable(),
  /** Empty: the system's own resolvers, and the operating system's lookup beside them. */
  resolvers: z.array(Resolver).max(8),
  connectTo: z.array(ConnectTo).max(256),
  /** PEM certificates trusted in addition to the operating system's store. */
  extraCaPem: z.array(z.string().max(1_048_576)).max(16),
  auth: AuthChoice,
  credentials: CredentialsChoice,
  /** SHA-256 fingerprints of certificates that the user confirmed for this run although they are not trusted; lower-case hex. */
  confirmedCertificates: z.array(z.string().regex(/^[0-9a-f]{64}$/)).max(8),
  /** Keep the client certificate of TLS-DSK for later runs, in the operating system's protected store. */
  keepCertificate: z.boolean(),
  /** The practice network's scenario, or null for the real network. */
  scenario: z.string().max(64).nullable(),
  limits: Limits,
});
export type RunPlan = z.infer<typeof RunPlan>;

/** The plan for an address, with the defaults for everything that is not given. */
export function createPlan(address: string, choices: Partial<Omit<RunPlan, 'address'>> = {}): RunPlan {
  return {
    address,
    profile: 'sfb',
    network: 'auto',
    server: null,
    resolvers: [],
    connectTo: [],
    extraCaPem: [],
    auth: 'none',
    credentials: { kind: 'none' },
    confirmedCertificates: [],
    keepCertificate: false,
    scenario: null,
    limits: DEFAULT_LIMITS,
    ...choices,
  };
}

/** The part behind the @: everything in discovery is derived from it. */
export function sipDomainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}
