import type { AuthMethod } from '../../run/ids.ts';
import { STAGE_ERRANDS } from '../describe/web-service.ts';
import { WITHDRAWAL_LABEL, type GhostRung } from '../ladder-model.ts';
import type { SignInFacts } from '../sign-in-facts.ts';
import type { DraftRung } from './draft.ts';

type Sight = Pick<DraftRung, 'protocol' | 'toLane' | 'label'>;

/**
 * The rest of a whole sign-in: every rung of it that this log has not seen and that can still be expected.
 * A failure leaves the rest standing, so that one sees how far it came.
 */
export function ghostsAfter(rungs: readonly Sight[], facts: SignInFacts): readonly GhostRung[] {
  const saw = (protocol: Sight['protocol'], lanes?: string): boolean =>
    rungs.some(
      (rung) => rung.protocol === protocol && (lanes === undefined || rung.toLane.startsWith(lanes)),
    );
  const isManual = facts.start !== null && facts.start.data.plan.server !== null;
  const hasSipTcp = saw('tcp', 'sip:');
  const hasSipTls = saw('tls', 'sip:');
  const hasRegister = saw('sip', 'sip:');

  const { authentication } = facts;
  const isSignedOut =
    authentication.withdrawal !== null || rungs.some(({ label }) => label.startsWith(WITHDRAWAL_LABEL));

  const expected = [
    ...(saw('dns') || facts.isDiscovered ? [] : [LOOK_UP]),
    ...(saw('http') || facts.isDiscovered || isManual ? [] : [AUTODISCOVER]),
    ...(hasSipTcp ? [] : [TCP]),
    ...(hasSipTls ? [] : [TLS]),
    ...(hasRegister ? [] : [ANONYMOUS_REGISTER]),
    ...(authentication.isAuthenticated ? [] : credentials(rungs, facts)),
    ...(authentication.isSignedIn ? [] : [REDIRECT]),
    ...SETTINGS,
    ...(isSignedOut ? [] : [SIGN_OUT]),
  ];
  return authentication.wantsSignIn ? expected.map((one) => WITH_CREDENTIALS.get(one) ?? one) : expected;
}

/** The rest of the method that was chosen; before that of the one that a client would choose. */
function credentials(rungs: readonly Sight[], facts: SignInFacts): readonly GhostRung[] {
  const { signIn, choice } = facts.authentication;
  const method = signIn?.method ?? choice?.data.method ?? likelyMethod(facts);
  if (method === null) return [REGISTER_WITH_CREDENTIALS];
  let sent = (signIn?.registers ?? 1) - 1;
  const hasTicket = rungs.some(({ protocol }) => protocol === 'kerberos');
  const hasCertificate =
    choice?.data.reason === 'certificate-at-hand' ||
    sent > 0 ||
    rungs.some(({ protocol, label }) => protocol === 'http' && label.startsWith(STAGE_ERRANDS.certificate));
  return BY_METHOD[method].filter(({ protocol }) => {
    if (protocol === 'kerberos') return !hasTicket;
    if (protocol === 'http') return !hasCertificate;
    sent -= 1;
    return sent < 0;
  });
}

/**
 * The client's order: inside Kerberos, else NTLM, else TLS-DSK with a new certificate.
 * Source: [MS-SIPAE] 3.3.5.1 leaves the choice to the client.
 */
function likelyMethod({ offered, network }: SignInFacts): AuthMethod | null {
  const order =
    network === 'internal' ? (['kerberos', 'ntlm', 'tls-dsk'] as const) : (['ntlm', 'tls-dsk'] as const);
  return order.find((method) => offered?.includes(method)) ?? null;
}

function ghost(fields: Omit<GhostRung, 'kind' | 'needsSignIn' | 'isConditional'>): GhostRung {
  return { kind: 'ghost', needsSignIn: false, isConditional: false, ...fields };
}

function signedGhost(
  id: string,
  step: GhostRung['step'],
  label: string,
  answerLabel: string | null,
  description: string,
): GhostRung {
  return {
    kind: 'ghost',
    id: `ghost-${id}`,
    step,
    protocol: 'sip',
    fromKind: 'pc',
    toKind: 'sip',
    label,
    answerLabel,
    description,
    needsSignIn: true,
    isConditional: false,
  };
}

const LOOK_UP = ghost({
  id: 'ghost-look-up',
  step: 'discovery',
  protocol: 'dns',
  fromKind: 'pc',
  toKind: 'dns',
  label: 'Look up the names of the sign-in domain',
  answerLabel: 'addresses',
  description: 'DNS is asked for the names under which an organisation announces its servers.',
});

const AUTODISCOVER = ghost({
  id: 'ghost-autodiscover',
  step: 'discovery',
  protocol: 'http',
  fromKind: 'pc',
  toKind: 'web',
  label: 'GET autodiscover document',
  answerLabel: '200 OK',
  description: 'The autodiscover service names the server that this address signs in to.',
});

