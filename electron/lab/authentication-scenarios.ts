import type { ScenarioInfo } from '../../shared/lab/scenario-info.ts';
import type { AuthChoice } from '../../shared/run/plan.ts';
import { DOMAIN, RECORDS, type Deployment } from './deployment.ts';
import type { Scheme } from './nodes/registrar.ts';
import { failed, signedIn, signInScenario, type Scenario } from './scenario.ts';

type SignIn = NonNullable<ScenarioInfo['signIn']>;

function addressOf(name: string): string {
  return `${name}@${DOMAIN}`;
}

function as(name: string, auth: AuthChoice): SignIn {
  return { address: addressOf(name), user: `CONTOSO\\${name}`, auth };
}

/** Kerberos takes the realm from the user's name. */
function asPrincipal(name: string, auth: AuthChoice): SignIn {
  return { address: addressOf(name), user: addressOf(name), auth };
}

/** Clients of every age sign in here, and some of them read XML only. */
const NEGOTIATED: Partial<Deployment> = { autodiscoverFormat: 'negotiated' };

function offering(...schemes: readonly Scheme[]): Partial<Deployment> {
  return { ...NEGOTIATED, offers: { frontEnd: schemes, edge: schemes } };
}

const TLS_DSK_ONLY = offering('TLS-DSK');

