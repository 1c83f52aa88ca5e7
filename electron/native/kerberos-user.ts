export interface KerberosUser {
  readonly text: string;
  /** enterprise: what stands before the realm is a name with a suffix that is no realm ([RFC6806] 5). */
  readonly form: 'principal' | 'enterprise';
}

/**
 * A user as people write one, as a principal. DOMAIN\name needs the realm, since the domain's short name is none.
 * A UPN's suffix in capitals is the realm, unless another is given. null: no realm is known, so the library takes its default.
 */
export function kerberosUser(user: string, realm: string | null): KerberosUser {
  const [, name = ''] = /^[^\\@]*\\(.*)$/s.exec(user) ?? [];
  if (name !== '') return { text: principal(name, realm), form: 'principal' };
  const at = user.lastIndexOf('@');
  if (at === -1) return { text: principal(user, realm), form: 'principal' };
  const suffix = user.slice(at + 1).toUpperCase();
  return realm === null || realm.toUpperCase() === suffix
    ? { text: principal(user.slice(0, at), realm ?? suffix), form: 'principal' }
    : { text: `${escape(user.slice(0, at))}@${escape(user.slice(at + 1))}@${realm}`, form: 'enterprise' };
}

function principal(name: string, realm: string | null): string {
  return realm === null ? escape(name) : `${escape(name)}@${realm}`;
}

/** In a principal, slash and at sign separate ([RFC1964] 2.1.1). */
function escape(name: string): string {
  return name.replace(/[\\/@]/g, (character) => `\\${character}`);
}
