import { X509Certificate } from 'node:crypto';
import { createCertificateRegister } from './certificate-register.ts';
import { HOSTS, type Deployment } from './deployment.ts';
import type { Directory } from './directory.ts';
import type { CertificateAuthority } from './nodes/ca.ts';
import { createFrontEnd, type FrontEnd } from './nodes/front-end.ts';
import { dskContext } from './nodes/tls-in-memory.ts';
import { createWebServices, type WebServices } from './nodes/web-services.ts';
import type { Realm } from './realm.ts';

/** What the doors and the web sites share: one directory, one register of certificates, one Front End. */
export interface Pool {
  readonly directory: Directory;
  readonly services: WebServices;
  readonly frontEnd: FrontEnd;
}

export async function createPool(
  deployment: Deployment,
  directory: Directory,
  authority: Promise<CertificateAuthority>,
  realm: Promise<Realm | null>,
): Promise<Pool> {
  const { authenticationFault, clockOffsetMs, webTicketFault } = deployment;
  const register = createCertificateRegister();
  const services = await createWebServices({ directory, register, fault: webTicketFault, clockOffsetMs });
  const identity = (await authority).issue([HOSTS.frontEnd], null);
  const frontEnd = createFrontEnd({
    directory,
    register,
    clientAuthority: new X509Certificate(services.certificates.issuerPem),
    dskContext: dskContext(identity),
    gss: (await realm)?.gss ?? null,
    fault: authenticationFault,
    now: () => Date.now() + clockOffsetMs,
  });
  return { directory, services, frontEnd };
}
