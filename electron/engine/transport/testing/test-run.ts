import type { LoggedEvent } from '../../../../shared/events/catalogue.ts';
import { DEFAULT_LIMITS, type Limits } from '../../../../shared/run/limits.ts';
import type { RunPlan } from '../../../../shared/run/plan.ts';
import { examplePlan } from '../../../../shared/run/testing/example-plan.ts';
import { systemClock } from '../../clock.ts';
import { createProbeContext, type ProbeContext } from '../../context.ts';
import type { Entropy } from '../../entropy.ts';
import type { EnginePorts } from '../../ports.ts';
import { createRecorder } from '../../recorder.ts';
import type { SystemSecurity } from '../../system-security.ts';

export interface TestRun {
  readonly ctx: ProbeContext;
  readonly events: readonly LoggedEvent[];
  cancel(): void;
}

/** A run's context over real sockets, with everything else of the test's choice. */
export function createTestRun(
  settings: {
    readonly plan?: Partial<Omit<RunPlan, 'limits'>>;
    readonly limits?: Partial<Limits>;
    readonly ports?: Partial<EnginePorts>;
  } = {},
): TestRun {
  const clock = settings.ports?.clock ?? systemClock;
  const recorder = createRecorder(clock, DEFAULT_LIMITS.logBytes);
  const controller = new AbortController();
  const plan = examplePlan({ ...settings.plan, limits: { ...DEFAULT_LIMITS, ...settings.limits } });
  const ports = testPorts({ clock, ...settings.ports });
  return {
    ctx: createProbeContext(plan, ports, recorder.record, controller.signal, 'discovery'),
    events: recorder.log.events,
    cancel: () => controller.abort(),
  };
}

/** Ports of a machine without any network: nobody to ask, nothing to trust, no proxy. */
export function testPorts(changes: Partial<EnginePorts> = {}): EnginePorts {
  return {
    clock: systemClock,
    entropy: seededEntropy(),
    systemResolvers: () => [],
    osLookup: () => Promise.resolve({ outcome: 'nxdomain', code: 'ENOTFOUND' }),
    trustStore: () => Promise.resolve({ source: 'none', path: null, certificates: [] }),
    proxyFor: () => Promise.resolve({ kind: 'direct' }),
    machineId: () => 'test-machine',
    systemSecurity: () => NO_SYSTEM_SECURITY,
    certificateStore: { find: () => Promise.resolve(null), keep: () => Promise.resolve() },
    platform: { os: 'test', runtime: 'test', hostName: 'TEST-PC' },
    ...changes,
  };
}

const ABSENT = { ok: false, reason: 'a test machine has no such library' } as const;

/** A machine on which nobody can be authenticated by the operating system. */
export const NO_SYSTEM_SECURITY: SystemSecurity = {
  available: { kerberos: ABSENT, ntlm: ABSENT, negotiate: ABSENT },
  library: 'none',
  open: () => Promise.resolve({ ok: false, failure: 'no-library', code: null, text: ABSENT.reason }),
  defaultRealm: () => null,
};

/** The same bytes in every run of a test (a linear congruential generator). */
export function seededEntropy(seed = 1): Entropy {
  let state = seed;
  const next = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 0x8000_0000;
    return (state >>> 16) & 0xff;
  };
  return { bytes: (length) => Uint8Array.from({ length }, next) };
}
