import type { CertificateStore } from '../engine/auth/client-certificate.ts';

/** A host without a protected store: every sign-in fetches a new certificate. */
export const noCertificateStore: CertificateStore = {
  find: () => Promise.resolve(null),
  keep: () => Promise.resolve(),
};
