/** Groups that two people can compare by reading them to each other: "9F3A 04C1 …". Takes hexadecimal digits. */
export function groupedFingerprint(hex: string): string {
  return (hex.toUpperCase().match(/.{1,4}/g) ?? []).join(' ');
}
