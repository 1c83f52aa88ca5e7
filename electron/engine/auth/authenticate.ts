import { isMicrosoftCloudHost } from '../../../shared/lib/microsoft-cloud.ts';
import type { Network } from '../../../shared/run/ids.ts';
import type { ProbeContext } from '../context.ts';
import type { Redirect } from '../probes/redirection/redirections.ts';
import type { RegisterOutcome } from '../probes/registration/register-anonymously.ts';
import type { Decided } from '../probes/registration/register-in-order.ts';
import { describeRegistration } from '../probes/settings/describe-registration.ts';
import { loadSettings } from '../probes/settings/load-settings.ts';
import type { NameResolver } from '../transport/dns.ts';
import type { HttpClient } from '../transport/http.ts';
import type { Trust } from '../transport/tls.ts';
import type { Credentials } from './credentials.ts';
import type { KdcLocation } from './kerberos/locate-kdc.ts';
import { previewMethods } from './preview.ts';
import type { Registration } from './registration.ts';
import { signInAtRegistrar } from './sign-in-at-registrar.ts';
import { signOutAgain } from './sign-out-again.ts';

export interface AuthenticateResources {
  readonly names: NameResolver;
  readonly trust: Trust;
  readonly http: HttpClient;
  readonly credentials: Credentials;
  readonly kdc: Promise<KdcLocation | null>;
  readonly network: Network;
  /** Called once the registrar has us, before anything more is asked of it. */
  readonly onRegistered: () => void;
}

/**
 * Goes on with a registrar that has answered the first REGISTER: signs in and loads the settings, or without credentials learns what
 * can be learned. Returns where it sends us instead; null when it does not.
 */
export async function authenticate(
  ctx: ProbeContext,
  { endpoint, outcome }: Decided,
  resources: AuthenticateResources,
): Promise<Redirect | null> {
  if (outcome.kind === 'redirected') {
    const { answer, sequence } = outcome;
    return { from: endpoint, answer, isSigned: false, sequence };
  }
  if (outcome.kind !== 'challenged') return null;
  try {
    return await prove(ctx, outcome, resources);
  } finally {
    outcome.dialog.channel.close();
  }
}

async function prove(
  ctx: ProbeContext,
  { dialog, response }: Extract<RegisterOutcome, { readonly kind: 'challenged' }>,
  resources: AuthenticateResources,
): Promise<Redirect | null> {
  const { credentials } = resources;
  const { endpoint } = dialog.channel.connection;
  const isWanted = credentials.kind !== 'none' && ctx.plan.auth !== 'none';
  // A left-over of Microsoft's cloud in DNS is looked at, and gets no password.
  if (!isWanted || isMicrosoftCloudHost(endpoint.host)) {
    await previewMethods(ctx, dialog, response);
    return null;
  }
  const settings = ctx.at({ step: 'settings', flow: dialog.channel.connection.flow });
  const progress = { isLoading: false, isTakenBack: false };
  const whileRegistered = async (registration: Registration): Promise<void> => {
    const at = ctx.at({ flow: dialog.channel.connection.flow });
    const description = describeRegistration(at, registration.answer);
    resources.onRegistered();
    settings.record('step.started', { step: 'settings' });
    progress.isLoading = true;
    progress.isTakenBack = await loadSettings(settings, registration, description, resources);
  };
  const result = await signInAtRegistrar(ctx, dialog, response, {
    ...resources,
    principal: credentials,
    whileRegistered,
  });
  // What the registrar took back itself needs no second logon.
  if (result.kind === 'signed-in' && result.isLeftBehind && !progress.isTakenBack) {
    await signOutAgain(settings, endpoint, { ...resources, principal: credentials });
  }
  if (progress.isLoading) settings.record('step.finished', { step: 'settings' });
  if (result.kind !== 'redirected') return null;
  return { from: endpoint, answer: result.answer, isSigned: true, sequence: dialog.sequence };
}
