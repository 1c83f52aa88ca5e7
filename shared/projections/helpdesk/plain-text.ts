/** Signs of good print, and what an old ticket system takes in their place. */
const PLAIN: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '–': '-',
  '—': '-',
  '…': '...',
  '·': '-',
  '→': '->',
  '\u00a0': ' ',
};

const SIGNS = new RegExp(`[${Object.keys(PLAIN).join('')}]`, 'g');

/** The same text with the punctuation of ASCII; letters stay as they are, so that names stay right. */
export function plainText(text: string): string {
  return text.replace(SIGNS, (sign) => PLAIN[sign] ?? sign);
}
