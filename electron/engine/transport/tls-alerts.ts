import { ALERT_NAMES } from '../../../shared/protocol/tls/alert-names.ts';

/** Longest first, so that certificate_unknown is not read as a shorter name that it contains. */
const NAMES_BY_LENGTH = [...ALERT_NAMES.values()].sort((a, b) => b.length - a.length);

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
