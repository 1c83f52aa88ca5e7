const ABOUT: ReadonlyMap<string, string> = new Map([
  ['run.json', 'Everything that was observed; opens in Rungs as you see it here'],
  ['report.html', 'The report, for reading in a browser'],
  ['report.pdf', 'The report, for reading and printing'],
  ['ladder.svg', 'The call flow as a picture'],
  ['messages.txt', 'All messages as text, for Snooper and for people'],
  ['messages.pcapng', 'All messages for Wireshark, already decrypted'],
  ['sip.pcap', 'The SIP messages for sngrep and other SIP tools'],
  ['environment.json', 'This computer, as far as it matters for a sign-in'],
  ['manifest.json', 'The list of these files with their checksums'],
]);

/** What a file of a bundle is, and for whom, in a few words. */
export function aboutFile(path: string): string {
  return ABOUT.get(path) ?? (path.startsWith('certificates/') ? 'Certificates as the server sent them' : '');
}
