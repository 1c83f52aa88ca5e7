/** Alert descriptions by number (IANA TLS registry; RFC 8446 6, RFC 5246 7.2, RFC 6066, RFC 7301). */
const ALERT_NAMES: ReadonlyMap<number, string> = new Map([
  [0, 'close_notify'],
  [10, 'unexpected_message'],
  [20, 'bad_record_mac'],
  [21, 'decryption_failed'],
  [22, 'record_overflow'],
  [30, 'decompression_failure'],
  [40, 'handshake_failure'],
  [41, 'no_certificate'],
  [42, 'bad_certificate'],
  [43, 'unsupported_certificate'],
  [44, 'certificate_revoked'],
  [45, 'certificate_expired'],
  [46, 'certificate_unknown'],
  [47, 'illegal_parameter'],
  [48, 'unknown_ca'],
  [49, 'access_denied'],
  [50, 'decode_error'],
  [51, 'decrypt_error'],
  [60, 'export_restriction'],
  [70, 'protocol_version'],
  [71, 'insufficient_security'],
  [80, 'internal_error'],
  [86, 'inappropriate_fallback'],
  [90, 'user_canceled'],
  [100, 'no_renegotiation'],
  [109, 'missing_extension'],
  [110, 'unsupported_extension'],
  [111, 'certificate_unobtainable'],
  [112, 'unrecognized_name'],
  [113, 'bad_certificate_status_response'],
  [114, 'bad_certificate_hash_value'],
  [115, 'unknown_psk_identity'],
  [116, 'certificate_required'],
  [120, 'no_application_protocol'],
]);

/** Longest first, so that certificate_unknown is not read as a shorter name that it contains. */
const NAMES_BY_LENGTH = [...ALERT_NAMES.values()].sort((a, b) => b.length - a.length);

export function alertName(description: number): string {
  return ALERT_NAMES.get(description) ?? `alert_${description}`;
}

/**
 * The alert that a TLS library's error speaks of, or null if it is about something else.
 * OpenSSL and BoringSSL both say ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION or SSLV3_ALERT_HANDSHAKE_FAILURE, in the code or only in
 * the text; extensions of later RFCs come without the word ALERT (TLSV1_UNRECOGNIZED_NAME).
 */
export function alertInErrorText(text: string): string | null {
  const words = text.toLowerCase().replace(/[^a-z0-9]+/g, '_');
  const mark = /(?:sslv3|tlsv1|tlsv13)_(?:alert_)?/g;
  for (let match = mark.exec(words); match !== null; match = mark.exec(words)) {
    const rest = words.slice(mark.lastIndex);
    // OpenSSL writes user_cancelled.
    const name = NAMES_BY_LENGTH.find((candidate) =>
      rest.replace('cancelled', 'canceled').startsWith(candidate),
    );
    if (name !== undefined) return name;
  }
  return null;
}
