/** Object identifiers as DER writes their contents, without tag and length. */
const oid = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

export const mechanisms = {
  /** 1.2.840.113554.1.2.2, [RFC4121] 1. */
  kerberos: oid('2a864886f712010202'),
  /** 1.3.6.1.5.5.2, [RFC4178] 1. */
  negotiate: oid('2b0601050502'),
  /** 1.3.6.1.4.1.311.2.2.10, [MS-NLMP] 1.9. */
  ntlm: oid('2b06010401823702020a'),
} as const;
export type GssMechanism = keyof typeof mechanisms;

export const nameTypes = {
  /** GSS_C_NT_USER_NAME, [RFC2743] 4.2. */
  user: oid('2a864886f71201020101'),
  /** GSS_C_NT_HOSTBASED_SERVICE: service@host, [RFC2743] 4.1. */
  hostBasedService: oid('2a864886f71201020104'),
  /** GSS_KRB5_NT_PRINCIPAL_NAME: name/instance@REALM, [RFC1964] 2.1.1. */
  kerberosPrincipal: oid('2a864886f71201020201'),
  /** GSS_KRB5_NT_ENTERPRISE_NAME: user@suffix@REALM, where the suffix is no realm; [RFC6806] 5. */
  kerberosEnterprise: oid('2a864886f71201020206'),
} as const;

/** GSS_C_INQ_SSPI_SESSION_KEY: gives the key of a context and, as last arc of an OID, its encryption type. */
export const sessionKeyInquiry = oid('2a864886f7120102020505');
/** 1.2.840.113554.1.2.2.4: the arc is followed by the number of the encryption type. */
export const enctypeArc = oid('2a864886f71201020204');
