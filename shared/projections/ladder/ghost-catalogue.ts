import type { SettingsRequestKind } from '../../events/settings-events.ts';
import type { AuthMethod } from '../../run/ids.ts';
import { SETTINGS_NAMES, SETTINGS_TERMS } from '../describe/settings.ts';
import { WITHDRAWAL_LABEL, type GhostRung } from '../ladder-model.ts';

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

export const LOOK_UP = ghost({
  id: 'ghost-look-up',
  step: 'discovery',
  protocol: 'dns',
  fromKind: 'pc',
  toKind: 'dns',
  label: 'Look up the names of the sign-in domain',
  answerLabel: 'addresses',
  description: 'DNS is asked for the names under which an organisation announces its servers.',
});

export const AUTODISCOVER = ghost({
  id: 'ghost-autodiscover',
  step: 'discovery',
  protocol: 'http',
  fromKind: 'pc',
  toKind: 'web',
  label: 'GET autodiscover document',
  answerLabel: '200 OK',
  description: 'The autodiscover service names the server that this address signs in to.',
});

export const TCP = ghost({
  id: 'ghost-tcp',
  step: 'connectivity',
  protocol: 'tcp',
  fromKind: 'pc',
  toKind: 'sip',
  label: 'TCP connect',
  answerLabel: 'connected',
  description: 'A connection to the server is opened.',
});

export const TLS = ghost({
  id: 'ghost-tls',
  step: 'connectivity',
  protocol: 'tls',
  fromKind: 'pc',
  toKind: 'sip',
  label: 'TLS handshake',
  answerLabel: 'trusted certificate',
  description: 'The connection is encrypted, and the server shows its certificate.',
});

export const ANONYMOUS_REGISTER = ghost({
  id: 'ghost-register',
  step: 'authentication',
  protocol: 'sip',
  fromKind: 'pc',
  toKind: 'sip',
  label: 'REGISTER',
  answerLabel: '401 Unauthorized',
  description: 'The server is asked to sign the address in, and answers with the ways to prove who you are.',
});

export const REGISTER_WITH_CREDENTIALS = signedGhost(
  'register-credentials',
  'authentication',
  'REGISTER with credentials',
  '200 OK',
  'The proof of who you are. Counting the first, Kerberos takes two REGISTERs, NTLM three and TLS-DSK four.',
);

/** The round trips of each method after the first 401. Source: [MS-SIP] 4.1, 4.2; [MS-SIPAE] 4.1. */
export const BY_METHOD: Readonly<Record<AuthMethod, readonly GhostRung[]>> = {
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
export const REDIRECT: GhostRung = {
  ...signedGhost(
    'redirect',
    'redirection',
    'Signs in again at the home server',
    '200 OK',
    'A server that is not the account’s home answers 301 with the home server’s name.',
  ),
  isConditional: true,
};

/** What begins anew at a server to which a 3xx leads. */
export const HOME_TCP: GhostRung = { ...TCP, id: 'ghost-home-tcp', step: 'redirection' };
export const HOME_TLS: GhostRung = { ...TLS, id: 'ghost-home-tls', step: 'redirection' };
export const HOME_REGISTER: GhostRung = {
  ...ANONYMOUS_REGISTER,
  id: 'ghost-home-register',
  step: 'redirection',
  description: 'Each server asks anew who you are.',
};

/** The same proof at the home server. */
export const HOME_BY_METHOD: Readonly<Record<AuthMethod, readonly GhostRung[]>> = {
  kerberos: BY_METHOD.kerberos.map(atHome),
  ntlm: BY_METHOD.ntlm.map(atHome),
  'tls-dsk': BY_METHOD['tls-dsk'].map(atHome),
};

function atHome(ghost: GhostRung): GhostRung {
  return { ...ghost, id: ghost.id.replace('ghost-', 'ghost-home-'), step: 'redirection' };
}

/** In the client's order. Source: [MS-SIPREGE] 2.2.2 (provisioning), [MS-SIP] 3.4 (contacts), [MS-PRES] 3.4, [MS-SIPRE] 3.8. */
export const SETTINGS: ReadonlyMap<SettingsRequestKind, GhostRung> = new Map([
  [
    'provisioning',
    settingsGhost('provisioning', 'Fetches policies and the addresses of the other services.'),
  ],
  ['contacts', settingsGhost('contacts', 'Fetches the contact list.')],
  ['self', settingsGhost('self', 'Fetches the account’s own presence settings.')],
  ['location-profile', settingsGhost('location-profile', 'Fetches the dialling rules.')],
  ['presence', settingsGhost('presence', 'Fetches who of the contacts is available.')],
]);

function settingsGhost(kind: SettingsRequestKind, description: string): GhostRung {
  const method = kind === 'location-profile' ? 'SERVICE' : 'SUBSCRIBE';
  const label = `${method} ${SETTINGS_NAMES[kind]} · ${SETTINGS_TERMS[kind]}`;
  return signedGhost(kind, 'settings', label, '200 OK', description);
}

export const SIGN_OUT = signedGhost(
  'sign-out',
  'settings',
  WITHDRAWAL_LABEL,
  '200 OK',
  'Signs out again, so that nothing is left on the server.',
);

/** The same for a run that has credentials; made once, so that a view sees that nothing changed. */
export const WITH_CREDENTIALS: ReadonlyMap<GhostRung, GhostRung> = new Map(
  [
    REGISTER_WITH_CREDENTIALS,
    ...Object.values(BY_METHOD).flat(),
    ...Object.values(HOME_BY_METHOD).flat(),
    REDIRECT,
    ...SETTINGS.values(),
    SIGN_OUT,
  ].map((one) => [one, { ...one, needsSignIn: false }]),
);
