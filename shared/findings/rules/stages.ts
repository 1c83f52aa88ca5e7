import type { ConnectionStage } from '../facts/connections.ts';

/** Connections that say something about TCP, about TLS, about certificates. */
export const CERTIFICATE_STAGES: readonly ConnectionStage[] = ['untrusted', 'trusted'];
export const TLS_STAGES: readonly ConnectionStage[] = ['tls-failed', ...CERTIFICATE_STAGES];
export const TCP_STAGES: readonly ConnectionStage[] = ['tcp-failed', 'open', 'tls-pending', ...TLS_STAGES];
