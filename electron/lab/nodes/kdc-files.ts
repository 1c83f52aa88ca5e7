import { LOOPBACK } from './tcp-listener.ts';

export interface RealmNames {
  /** Upper case by custom: CONTOSO.TEST. */
  readonly realm: string;
  /** The DNS domain whose hosts belong to it. */
  readonly domain: string;
}

/**
 * krb5.conf, for KDC and clients alike: the realm by address, nothing by DNS. A realm's block must stand over several lines;
 * MIT Kerberos ignores a shorter one without a word.
 */
export function clientConfiguration({ realm, domain }: RealmNames, port: number): string {
  return lines(
    '[libdefaults]',
    `  default_realm = ${realm}`,
    '  dns_lookup_kdc = false',
    '  dns_lookup_realm = false',
    // Names are taken as they are typed, as a client of Active Directory takes them.
    '  dns_canonicalize_hostname = false',
    '  rdns = false',
    '  udp_preference_limit = 1',
    '[realms]',
    `  ${realm} = {`,
    `    kdc = ${LOOPBACK}:${port}`,
    '  }',
    '[domain_realm]',
    `  .${domain} = ${realm}`,
    `  ${domain} = ${realm}`,
  );
}

/** kdc.conf: everything in one folder, on loopback, the log on stderr. */
export function kdcConfiguration({ realm }: RealmNames, port: number, folder: string): string {
  return lines(
    '[kdcdefaults]',
    `  kdc_listen = ${LOOPBACK}:${port}`,
    `  kdc_tcp_listen = ${LOOPBACK}:${port}`,
    '[realms]',
    `  ${realm} = {`,
    `    database_name = ${folder}/principal`,
    `    key_stash_file = ${folder}/stash`,
    `    acl_file = ${folder}/acl`,
    '    supported_enctypes = aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha1-96:normal',
    // As a domain controller asks: no ticket before the password is proven.
    '    default_principal_flags = +preauth',
    '  }',
    '[logging]',
    '  kdc = STDERR',
  );
}

export interface KdcUser {
  readonly name: string;
  readonly password: string;
  /** Refused whatever is typed: KDC_ERR_CLIENT_REVOKED, as a domain controller answers for a locked account. */
  readonly isLocked: boolean;
}

/** What kadmin.local is told, line by line. Throws for what it would misread: these come from the scenario, not from outside. */
export function adminScript(
  users: readonly KdcUser[],
  services: readonly string[],
  keytabPath: string,
): string {
  const unfit = [...users.flatMap(({ name, password }) => [name, password]), ...services].find(
    (word) => !/^[\w!./@-]+$/.test(word),
  );
  if (unfit !== undefined) throw new Error('adminScript: a name or password that kadmin.local would misread');
  return lines(
    ...users.flatMap(({ name, password, isLocked }) => [
      `addprinc -pw ${password} ${name}`,
      ...(isLocked ? [`modprinc -allow_tix ${name}`] : []),
    ]),
    ...services.flatMap((service) => [
      `addprinc -randkey -requires_preauth ${service}`,
      `ktadd -k ${keytabPath} -norandkey ${service}`,
    ]),
  );
}

function lines(...all: readonly string[]): string {
  return all.join('\n') + '\n';
}
