const BEGIN = '-----BEGIN CERTIFICATE-----';
const END = '-----END CERTIFICATE-----';

/** The certificates of a PEM text, one each, in its order; whatever stands around them is left out. */
export function pemCertificates(text: string): readonly string[] {
  const certificates: string[] = [];
  for (let from = text.indexOf(BEGIN); from !== -1; from = text.indexOf(BEGIN, from)) {
    const end = text.indexOf(END, from);
    if (end === -1) break;
    certificates.push(`${text.slice(from, end)}${END}\n`);
    from = end + END.length;
  }
  return certificates;
}

/** A certificate's DER, in base64, as PEM. */
export function pemOf(derBase64: string): string {
  const lines = derBase64.match(/.{1,64}/g) ?? [];
  return `${BEGIN}\n${lines.join('\n')}\n${END}\n`;
}

/** What stands between the marks of one certificate, without its line ends. */
export function base64OfPem(certificate: string): string {
  return certificate.slice(BEGIN.length, certificate.indexOf(END)).replace(/\s+/g, '');
}
