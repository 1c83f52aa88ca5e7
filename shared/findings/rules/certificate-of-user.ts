/** The command that lists the certificates issued to a user; null for an address that a shell could take for something else. */
export function showCertificatesOf(address: string): string | null {
  return /^[\w.+-]+@[\w.-]+$/.test(address) ? `Get-CsClientCertificate -Identity "sip:${address}"` : null;
}
