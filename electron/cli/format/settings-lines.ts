import type { LoggedEvent } from '../../../shared/events/catalogue.ts';
import { counted } from '../../../shared/lib/listing.ts';
import { settingsModel } from '../../../shared/projections/settings.ts';
import { reachWords } from '../../../shared/projections/settings/settings-text.ts';
import type { Reach, ServiceList, SettingsModel } from '../../../shared/projections/settings-model.ts';
import type { Paint } from './style.ts';
import { wrapped } from './wrap.ts';

/** Beyond these a line counts the rest: the window and the log have them all. */
const MOST_SERVICES = 12;
const MOST_MISSING = 6;
const NAME_WIDTH = 9;

const SIGNS: Readonly<Record<Reach['state'], string>> = {
  reached: '✓',
  failed: '✗',
  pending: '–',
  'not-tried': '–',
};
const TINTS = { reached: 'green', failed: 'red', pending: 'dim', 'not-tried': 'dim' } as const;

/** What the sign-in brought, in a few lines; none where nothing was asked for. */
export function settingsLines(log: readonly LoggedEvent[], paint: Paint, width: number): readonly string[] {
  const model = settingsModel(log);
  if (model === null || !model.hasContent) return [];
  const line = (name: string, text: string | null): readonly string[] =>
    text === null ? [] : wrapped(`  ${name.padEnd(NAME_WIDTH)}  `, text, width);
  const { policies, services } = model;
  return [
    '',
    'Settings:',
    ...line('Home pool', factOf(model, 'Home pool')),
    ...line('Contacts', factOf(model, 'Contacts')),
    ...line('Dial plan', dialPlanWords(model)),
    ...line('Policies', policies === null ? null : counted(policies.policyCount, 'setting')),
    ...(services === null ? [] : serviceLines(services, paint, width)),
    ...missingLines(model).flatMap((text) => line('Missing', text)),
  ];
}

function factOf({ overview }: SettingsModel, name: string): string | null {
  return overview.find((fact) => fact.name === name)?.value ?? null;
}

function dialPlanWords({ dialPlan }: SettingsModel): string | null {
  return dialPlan === null ? null : `${dialPlan.name}, ${counted(dialPlan.rules.length, 'rule')}`;
}

/** The addresses that count where this sign-in took place. */
function serviceLines({ services, ownSide }: ServiceList, paint: Paint, width: number): readonly string[] {
  const own = services.flatMap(({ label, addresses }) =>
    addresses
      .filter(({ side }) => side === ownSide || side === null)
      .map(({ url, reach }) => ({ label, url, reach })),
  );
  const lines = own.slice(0, MOST_SERVICES).flatMap(({ label, url, reach }) => {
    const sign = SIGNS[reach.state];
    const [first = '', ...rest] = wrapped(`  ${sign} `, `${label}: ${reachWords(reach)}, ${url}`, width);
    return [first.replace(sign, paint(TINTS[reach.state], sign)), ...rest];
  });
  const more = own.length - MOST_SERVICES;
  return more <= 0 ? lines : [...lines, `  – and ${counted(more, 'more address', 'more addresses')}`];
}

/** What does not work; remarks are for those who look closer. */
function missingLines({ missing, isSettled }: SettingsModel): readonly string[] {
  const broken = missing.lines.filter(({ weight }) => weight === 'broken').map(({ sentence }) => sentence);
  if (broken.length === 0) return isSettled ? ['nothing'] : [];
  const more = broken.length - MOST_MISSING;
  return [...broken.slice(0, MOST_MISSING), ...(more <= 0 ? [] : [`and ${more} more`])];
}
