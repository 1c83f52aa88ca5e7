import type { SecureContext } from 'node:tls';
import type { ProbeContext } from '../context.ts';
import { createLegacyContext, createOrdinaryContext, type TlsAttempt } from './tls-context.ts';
import { judgeChain, type ChainJudgement } from './trust-judgement.ts';
import { createTrustAnchors } from './trust-store.ts';
import { certificatesOfPem, isReadableByLibrary, pemOfDer, type X509 } from './x509-certificate.ts';

/** What one run trusts: the operating system's roots, those that the plan adds, and what it has seen so far. */
export interface Trust {
  /** Takes the chain as sent; remembers it for the chains of other servers. libraryError: the verifier's code, if any. */
  judge(sent: readonly X509[], host: string, libraryError: string | null): ChainJudgement;
  contextFor(attempt: TlsAttempt): SecureContext;
}

/** As many foreign certificates as are remembered; a run meets a dozen. */
const MAX_SEEN = 256;

/** Reads the trust store and the plan's certificates. Fails never: what cannot be read trusts nobody. */
export async function createTrust(ctx: ProbeContext): Promise<Trust> {
  const { clock } = ctx.ports;
  const store = await ctx.ports.trustStore();
  const roots = [...store.certificates, ...ctx.plan.extraCaPem].flatMap(certificatesOfPem);
  const anchors = createTrustAnchors(roots);
  const seen = new Map<string, X509>();
  const contexts = new Map<TlsAttempt, SecureContext>();

  function contextFor(attempt: TlsAttempt): SecureContext {
    const existing = contexts.get(attempt);
    if (existing !== undefined) return existing;
    const create = attempt === 'ordinary' ? createOrdinaryContext : createLegacyContext;
    const context = createWithRoots(create, anchors.encoded);
    contexts.set(attempt, context);
    return context;
  }

  // Some tens of milliseconds with OpenSSL 3: done while the first DNS answers are on their way, not when TLS waits for it.
  void clock.sleep(0, ctx.signal).then((elapsed) => {
    if (elapsed) contextFor('ordinary');
  });

  return {
    contextFor,
    judge(sent, host, libraryError) {
      const judgement = judgeChain({
        sent,
        seen: [...seen.values()],
        anchors,
        host,
        nowMs: clock.wall(),
        libraryError,
      });
      for (const certificate of sent) {
        if (seen.size < MAX_SEEN) seen.set(certificate.sha256, certificate);
      }
      const [leaf] = sent;
      const isConfirmed =
        !judgement.trusted && leaf !== undefined && ctx.plan.confirmedCertificates.includes(leaf.sha256);
      return isConfirmed ? { ...judgement, trusted: true, confirmed: true } : judgement;
    },
  };
}

/** One root that the TLS library cannot read must not cost the others, so that those are then left out. */
function createWithRoots(
  create: (roots: readonly string[]) => SecureContext,
  roots: readonly Uint8Array[],
): SecureContext {
  try {
    return create(roots.map(pemOfDer));
  } catch {
    return create(roots.filter(isReadableByLibrary).map(pemOfDer));
  }
}
