/** Variables that a library reads for itself, such as KRB5_CONFIG. */
export type Environment = Readonly<Record<string, string>>;

export interface EnvironmentGate {
  /** Does the work while these variables are set in the process. Waits while work under others is under way. */
  run<T>(environment: Environment, work: () => Promise<T>): Promise<T>;
  /** The same for work that does not wait; it may happen amid other work. */
  runSync<T>(environment: Environment, work: () => T): T;
}

interface Waiting {
  readonly key: string;
  readonly begin: () => void;
}

/**
 * libkrb5 finds its configuration by getenv(), each time anew, and Node's process.env is that environment. So calls under
 * different variables must not overlap; calls under the same may. In the order in which they came.
 */
export function createEnvironmentGate(variables: NodeJS.ProcessEnv): EnvironmentGate {
  const waiting: Waiting[] = [];
  let current: { readonly key: string; readonly restore: () => void } | null = null;
  let active = 0;

  const set = (environment: Environment): (() => void) => {
    const before = Object.keys(environment).map((name) => [name, variables[name]] as const);
    Object.assign(variables, environment);
    return () => {
      for (const [name, value] of before) {
        if (value === undefined) Reflect.deleteProperty(variables, name);
        else variables[name] = value;
      }
    };
  };
  const enter = async (environment: Environment): Promise<void> => {
    const key = JSON.stringify(Object.entries(environment).sort(([one], [other]) => (one < other ? -1 : 1)));
    if (current === null) current = { key, restore: set(environment) };
    else if (current.key !== key || waiting.length > 0) {
      await new Promise<void>((resolve) => {
        waiting.push({
          key,
          begin: () => {
            current ??= { key, restore: set(environment) };
            resolve();
          },
        });
      });
      return;
    }
    active += 1;
  };
  const leave = (): void => {
    active -= 1;
    if (active > 0) return;
    current?.restore();
    current = null;
    const [next] = waiting;
    if (next === undefined) return;
    while (waiting[0]?.key === next.key) {
      active += 1;
      waiting.shift()?.begin();
    }
  };

  return {
    async run(environment, work) {
      await enter(environment);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    runSync(environment, work) {
      const restore = set(environment);
      try {
        return work();
      } finally {
        restore();
      }
    },
  };
}

/** Of this process: there is only one environment. */
export const processEnvironment = createEnvironmentGate(process.env);
