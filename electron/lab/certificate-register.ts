import { createHash } from 'node:crypto';

/** A client certificate that the web service issued and the pool keeps: [MS-OCAUTHWS] GetAndPublishCert. */
export interface PublishedCertificate {
  /** SIP address without `sip:`, as in the certificate's subject. */
  readonly address: string;
  /** The GUID of +sip.instance, lower case, without braces. */
  readonly deviceId: string;
  readonly certificateDer: Uint8Array;
}

/** Where the certificate service and the registrar meet: what is not published here signs nobody in. */
export interface CertificateRegister {
  /** A device has one certificate per user: the new one takes the place of the old one. */
  publish(certificate: PublishedCertificate): void;
  /** By `thumbprintOf`. */
  find(thumbprint: string): PublishedCertificate | null;
}

/** Clients choose the device ids; the oldest certificates are forgotten first. */
const KEPT_CERTIFICATES = 1_000;

export function createCertificateRegister(): CertificateRegister {
  const byDevice = new Map<string, PublishedCertificate>();
  return {
    publish(published) {
      const address = published.address.toLowerCase();
      const deviceId = published.deviceId.replace(/^\{|\}$/g, '').toLowerCase();
      const key = `${address} ${deviceId}`;
      byDevice.delete(key);
      byDevice.set(key, { ...published, address, deviceId });
      const [oldest] = byDevice.keys();
      if (byDevice.size > KEPT_CERTIFICATES && oldest !== undefined) byDevice.delete(oldest);
    },
    find(thumbprint) {
      for (const published of byDevice.values()) {
        if (thumbprintOf(published.certificateDer) === thumbprint) return published;
      }
      return null;
    },
  };
}

/** SHA-1 of the DER in lower-case hex: what Windows calls the thumbprint. It names, it proves nothing. */
export function thumbprintOf(certificateDer: Uint8Array): string {
  return createHash('sha1').update(certificateDer).digest('hex');
}
