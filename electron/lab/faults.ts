/** How the DNS server misbehaves. silence: no answer at all. */
export type DnsFault = 'silence' | 'servfail';

/** How autodiscover misbehaves, at every name and on both ports. */
export type WebFault = 'http-404' | 'http-500' | 'redirect-loop' | 'garbage';

/** What is wrong with the certificates of the SIP servers; the web services keep good ones. */
export type CertificateFault =
  'expired' | 'not-yet-valid' | 'wrong-name' | 'untrusted-root' | 'missing-intermediate';

/** A SIP server that answers the REGISTER with this, or never. */
export type RegistrarFault = 'sip-403' | 'sip-404' | 'sip-503' | 'sip-504' | 'sip-silent';

/** What stands at every SIP endpoint instead of the real thing. */
export type SipFault =
  'tcp-refused' | 'tcp-black-hole' | 'tls-alert' | 'tls-old-version' | 'not-sip' | RegistrarFault;
