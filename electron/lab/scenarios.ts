import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import { AUTHENTICATION_SCENARIOS } from './authentication-scenarios.ts';
import { RECORDS } from './records.ts';
import { REDIRECTION_SCENARIOS } from './redirection-scenarios.ts';
import { failed, reachable, scenario, type Scenario } from './scenario.ts';
import { SETTINGS_SCENARIOS } from './settings-scenarios.ts';

const REACHING: readonly Scenario[] = [
  scenario(
    'healthy',
    'Everything works',
    'A user in the office types the sign-in address and is signed in within two seconds.',
    reachable(),
  ),
  scenario(
    'healthy-external',
    'Everything works, from home',
    'A user at home signs in through the Edge server. Only the public names exist here, and that is how it should be.',
    reachable(),
    { records: RECORDS.outside },
  ),
  scenario(
    'healthy-srv-only',
    'Found by SRV records only',
    'Nobody published lyncdiscover. The client finds its server by the older SRV records; the user notices nothing.',
    reachable(),
    { records: RECORDS.srvOnly },
  ),
  scenario(
    'healthy-a-only',
    'Found by plain host names only',
    'The company published only sipinternal, sip and sipexternal. The client tries these last, and they are enough.',
    reachable(),
    { records: RECORDS.hostsOnly },
  ),
  scenario(
    'healthy-xml',
    'Everything works, with XML answers',
    'As "Everything works", but autodiscover answers in XML, as older servers and clients do.',
    reachable(),
    { autodiscoverFormat: 'xml' },
  ),
  scenario(
    'healthy-ecdsa',
    'Everything works, with elliptic-curve certificates',
    'As "Everything works", but the servers have modern ECDSA certificates instead of RSA ones.',
    reachable(),
    { leafKeyType: 'ecdsa' },
  ),

  scenario(
    'no-records',
    'DNS knows no server for this domain',
    "The client says that it couldn't find a server for contoso.test and that there might be an issue with the DNS configuration.",
    failed('discovery', 'no-records'),
    { records: RECORDS.none },
  ),
  scenario(
    'dns-timeout',
    'The DNS server does not answer',
    'The client stays at "signing in" for a long time, then says that it couldn\'t find a server.',
    failed('discovery', 'dns-timeout'),
    { dnsFault: 'silence' },
  ),
  scenario(
    'dns-servfail',
    'The DNS server is broken',
    'The client says at once that it couldn\'t find a server: DNS answers every question with "server failure".',
    failed('discovery', 'dns-servfail'),
    { dnsFault: 'servfail' },
  ),
  scenario(
    'srv-target-missing',
    'The SRV records point to a server that has no address',
    "The client couldn't find a server, although the administrator is sure that the records exist. Their targets don't.",
    failed('discovery', 'srv-target-unresolvable'),
    { records: RECORDS.srvWithoutTargets },
  ),
  scenario(
    'lyncdiscover-404',
    'Autodiscover is not published',
    'Sign-in is a little slow but works. The reverse proxy knows nothing of autodiscover and answers 404.',
    reachable('discovery.lyncdiscover-http-error'),
    { webFault: 'http-404' },
  ),
  scenario(
    'lyncdiscover-500',
    'The autodiscover service is ill',
    'Sign-in is a little slow but works. The autodiscover service answers every request with an internal error.',
    reachable('discovery.lyncdiscover-http-error'),
    { webFault: 'http-500' },
  ),
  scenario(
    'lyncdiscover-garbage',
    'A web page stands where autodiscover should be',
    "Sign-in works. Whoever opens lyncdiscover in a browser sees the company's welcome page instead of autodiscover.",
    reachable('discovery.lyncdiscover-invalid-response'),
    { webFault: 'garbage' },
  ),
  scenario(
    'lyncdiscover-loop',
    'Autodiscover sends the client round in circles',
    'The client stays at "signing in", then gives up: each autodiscover address points to the other one.',
    failed('discovery', 'lyncdiscover-redirect-loop'),
    { webFault: 'redirect-loop', records: RECORDS.autodiscoverOnly },
  ),

  scenario(
    'tcp-refused',
    'The server refuses the connection',
    "The client says at once that it's having trouble connecting to the server. Nothing listens on the port.",
    failed('connectivity', 'tcp-refused'),
    { sipFault: 'tcp-refused' },
  ),
  scenario(
    'tcp-blackhole',
    'A firewall swallows the connection',
    'After a long wait the client says that the server is not responding or cannot be reached.',
    failed('connectivity', 'tcp-timeout'),
    { sipFault: 'tcp-black-hole' },
  ),
  scenario(
    'tls-alert',
    'The server breaks off the secure handshake',
    "The client says that it's having trouble connecting to the server: the two have no cipher suite in common.",
    failed('connectivity', 'tls-handshake-failed'),
    { sipFault: 'tls-alert' },
  ),
  scenario(
    'tls-old-version',
    'The server speaks only TLS 1.0 and 1.1',
    "Since the last security update of the PCs, the client says that it's having trouble connecting to the server.",
    failed('connectivity', 'tls-version-unsupported'),
    { sipFault: 'tls-old-version' },
  ),
  scenario(
    'cert-expired',
    "The server's certificate has expired",
    'Since this morning everyone reads that there was a problem verifying the certificate from the server.',
    failed('connectivity', 'certificate-expired'),
    { certificateFault: 'expired' },
  ),
  scenario(
    'cert-not-yet-valid',
    "The server's certificate is not valid yet",
    'There was a problem verifying the certificate from the server: the new one was installed before its first day.',
    failed('connectivity', 'certificate-not-yet-valid'),
    { certificateFault: 'not-yet-valid' },
  ),
  scenario(
    'cert-wrong-name',
    "The certificate bears another server's name",
    "There was a problem verifying the certificate from the server. Somebody assigned the mail server's certificate.",
    failed('connectivity', 'certificate-name-mismatch'),
    { certificateFault: 'wrong-name' },
  ),
  scenario(
    'cert-untrusted-root',
    'The certificate comes from an authority that this PC does not know',
    'PCs of the company sign in; on a private PC there was a problem verifying the certificate from the server.',
    failed('connectivity', 'certificate-untrusted-root'),
    { certificateFault: 'untrusted-root' },
  ),
  scenario(
    'cert-missing-intermediate',
    'The server leaves out a part of its certificate chain',
    'Some devices sign in, on others there was a problem verifying the certificate from the server.',
    failed('connectivity', 'certificate-missing-intermediate'),
    { certificateFault: 'missing-intermediate' },
  ),
  scenario(
    'not-sip',
    'A web server answers where the SIP server should be',
    "The client says that it's having trouble connecting to the server, although the port is open.",
    failed('connectivity', 'not-sip'),
    { sipFault: 'not-sip' },
  ),

  scenario(
    'sip-403',
    'Sign-in from this network is not allowed',
    'The client says that the sign-in was rejected. The server answers 403: no remote access for this user.',
    failed('authentication', 'forbidden'),
    { sipFault: 'sip-403' },
  ),
  scenario(
    'sip-404',
    'The server does not know the sign-in address',
    'The client says that this sign-in address was not found. The server answers 404.',
    failed('authentication', 'user-not-found'),
    { sipFault: 'sip-404' },
  ),
  scenario(
    'sip-503',
    'The server accepts no sign-ins right now',
    'The client says that the server is temporarily unavailable. The server answers 503 and asks to come back later.',
    failed('authentication', 'server-unavailable'),
    { sipFault: 'sip-503' },
  ),
  scenario(
    'sip-504',
    'The server cannot reach the one behind it',
    'The client says that the server is temporarily unavailable. The gate is fine, the way onward is not: 504.',
    failed('authentication', 'server-timeout'),
    { sipFault: 'sip-504' },
  ),
  scenario(
    'sip-silent',
    'The server takes the sign-in and never answers',
    'The client stays at "signing in". The connection is up, but no answer ever comes back.',
    failed('authentication', 'no-answer'),
    { sipFault: 'sip-silent' },
  ),
];

const ALL: readonly Scenario[] = [
  ...REACHING,
  ...AUTHENTICATION_SCENARIOS,
  ...REDIRECTION_SCENARIOS,
  ...SETTINGS_SCENARIOS,
];

export const SCENARIOS: readonly ScenarioInfo[] = ALL.map(({ info }) => info);

export function findScenario(id: string): ScenarioInfo | null {
  return scenarioNamed(id)?.info ?? null;
}

/** What a scenario is made of: for the lab itself. */
export function scenarioNamed(id: string): Scenario | null {
  return ALL.find(({ info }) => info.id === id) ?? null;
}
