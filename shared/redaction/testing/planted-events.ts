import { catalogue, type EventKind, type LoggedEvent } from '../../events/catalogue.ts';
import { appendEvent } from '../../events/testing/append-event.ts';
import { examplePlan } from '../../run/testing/example-plan.ts';

interface Definition {
  readonly type: string;
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly innerType?: Schema;
  readonly options?: readonly Schema[];
  readonly items?: readonly Schema[];
}
interface Schema {
  readonly def: unknown;
}

/** One event of every kind, or for each variant of it, with the same text in every string that the catalogue does not enumerate. */
export function plantedEvents(planted: string, address = 'alice@contoso.test'): readonly LoggedEvent[] {
  const log: LoggedEvent[] = [];
  const time = { t: 0, startedAtMs: 0 };
  appendEvent(log, time, 'run.started', {
    runId: 'r',
    source: 'log',
    tool: { name: 'rungs', version: '1' },
    plan: examplePlan({ address }),
  });
  for (const [kind, schema] of Object.entries(catalogue)) {
    for (const data of variants(schema, planted)) {
      // Made after the schema of this kind.
      appendEvent(log, time, kind as EventKind, data as never, { probe: planted.slice(0, 200) });
    }
  }
  return log;
}

function variants(schema: Schema, planted: string): readonly unknown[] {
  // Only the members named above are looked at, and each may be absent.
  const def = schema.def as Definition;
  switch (def.type) {
    case 'string':
      return [planted];
    case 'enum':
      return Object.values(def.entries ?? {}).slice(0, 1);
    case 'literal':
      return def.values ?? [];
    case 'array':
      return [def.element === undefined ? [] : variants(def.element, planted)];
    case 'tuple':
      return [(def.items ?? []).map((item) => variants(item, planted)[0])];
    case 'union':
      return (def.options ?? []).flatMap((option) => variants(option, planted));
    case 'optional':
    case 'nullable':
      return def.innerType === undefined ? [] : variants(def.innerType, planted);
    case 'object':
      return objects(def.shape ?? {}, planted);
    case 'boolean':
      return [true];
    default:
      return [1];
  }
}

/** As many objects as its richest field has variants. */
function objects(shape: Readonly<Record<string, Schema>>, planted: string): readonly unknown[] {
  const fields = Object.entries(shape).map(([name, schema]) => [name, variants(schema, planted)] as const);
  const most = Math.max(1, ...fields.map(([, values]) => values.length));
  return Array.from({ length: most }, (_, index) =>
    Object.fromEntries(fields.map(([name, values]) => [name, values[Math.min(index, values.length - 1)]])),
  );
}
