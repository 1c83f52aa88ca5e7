import type { StartRunRequest } from '../../shared/ipc/contract.ts';
import type { AuthChoice, CredentialsChoice } from '../../shared/run/plan.ts';

export type SectionId = 'sign-in' | 'more';
export type SignInWay = CredentialsChoice['kind'];
export type SignInMethod = Exclude<AuthChoice, 'none'>;

/** What is typed and chosen on the start page, kept while the app runs. The password is not part of it, and never is. */
export interface Draft extends Pick<StartRunRequest, 'profile' | 'network' | 'server' | 'keepCertificate'> {
  readonly address: string;
  /** Which folded sections are open. */
  readonly openSections: readonly SectionId[];
  readonly way: SignInWay;
  readonly method: SignInMethod;
  /** As typed; null: the sign-in address, for as long as nobody types anything else. */
  readonly user: string | null;
  /** SHA-256 fingerprints that the person confirmed for the next run, and for that one only. */
  readonly confirmedCertificates: readonly string[];
  /** The last run shall be made once more, for which the password must be typed again. */
  readonly isRepeat: boolean;
}

export const EMPTY_DRAFT: Draft = {
  address: '',
  profile: 'sfb',
  network: 'auto',
  server: '',
  openSections: [],
  way: 'none',
  method: 'auto',
  user: null,
  keepCertificate: false,
  confirmedCertificates: [],
  isRepeat: false,
};

/** A run as it was asked for, without the password: what the page may keep. */
export interface RunChoice extends Omit<
  StartRunRequest,
  'credentials' | 'isConfirmed' | 'confirmedCertificates'
> {
  readonly credentials: CredentialsChoice;
  readonly confirmedCertificates: readonly string[];
}

/** A practice run: its scenario says everything else. */
export function practiceChoice(scenario: string): RunChoice {
  return { ...choiceOf({ ...EMPTY_DRAFT }), scenario };
}

export function choiceOf(draft: Draft): RunChoice {
  const { address, profile, network, server, way, method, keepCertificate, confirmedCertificates } = draft;
  return {
    address,
    scenario: null,
    profile,
    network,
    server,
    auth: way === 'none' ? 'none' : method,
    credentials: way === 'password' ? { kind: way, user: userOf(draft) } : { kind: way },
    confirmedCertificates,
    keepCertificate: keepCertificate && way !== 'none',
  };
}

/** Who signs in with a password: a user principal name mostly is the sign-in address. */
export function userOf({ user, address }: Pick<Draft, 'user' | 'address'>): string {
  return (user ?? address).trim();
}

/** The form as it was before this run, with the section open in which the password is typed. */
export function draftOf(choice: RunChoice, before: Draft): Draft {
  const { address, profile, network, server, auth, credentials, keepCertificate, confirmedCertificates } =
    choice;
  return {
    address,
    profile,
    network,
    server,
    openSections: [...new Set<SectionId>([...before.openSections, 'sign-in'])],
    way: credentials.kind,
    method: auth === 'none' ? 'auto' : auth,
    user: credentials.kind === 'password' && credentials.user !== address ? credentials.user : null,
    keepCertificate,
    confirmedCertificates,
    isRepeat: true,
  };
}

/** What stays of the form when its run has begun: how to sign in, but neither who nor what was confirmed. */
export function afterStart(draft: Draft): Draft {
  return { ...draft, address: '', user: null, confirmedCertificates: [], isRepeat: false };
}
