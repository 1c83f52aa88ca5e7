import type { SecureContext } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { GssAcceptor } from '../../native/gss-acceptor.ts';
import type { CertificateRegister } from '../certificate-register.ts';
import type { Directory } from '../directory.ts';
import type { AuthenticationFault, RegistrationFault } from '../faults.ts';
import type { Referral, Standing } from '../homing.ts';
import type { LabRegistration } from '../lab.ts';
import type { SipServerId } from '../machines.ts';
import type { Acceptor } from './acceptor.ts';
import type { Bindings } from './bindings.ts';
import { createKerberosAcceptor } from './kerberos-acceptor.ts';
import { createNtlmAcceptor } from './ntlm-acceptor.ts';
import type { KeyedScheme, Registrar } from './registrar.ts';
import type { RegistrationTerms } from './registration.ts';
import type { SettingsService } from './settings/settings-service.ts';
import { createTlsDskAcceptor } from './tls-dsk-acceptor.ts';

/** What the servers of a pool have in common. */
export interface HomePool {
  readonly bindings: Bindings;
  readonly settings: SettingsService;
}

/** What authentication needs of the rest of the company. */
export interface FrontEndOptions {
  readonly directory: Directory;
  readonly register: CertificateRegister;
  readonly clientAuthority: X509Certificate;
  /** Of the TLS inside of SIP. */
  readonly dskContext: SecureContext;
  /** With the keytab of this server; null: tickets cannot be opened here. */
  readonly gss: GssAcceptor | null;
  readonly fault: AuthenticationFault | null;
  readonly registrationFault: RegistrationFault | null;
  /** null: a Director. */
  readonly pool: HomePool | null;
  /** Where a user stands with the server under whose name he came. */
  readonly standingOf: (address: string, at: SipServerId) => Standing;
  readonly terms: Pick<RegistrationTerms, 'hasUserServices' | 'keepAlive'>;
  /** The server's clock. */
  readonly now: () => number;
}

/** Whether a user is served here. */
export type Residence =
  | { readonly kind: 'here'; readonly pool: HomePool; readonly terms: RegistrationTerms }
  | { readonly kind: 'elsewhere'; readonly referrals: readonly Referral[] };

/** One server behind one or two doors: who it knows, and how it finds out. */
export interface FrontEnd {
  readonly fault: AuthenticationFault | null;
  readonly registrationFault: RegistrationFault | null;
  readonly now: () => number;
  /** Returns null for a method that it cannot carry out. */
  acceptorFor(scheme: KeyedScheme, registrar: Registrar): Acceptor | null;
  residenceOf(address: string, at: SipServerId): Residence;
  /** Where an endpoint is reached; null: it is not registered here. */
  contactOf(endpoint: LabRegistration): string | null;
}

export function createFrontEnd(options: FrontEndOptions): FrontEnd {
  const { directory, register, clientAuthority, dskContext, gss, fault, now, pool } = options;
  const residenceOf: FrontEnd['residenceOf'] = (address, at) => {
    const standing = options.standingOf(address, at);
    if (standing.kind === 'elsewhere') return standing;
    if (pool === null) return { kind: 'elsewhere', referrals: [] };
    const { bindings } = pool;
    return { kind: 'here', pool, terms: { ...options.terms, bindings, isPrimary: standing.isPrimary } };
  };
  return {
    fault,
    registrationFault: options.registrationFault,
    now,
    residenceOf,
    contactOf: ({ address, epid }) =>
      pool?.bindings.find(address.toLowerCase(), epid, now())?.contactUri ?? null,
    acceptorFor(scheme, { domain, frontEndFqdn }) {
      switch (scheme) {
        case 'NTLM':
          return createNtlmAcceptor({
            directory,
            domain,
            frontEndFqdn,
            now,
            refusesEverybody: fault === 'ntlm-refused',
          });
        case 'TLS-DSK':
          return createTlsDskAcceptor({
            secureContext: dskContext,
            clientAuthority,
            register,
            directory,
            now,
            refusesEveryCertificate: fault === 'client-certificate-rejected',
          });
        case 'Kerberos':
          return gss === null ? null : createKerberosAcceptor(gss, directory);
      }
    },
  };
}
