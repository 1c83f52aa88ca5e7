import type { Secret } from './secret.ts';

/** A certificate of the web service with its key, for the TLS inside of SIP. */
export interface ClientCertificate {
  /** PEM, leaf first. */
  readonly certificatePem: string;
  /** PKCS#8 PEM, as bytes. */
  readonly privateKeyPem: Secret;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
}

/** Where certificates of earlier sign-ins are kept, if the user wants that: the operating system's protected store. */
export interface CertificateStore {
  /** The certificate of this address for this device, or null. Never rejects. */
  find(address: string, deviceId: string): Promise<ClientCertificate | null>;
  /** Does not take the key over. Never rejects: what cannot be kept is fetched again. */
  keep(address: string, deviceId: string, certificate: ClientCertificate): Promise<void>;
}