export const AUTHENTICATION_SCENARIOS: readonly Scenario[] = [
  signInScenario(
    'ntlm',
    'Signed in with a password (NTLM)',
    'The user types address and password and is signed in. No domain controller can be reached, so NTLM it is.',
    as('alice', 'auto'),
    signedIn(),
    { ...NEGOTIATED },
  ),
  signInScenario(
    'kerberos',
    'Signed in with a Kerberos ticket',
    'A PC in the office asks the domain controller for a ticket and is signed in with it, one message sooner than with NTLM.',
    asPrincipal('alice', 'auto'),
    signedIn(),
    { ...NEGOTIATED, records: RECORDS.withKdc, kdc: 'running' },
  ),
  signInScenario(
    'tls-dsk',
    'Signed in with a certificate of the web service',
    'The password goes to the web service once; the certificate that it issues signs the user in.',
    as('alice', 'auto'),
    signedIn(),
    TLS_DSK_ONLY,
  ),
  signInScenario(
    'tls-dsk-stored-cert',
    'Signed in with the certificate of last time',
    'The certificate of the last sign-in is still valid: no password, no web service.',
    as('alice', 'auto'),
    signedIn(),
    TLS_DSK_ONLY,
  ),
  signInScenario(
    'external-tls-dsk',
    'Signed in from home with a certificate',
    'A user at home signs in through the Edge; the web service behind the reverse proxy issues the certificate.',
    as('alice', 'tls-dsk'),
    signedIn(),
    { ...NEGOTIATED, records: RECORDS.outside },
  ),
  signInScenario(
    'ntlm-only',
    'The server takes NTLM only',
    'An older pool: no Kerberos, no certificates. The user notices nothing.',
    as('alice', 'auto'),
    signedIn(),
    offering('NTLM'),
  ),
  signInScenario(
    'kerberos-only-outside',
    'From home, the server wants Kerberos',
    'In the office all is well. At home the client keeps asking for the password: Kerberos needs a domain controller, which from there nobody reaches.',
    as('alice', 'auto'),
    failed('authentication', 'kerberos-outside'),
    { records: RECORDS.outside, offers: { frontEnd: ['Kerberos'], edge: ['Kerberos'] } },
  ),
  signInScenario(
    'no-common-method',
    'Client and server share no way of signing in',
    'The client says that the authentication service may be incompatible with this version: the server wants Digest, which no Microsoft client speaks here.',
    as('alice', 'auto'),
    failed('authentication', 'no-common-method'),
    offering('Digest'),
  ),
  signInScenario(
    'modern-auth-only',
    'The server wants modern authentication',
    'The older client keeps asking for the password. Tickets are issued for OAuth tokens only, which come from the sign-in page of the cloud.',
    as('alice', 'auto'),
    failed('authentication', 'modern-auth-required'),
    { ...TLS_DSK_ONLY, webTicketFault: 'modern-auth-only' },
  ),
  signInScenario(
    'bad-password',
    'The password is wrong',
    "You didn't get signed in: it might be your sign-in address or logon credentials. The password was changed last week.",
    as('dave', 'auto'),
    failed('authentication', 'credentials-rejected'),
    { ...NEGOTIATED },
  ),
  signInScenario(
    'account-locked',
    'The account is locked',
    'The client says that it might be the sign-in address or logon credentials. The password is right; after too many wrong ones the directory has locked the account.',
    as('erin', 'tls-dsk'),
    failed('authentication', 'account-locked'),
    TLS_DSK_ONLY,
  ),
  signInScenario(
    'not-sip-enabled',
    'The account is not enabled for Skype for Business',
    'The password is right, and the client still says that the sign-in address was not found: nobody enabled the account.',
    as('frank', 'auto'),
    failed('authentication', 'not-sip-enabled'),
    { ...NEGOTIATED },
  ),
  signInScenario(
    'address-mismatch',
    'The credentials belong to another address',
    "The client says that it might be your sign-in address or logon credentials. Heidi's logon is right, but the address that she typed is Alice's.",
    { address: addressOf('alice'), user: 'CONTOSO\\heidi.klein', auth: 'auto' },
    failed('authentication', 'address-mismatch'),
    { ...NEGOTIATED },
  ),
  signInScenario(
    'webticket-401',
    'The web ticket service refuses every password',
    'There was a problem acquiring a personal certificate required to sign in. The account is fine; the ticket service takes nobody.',
    as('alice', 'auto'),
    failed('authentication', 'web-ticket-rejected'),
    { ...TLS_DSK_ONLY, webTicketFault: 'web-ticket-401' },
  ),
  signInScenario(
    'webticket-404',
    'The web ticket service is not there',
    'There was a problem acquiring a personal certificate required to sign in. The web server answers 404 where the ticket service should be.',
    as('alice', 'auto'),
    failed('authentication', 'web-ticket-unreachable'),
    { ...TLS_DSK_ONLY, webTicketFault: 'web-ticket-404' },
  ),
  signInScenario(
    'webticket-html',
    'A web page stands where the ticket service should be',
    'There was a problem acquiring a personal certificate required to sign in. The reverse proxy shows its own sign-in page instead.',
    as('alice', 'auto'),
    failed('authentication', 'web-ticket-invalid-response'),
    { ...TLS_DSK_ONLY, webTicketFault: 'web-ticket-html' },
  ),
  signInScenario(
    'webticket-expired',
    'Web tickets have expired when they arrive',
    'There was a problem acquiring a personal certificate required to sign in. The web server issues tickets whose time is over.',
    as('alice', 'auto'),
    failed('authentication', 'web-ticket-expired'),
    { ...TLS_DSK_ONLY, webTicketFault: 'web-ticket-expired' },
  ),
  signInScenario(
    'webticket-wrong-audience',
    'Web tickets are made out for another service',
    'There was a problem acquiring a personal certificate required to sign in. The certificate service says that the ticket is not meant for it.',
    as('alice', 'auto'),
    failed('authentication', 'web-ticket-rejected'),
    { ...TLS_DSK_ONLY, webTicketFault: 'web-ticket-wrong-audience' },
  ),
  signInScenario(
    'certprov-fault',
    'The certificate service fails',
    'There was a problem acquiring a personal certificate required to sign in. The service answers, and its answer holds an error.',
    as('alice', 'auto'),
    failed('authentication', 'certificate-service-failed'),
    { ...TLS_DSK_ONLY, webTicketFault: 'cert-prov-fault' },
  ),
  signInScenario(
    'certprov-unreachable',
    'The certificate service cannot be reached',
    'There was a problem acquiring a personal certificate required to sign in. The name of its web server is in no DNS.',
    as('alice', 'auto'),
    failed('authentication', 'certificate-service-unreachable'),
    { ...TLS_DSK_ONLY, webTicketFault: 'cert-prov-unreachable' },
  ),
  signInScenario(
    'client-cert-expired',
    'The personal certificate has expired',
    'The client asks for the password again and again. The web service issues a certificate for this user that is over already.',
    as('grace', 'auto'),
    failed('authentication', 'client-certificate-expired'),
    TLS_DSK_ONLY,
  ),
  signInScenario(
    'client-cert-rejected',
    'The server refuses the personal certificate',
    'The web service issued the certificate without complaint, and the server still does not take it.',
    as('alice', 'auto'),
    failed('authentication', 'client-certificate-rejected'),
    { ...TLS_DSK_ONLY, authenticationFault: 'client-certificate-rejected' },
  ),
  signInScenario(
    'bad-server-signature',
    "The server's signature is wrong",
    'The client signs in and drops the connection at once: something on the way rewrites the answers.',
    as('alice', 'auto'),
    failed('authentication', 'server-signature-invalid'),
    { ...NEGOTIATED, authenticationFault: 'bad-server-signature' },
  ),
  signInScenario(
    'clock-skew-10min',
    'The clocks are ten minutes apart',
    'The client says that the computer clock is not set correctly. It is; the servers run ten minutes ahead.',
    as('alice', 'auto'),
    failed('authentication', 'clock-skew'),
    { ...NEGOTIATED, authenticationFault: 'clock-skew', clockOffsetMs: 600_000 },
  ),
  signInScenario(
    'kdc-unreachable',
    'The domain controller cannot be reached',
    'The client stays at "signing in", then asks for the password. The server takes Kerberos only, and the domain controller does not answer.',
    asPrincipal('alice', 'auto'),
    failed('authentication', 'kdc-unreachable'),
    { ...offering('Kerberos'), records: RECORDS.withKdc, kdc: 'unreachable' },
  ),
  signInScenario(
    'spn-missing',
    'The domain controller does not know the server',
    'The client asks for the password although the PC is in the domain: nobody registered sip/fe01.contoso.test.',
    asPrincipal('alice', 'auto'),
    failed('authentication', 'spn-unknown'),
    { ...offering('Kerberos'), records: RECORDS.withKdc, kdc: 'without-spn' },
  ),
  signInScenario(
    'ntlm-disabled-by-server',
    'NTLM is offered and then refused',
    "You didn't get signed in, whatever you type: the directory was told to refuse NTLM, and the server still offers it.",
    as('alice', 'auto'),
    failed('authentication', 'ntlm-refused'),
    { ...offering('NTLM'), authenticationFault: 'ntlm-refused' },
  ),
  signInScenario(
    'auth-503',
    'The server gives up while signing in',
    'The client says that the server is temporarily unavailable: it answers the last message of the sign-in with 503.',
    as('alice', 'auto'),
    failed('authentication', 'server-unavailable'),
    { ...NEGOTIATED, authenticationFault: 'auth-503' },
  ),
  signInScenario(
    'auth-504',
    'The server cannot reach the one behind it while signing in',
    'The client says that the server is temporarily unavailable: the last message of the sign-in is answered with 504.',
    as('alice', 'auto'),
    failed('authentication', 'server-timeout'),
    { ...NEGOTIATED, authenticationFault: 'auth-504' },
  ),
  signInScenario(
    'auth-timeout',
    'The server falls silent while signing in',
    'The client stays at "signing in": the last message of the sign-in is never answered.',
    as('alice', 'auto'),
    failed('authentication', 'no-answer'),
    { ...NEGOTIATED, authenticationFault: 'auth-silent' },
  ),
];
