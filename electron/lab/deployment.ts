import type {
  AuthenticationFault,
  CertificateFault,
  DnsFault,
  RegistrationFault,
  SipFault,
  WebFault,
  WebTicketFault,
} from './faults.ts';
import type { Homing } from './homing.ts';
import type { SipServerId } from './machines.ts';
import type { AutodiscoverAnswer } from './nodes/autodiscover.ts';
import type { DnsRecord } from './nodes/dns-zone.ts';
import type { AuthVersion, Scheme } from './nodes/registrar.ts';
import type { KeepAlive } from './nodes/registration.ts';
import type { SettingsFault } from './nodes/settings/settings-fault.ts';
import type { SettingsServiceOptions } from './nodes/settings/settings-service.ts';
import { RECORDS } from './records.ts';

/** A whole practice network as data: what is published, and what is wrong. */
export interface Deployment extends Homing {
  readonly records: readonly DnsRecord[];
  readonly autodiscoverFormat: AutodiscoverAnswer;
  readonly leafKeyType: 'rsa' | 'ecdsa';
  readonly dnsFault: DnsFault | null;
  readonly webFault: WebFault | null;
  readonly sipFault: SipFault | null;
  readonly certificateFault: CertificateFault | null;
  /** null: every SIP server shows such a certificate. */
  readonly certificateFaultAt: SipServerId | null;
  readonly servers: readonly SipServerId[];
  /** Where autodiscover and sipinternal lead inside; what the SRV record says is in the records. */
  readonly entry: SipServerId;
  /** What each door offers after an anonymous request. */
  readonly offers: { readonly frontEnd: readonly Scheme[]; readonly edge: readonly Scheme[] };
  /** The version of [MS-SIPAE] that the registrar speaks. */
  readonly authVersion: AuthVersion;
  readonly authenticationFault: AuthenticationFault | null;
  readonly webTicketFault: WebTicketFault | null;
  readonly registrationFault: RegistrationFault | null;
  readonly keepAlive: KeepAlive;
  /** How settings and contacts come, at every pool, and what is wrong with them. */
  readonly settings: Pick<SettingsServiceOptions, 'delivery' | 'notifyDelayMs'> & {
    readonly faults: readonly SettingsFault[];
  };
  /** Every server's clock, ours plus this. */
  readonly clockOffsetMs: number;
  /** The domain controller's key distribution centre. without-spn: it knows nobody as sip/fe01; unreachable: only its DNS records are there. */
  readonly kdc: 'running' | 'without-spn' | 'unreachable' | null;
}

/** All of the company's own. */
export const OWN_SERVERS: readonly SipServerId[] = ['fe01', 'edge', 'fe02', 'fe11', 'director'];

export const HEALTHY: Deployment = {
  records: RECORDS.all,
  autodiscoverFormat: 'json',
  leafKeyType: 'rsa',
  dnsFault: null,
  webFault: null,
  sipFault: null,
  certificateFault: null,
  certificateFaultAt: null,
  servers: OWN_SERVERS,
  entry: 'fe01',
  homes: {},
  beliefs: {},
  down: [],
  // Outside nobody reaches a KDC: an Edge usually offers no Kerberos.
  offers: { frontEnd: ['NTLM', 'Kerberos', 'TLS-DSK'], edge: ['NTLM', 'TLS-DSK'] },
  authVersion: 4,
  authenticationFault: null,
  webTicketFault: null,
  registrationFault: null,
  keepAlive: { timeoutSec: 300, askedAfterMs: null },
  settings: { delivery: 'piggyback', notifyDelayMs: 0, faults: [] },
  clockOffsetMs: 0,
  kdc: null,
};
