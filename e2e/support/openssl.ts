import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { findProgram, type ForeignProgram } from './programs.ts';

const program = findProgram('openssl');
export const openssl: ForeignProgram = { packageName: 'openssl', isInstalled: program !== null };

/** Runs an openssl command to its end and returns what it printed. Throws with its complaint. */
export async function runOpenssl(args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await promisify(execFile)(opensslProgram(), args, { cwd, timeout: 60_000 });
  return stdout;
}

export function opensslProgram(): string {
  if (program === null) throw new Error('openssl is not installed');
  return program;
}

/** A certificate with its key, as files. */
export interface IssuedCertificate {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly pem: string;
}

/** short-rsa: of 1024 bits, as nobody should use any more. */
export type KeyKind = 'rsa' | 'ecdsa' | 'short-rsa';

export interface CertificateRequest {
  /** Name of the files, and the common name unless commonName says otherwise. */
  readonly name: string;
  readonly commonName?: string;
  readonly dnsNames?: readonly string[];
  readonly key?: KeyKind;
  /** What it may be used for (extended key usage). */
  readonly usage?: 'server' | 'client';
  readonly notBefore?: Date;
  readonly notAfter?: Date;
}

/** A certificate authority of its own, made by the openssl command alone. */
export interface Authority {
  readonly pem: string;
  readonly certificateFile: string;
  /** A certificate for a server. */
  issue(request: CertificateRequest): Promise<IssuedCertificate>;
  /** An authority below this one. */
  issueAuthority(commonName: string): Promise<Authority>;
}

const DAY_MS = 86_400_000;
const KEYS: Readonly<Record<KeyKind, readonly string[]>> = {
  rsa: ['-newkey', 'rsa:2048'],
  'short-rsa': ['-newkey', 'rsa:1024'],
  ecdsa: ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'],
};

/** Creates a root. Takes an existing folder; the authority gets one of its own in it. */
export async function createRootAuthority(parent: string, commonName: string): Promise<Authority> {
  const folder = await authorityFolder(parent, commonName);
  const request = ['req', '-x509', '-config', 'ca.cnf', ...KEYS.rsa, '-nodes', '-days', '30', '-sha256'];
  await runOpenssl(
    [
      ...request,
      '-extensions',
      'authority',
      '-subj',
      `/CN=${commonName}`,
      '-keyout',
      'ca.key',
      '-out',
      'ca.pem',
    ],
    folder,
  );
  return authorityIn(folder);
}

/** A server certificate that vouches for itself. */
export async function createSelfSigned(folder: string, name: string): Promise<IssuedCertificate> {
  const [certificateFile, keyFile] = [path.join(folder, 'self.pem'), path.join(folder, 'self.key')];
  const request = ['req', '-x509', ...KEYS.rsa, '-nodes', '-days', '30', '-sha256', '-subj', `/CN=${name}`];
  await runOpenssl(
    [...request, '-addext', `subjectAltName=DNS:${name}`, '-keyout', keyFile, '-out', certificateFile],
    folder,
  );
  return { certificateFile, keyFile, pem: await readFile(certificateFile, 'utf8') };
}

async function authorityFolder(parent: string, commonName: string): Promise<string> {
  const folder = path.join(parent, commonName.replaceAll(/\W+/g, '-'));
  await mkdir(folder);
  await writeFile(path.join(folder, 'ca.cnf'), CONFIGURATION);
  await writeFile(path.join(folder, 'index.txt'), '');
  return folder;
}

async function authorityIn(folder: string): Promise<Authority> {
  const certificateFile = path.join(folder, 'ca.pem');

  /** The private key stays with the requester, as it should: only the request goes through the authority. */
  async function sign(
    target: { readonly certificateFile: string; readonly keyFile: string },
    extensions: 'server' | 'client' | 'authority',
    request: CertificateRequest,
  ): Promise<void> {
    const { name, commonName = name, dnsNames = [], key = 'rsa' } = request;
    const { notBefore = new Date(Date.now() - DAY_MS), notAfter = new Date(Date.now() + 20 * DAY_MS) } =
      request;
    const names = dnsNames.map((dnsName) => `DNS:${dnsName}`).join(',');
    const requestFile = `${target.certificateFile}.csr`;
    const wish = ['req', '-new', '-config', 'ca.cnf', ...KEYS[key], '-nodes', '-subj', `/CN=${commonName}`];
    const alternativeNames = names === '' ? [] : ['-addext', `subjectAltName=${names}`];
    await runOpenssl([...wish, ...alternativeNames, '-keyout', target.keyFile, '-out', requestFile], folder);
    const validity = ['-startdate', asn1Time(notBefore), '-enddate', asn1Time(notAfter)];
    await runOpenssl(
      ['ca', '-batch', '-notext', '-config', 'ca.cnf', '-extensions', extensions, ...validity].concat([
        '-in',
        requestFile,
        '-out',
        target.certificateFile,
      ]),
      folder,
    );
  }

  return {
    pem: await readFile(certificateFile, 'utf8'),
    certificateFile,
    async issue(request) {
      const target = {
        certificateFile: path.join(folder, `${request.name}.pem`),
        keyFile: path.join(folder, `${request.name}.key`),
      };
      await sign(target, request.usage ?? 'server', request);
      return { ...target, pem: await readFile(target.certificateFile, 'utf8') };
    },
    async issueAuthority(commonName) {
      const below = await authorityFolder(folder, commonName);
      const target = { certificateFile: path.join(below, 'ca.pem'), keyFile: path.join(below, 'ca.key') };
      await sign(target, 'authority', { name: commonName });
      return authorityIn(below);
    },
  };
}

/** GeneralizedTime (RFC 5280 4.1.2.5.2), as openssl takes it in every version. */
function asn1Time(date: Date): string {
  return `${date
    .toISOString()
    .replaceAll(/[-:T]|\.\d+/g, '')
    .replace('Z', '')}Z`;
}

const CONFIGURATION = `
[req]
distinguished_name = subject
[subject]
[ca]
default_ca = this
[this]
dir = .
database = index.txt
rand_serial = yes
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = anything
unique_subject = no
copy_extensions = copy
[anything]
commonName = supplied
[server]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid, issuer
[client]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid, issuer
[authority]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
`;
