import type { SecureContext } from 'node:tls';
import type { X509Certificate } from 'node:crypto';
import type { GssAcceptor } from '../../native/gss-acceptor.ts';
import type { CertificateRegister } from '../certificate-register.ts';
import type { Directory } from '../directory.ts';
import type { AuthenticationFault } from '../faults.ts';
import type { LabRegistration } from '../lab.ts';
import type { Acceptor } from './acceptor.ts';
import { createBindings, type Bindings } from './bindings.ts';
import { createKerberosAcceptor } from './kerberos-acceptor.ts';
import { createNtlmAcceptor } from './ntlm-acceptor.ts';
import type { KeyedScheme, Registrar } from './registrar.ts';
import { createTlsDskAcceptor } from './tls-dsk-acceptor.ts';

/** What authentication needs of the rest of the company. */
export interface FrontEndOptions {
  readonly directory: Directory;
  readonly register: CertificateRegister;
  readonly clientAuthority: X509Certificate;
  /** Of the TLS inside of SIP. */
  readonly dskContext: SecureContext;
  /** With the keytab of sip/fe01…; null: tickets cannot be opened here. */
  readonly gss: GssAcceptor | null;
  readonly fault: AuthenticationFault | null;
  /** The server's clock. */
  readonly now: () => number;
}

/** The one Front End behind both doors: who it knows, and how it finds out. */
export interface FrontEnd {
  readonly bindings: Bindings;
  readonly fault: AuthenticationFault | null;
  readonly now: () => number;
  /** Returns null for a method that it cannot carry out. */
  acceptorFor(scheme: KeyedScheme, registrar: Registrar): Acceptor | null;
  registrations(): readonly LabRegistration[];
}

export function createFrontEnd(options: FrontEndOptions): FrontEnd {
  const { directory, register, clientAuthority, dskContext, gss, fault, now } = options;
  const bindings = createBindings();
  return {
    bindings,
    fault,
    now,
    registrations: () => bindings.registrations(now()),
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
