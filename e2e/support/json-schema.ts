import { readFileSync } from 'node:fs';

const published: unknown = JSON.parse(
  readFileSync(new URL('../../docs/run.schema.json', import.meta.url), 'utf8'),
);

/** Where a value breaks the published schema of the `--json` document. */
export function schemaViolations(value: unknown): readonly string[] {
  return violations(published, value, '$');
}

/** A JSON Schema checker for the keywords that docs/run.schema.json uses; any other keyword is an error of the test. */
function violations(schema: unknown, value: unknown, at: string): string[] {
  const rules = schema as Record<string, unknown>; // written by our own script
  return Object.entries(rules).flatMap(([keyword, rule]): string[] => {
    const complain = (isFine: boolean): string[] => (isFine ? [] : [`${at}: ${keyword}`]);
    switch (keyword) {
      case '$schema':
      case 'title':
      case 'description':
        return [];
      case 'type':
        return complain(
          [rule]
            .flat()
            .some((one) => one === typeOf(value) || (one === 'number' && typeof value === 'number')),
        );
      case 'const':
        return complain(value === rule);
      case 'enum':
        return complain((rule as unknown[]).includes(value));
      case 'anyOf':
        return complain((rule as unknown[]).some((one) => violations(one, value, at).length === 0));
      case 'minimum':
        return complain(typeof value !== 'number' || value >= (rule as number));
      case 'maximum':
        return complain(typeof value !== 'number' || value <= (rule as number));
      case 'maxLength':
        return complain(typeof value !== 'string' || value.length <= (rule as number));
      case 'minItems':
        return complain(!Array.isArray(value) || value.length >= (rule as number));
      case 'maxItems':
        return complain(!Array.isArray(value) || value.length <= (rule as number));
      case 'items':
        return Array.isArray(value)
          ? value.flatMap((item, index) => violations(rule, item, `${at}[${index}]`))
          : [];
      case 'required':
        return isObject(value)
          ? complain((rule as string[]).every((name) => Object.hasOwn(value, name)))
          : [];
      case 'additionalProperties':
        if (rule !== false) throw new Error(`${at}: additionalProperties is not false`);
        return isObject(value)
          ? complain(Object.keys(value).every((name) => Object.hasOwn(rules['properties'] as object, name)))
          : [];
      case 'properties':
        return isObject(value)
          ? Object.entries(rule as object).flatMap(([name, one]) =>
              Object.hasOwn(value, name) ? violations(one, value[name], `${at}.${name}`) : [],
            )
          : [];
      default:
        throw new Error(`docs/run.schema.json uses ${keyword}, which this test does not know`);
    }
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
