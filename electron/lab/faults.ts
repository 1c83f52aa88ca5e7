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

/** How the web ticket service or, behind it, the certificate service misbehaves towards everybody. */
export type WebTicketFault =
  /** 401 after the last message of NTLM, although the account is fine. */
  | 'web-ticket-401'
  | 'web-ticket-404'
  /** A web page with status 200 instead of SOAP. */
  | 'web-ticket-html'
  /** Tickets whose lifetime is over when they arrive; the certificate service refuses them with 28033. */
  | 'web-ticket-expired'
  /** Tickets for another service; the certificate service refuses them with 28077. */
  | 'web-ticket-wrong-audience'
  /** No Windows authentication: OAuth tokens only. */
  | 'modern-auth-only'
  /** ErrorInfo inside of a 200. */
  | 'cert-prov-fault'
  /** The sts-uri names a host that no DNS knows. */
  | 'cert-prov-unreachable';

/** How a SIP server breaks off a sign-in that has begun well. The last three: in answer to the completing REGISTER. */
export type AuthenticationFault =
  /** Answers are signed with other keys. */
  | 'bad-server-signature'
  /** 401 with 1013: the clocks are too far apart. */
  | 'clock-skew'
  /** Refuses every NTLM response, right or wrong: "Restrict NTLM". */
  | 'ntlm-refused'
  /** Refuses every client certificate: TLS-DSK cannot be finished. */
  | 'client-certificate-rejected'
  | 'auth-503'
  | 'auth-504'
  | 'auth-silent';

/** How a registrar misbehaves towards somebody who is signed in. */
export type RegistrationFault =
  /** Signs out whoever asks for it, and never says so. */
  'unregister-lost';