const TCP = ghost({
  id: 'ghost-tcp',
  step: 'connectivity',
  protocol: 'tcp',
  fromKind: 'pc',
  toKind: 'sip',
  label: 'TCP connect',
  answerLabel: 'connected',
  description: 'A connection to the server is opened.',
});

const TLS = ghost({
  id: 'ghost-tls',
  step: 'connectivity',
  protocol: 'tls',
  fromKind: 'pc',
  toKind: 'sip',
  label: 'TLS handshake',
  answerLabel: 'trusted certificate',
  description: 'The connection is encrypted, and the server shows its certificate.',
});

const ANONYMOUS_REGISTER = ghost({
  id: 'ghost-register',
  step: 'authentication',
  protocol: 'sip',
  fromKind: 'pc',
  toKind: 'sip',
  label: 'REGISTER',
  answerLabel: '401 Unauthorized',
  description: 'The server is asked to sign the address in, and answers with the ways to prove who you are.',
});

const REGISTER_WITH_CREDENTIALS = signedGhost(
  'register-credentials',
  'authentication',
  'REGISTER with credentials',
  '200 OK',
  'The proof of who you are. Counting the first, Kerberos takes two REGISTERs, NTLM three and TLS-DSK four.',
);

/** The round trips of each method after the first 401. Source: [MS-SIP] 4.1, 4.2; [MS-SIPAE] 4.1. */
const BY_METHOD: Readonly<Record<AuthMethod, readonly GhostRung[]>> = {
  kerberos: [
    {
      ...signedGhost(
        'ticket',
        'authentication',
        'Ticket for the server',
        'ticket',
        'The domain controller issues a ticket that only this server can read.',
      ),
      protocol: 'kerberos',
      toKind: 'kdc',
    },
    signedGhost(
      'register-kerberos',
      'authentication',
      'REGISTER with a Kerberos ticket',
      '200 OK',
      'A ticket from the domain controller proves who you are.',
    ),
  ],
  ntlm: [
    signedGhost(
      'register-ntlm-1',
      'authentication',
      'REGISTER, asks for an NTLM challenge',
      '401 Unauthorized',
      'The server sends a number that only the owner of the password can answer.',
    ),
    signedGhost(
      'register-ntlm-2',
      'authentication',
      'REGISTER with the NTLM answer',
      '200 OK',
      'The answer proves the password without sending it.',
    ),
  ],
  'tls-dsk': [
    {
      ...signedGhost(
        'certificate',
        'authentication',
        'POST for a client certificate',
        '200 OK',
        'The web service issues the certificate that later sign-ins use in place of the password.',
      ),
      protocol: 'http',
      toKind: 'web',
      isConditional: true,
    },
    signedGhost(
      'register-tls-dsk-1',
      'authentication',
      'REGISTER, TLS-DSK hello',
      '401 Unauthorized',
      'A handshake inside the messages begins.',
    ),
    signedGhost(
      'register-tls-dsk-2',
      'authentication',
      'REGISTER, TLS-DSK certificate',
      '401 Unauthorized',
      'The client’s certificate is shown, and that it is ours is proved.',
    ),
    signedGhost(
      'register-tls-dsk-3',
      'authentication',
      'REGISTER, signed',
      '200 OK',
      'The server accepts the proof.',
    ),
  ],
};

/** Source: [MS-SIP] 4.2. */
const REDIRECT: GhostRung = {
  ...signedGhost(
    'redirect',
    'redirection',
    'Signs in again at the home server',
    '200 OK',
    'A server that is not the account’s home answers 301 with the home server’s name.',
  ),
  isConditional: true,
};

/** Source: [MS-SIPREGE] 2.2.2 (provisioning), [MS-SIP] 3.1.4 (contacts). */
const SETTINGS: readonly GhostRung[] = [
  signedGhost(
    'provisioning',
    'settings',
    'SUBSCRIBE vnd-microsoft-provisioning-v2',
    '200 OK',
    'Fetches policies and the addresses of the other services.',
  ),
  signedGhost(
    'contacts',
    'settings',
    'SUBSCRIBE vnd-microsoft-roaming-contacts',
    '200 OK',
    'Fetches the contact list.',
  ),
  signedGhost(
    'self',
    'settings',
    'SUBSCRIBE vnd-microsoft-roaming-self',
    '200 OK',
    'Fetches the account’s own presence settings.',
  ),
  signedGhost(
    'location-profile',
    'settings',
    'SERVICE location profile',
    '200 OK',
    'Fetches the dialling rules.',
  ),
];

const SIGN_OUT = signedGhost(
  'sign-out',
  'settings',
  WITHDRAWAL_LABEL,
  '200 OK',
  'Signs out again, so that nothing is left on the server.',
);

/** The same for a run that has credentials; made once, so that a view sees that nothing changed. */
const WITH_CREDENTIALS: ReadonlyMap<GhostRung, GhostRung> = new Map(
  [REGISTER_WITH_CREDENTIALS, ...Object.values(BY_METHOD).flat(), REDIRECT, ...SETTINGS, SIGN_OUT].map(
    (one) => [one, { ...one, needsSignIn: false }],
  ),
);
