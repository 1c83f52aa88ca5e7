import { readX509, type X509 } from './x509-certificate.ts';
import { readSubjectKey } from './x509-fields.ts';
import { attributeOf, type DistinguishedName } from './x509-names.ts';

/** The trusted roots, found by name; what is not asked for is not read, since a system has some 150 of them. */
export interface TrustAnchors {
  readonly encoded: readonly Uint8Array[];
  bySubject(name: DistinguishedName): readonly X509[];
  /** The store's own copies of a certificate: the very same, or one of the same name and key. */
  matching(certificate: X509): readonly X509[];
  /** Whether some trusted root belongs to whoever bears this name: the same organisation, or a name that begins alike. */
  hasRelativeOf(name: DistinguishedName): boolean;
}

export function createTrustAnchors(certificates: readonly Uint8Array[]): TrustAnchors {
  const encodedBySubject = new Map<string, Uint8Array[]>();
  const read = new Map<string, readonly X509[]>();
  for (const der of certificates) {
    const key = readSubjectKey(der);
    if (key === null) continue;
    const same = encodedBySubject.get(key);
    if (same === undefined) encodedBySubject.set(key, [der]);
    else same.push(der);
  }

  function bySubjectKey(key: string): readonly X509[] {
    const known = read.get(key);
    if (known !== undefined) return known;
    const roots = (encodedBySubject.get(key) ?? []).map(readX509).filter((root) => root.fields !== null);
    read.set(key, roots);
    return roots;
  }

  return {
    encoded: [...encodedBySubject.values()].flat(),
    bySubject: (name) => bySubjectKey(name.key),
    matching: ({ sha256, fields }) =>
      fields === null
        ? []
        : bySubjectKey(fields.subject.key).filter(
            (root) => root.sha256 === sha256 || root.fields?.publicKeyInfo === fields.publicKeyInfo,
          ),
    hasRelativeOf(name) {
      const organisation = organisationOf(name);
      const beginning = beginningOf(name);
      return [...encodedBySubject.keys()].flatMap(bySubjectKey).some(({ fields }) => {
        if (fields === null) return false;
        return (
          (organisation !== null && organisationOf(fields.subject) === organisation) ||
          (beginning !== null && beginningOf(fields.subject) === beginning)
        );
      });
    },
  };
}

function organisationOf(name: DistinguishedName): string | null {
  return attributeOf(name, 'O')?.trim().toLowerCase() || null;
}

/** The first two words of the common name: 'Contoso Corporation Issuing CA 1' begins like 'Contoso Corporation Root'. */
function beginningOf(name: DistinguishedName): string | null {
  const words = attributeOf(name, 'CN')?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  return words.length < 3 ? null : words.slice(0, 2).join(' ');
}
