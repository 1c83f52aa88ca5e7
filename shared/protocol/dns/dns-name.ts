/** A name as DNS compares it: without case and without the final dot. */
export function canonicalName(name: string): string {
  const lower = name.toLowerCase();
  return lower.endsWith('.') ? lower.slice(0, -1) : lower;
}

/**
 * Whether a name can be asked for: labels of letters, digits, hyphens and underscores within the lengths of RFC 1035 2.3.4.
 * Names from servers (SRV targets, documents) may hold anything; blanks in an SRV target were seen in the field.
 */
export function isAskableName(name: string): boolean {
  const labels = canonicalName(name).split('.');
  return (
    canonicalName(name).length <= 253 &&
    labels.every((label) => label.length >= 1 && label.length <= 63 && /^[a-z0-9_-]+$/.test(label))
  );
}

/** Whether a host is the domain itself or below it. */
export function isInDomain(host: string, domain: string): boolean {
  const name = canonicalName(host);
  const parent = canonicalName(domain);
  return name === parent || name.endsWith(`.${parent}`);
}
