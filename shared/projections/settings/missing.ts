import type { LoggedEventOf } from '../../events/catalogue.ts';
import { provisioningOddities, type Oddity } from '../../protocol/settings/healthy-set.ts';
import type { MissingList, Remark, RequestRow, ServiceList } from '../settings-model.ts';
import { dialPlanOdditiesOf } from './dial-plan.ts';
import { oddityRemarks } from './oddity-words.ts';
import { oncePerEvent } from './once-per-event.ts';
import { provisioningOf } from './provisioning.ts';
import type { SettingsReading } from './read-settings.ts';

type Read = LoggedEventOf<'settings.provisioning.read'>;

const ODDITIES = {
  internal: oncePerEvent((event: Read) => provisioningOddities(provisioningOf(event), { isOutside: false })),
  external: oncePerEvent((event: Read) => provisioningOddities(provisioningOf(event), { isOutside: true })),
};

export function provisioningOdditiesOf({ provisioning, side }: SettingsReading): readonly Oddity[] {
  return provisioning === null ? [] : ODDITIES[side](provisioning);
}

/** What a healthy sign-in would have brought and this one has not, or has otherwise. */
export function missingList(
  reading: SettingsReading,
  requests: readonly RequestRow[],
  services: ServiceList | null,
): MissingList {
  const { locationProfile } = reading;
  const lines: readonly Remark[] = [
    ...requests
      .filter(({ state }) => state === 'failed')
      .map(({ title, sentence }) => ({ weight: 'broken' as const, sentence: `${title}: ${sentence}` })),
    ...unreached(services),
    ...oddityRemarks(provisioningOdditiesOf(reading)),
    ...(locationProfile === null ? [] : oddityRemarks(dialPlanOdditiesOf(locationProfile))),
  ];
  return {
    lines: lines.toSorted((a, b) => Number(a.weight === 'remark') - Number(b.weight === 'remark')),
    allClear: allClear(reading, requests),
  };
}

/** Addresses that came and cannot be used from here. */
function unreached(services: ServiceList | null): readonly Remark[] {
  return (services?.services ?? []).flatMap(({ label, addresses }) =>
    addresses
      .filter(({ reach }) => reach.state === 'failed')
      .map(({ url, reach }) => ({
        weight: 'broken' as const,
        sentence: `${label}, ${url}: ${reach.words}.`,
      })),
  );
}

/** Only what came can be called complete. */
function allClear({ isSettled }: SettingsReading, requests: readonly RequestRow[]): string {
  if (!isSettled) return 'Nothing is missing so far; the settings are still being loaded.';
  const leftOut = requests.filter(({ state }) => state !== 'received').map(({ title }) => title);
  return leftOut.length === 0
    ? 'Nothing is missing and nothing is odd.'
    : `Nothing is missing in what came. Not asked for: ${leftOut.join(', ')}.`;
}
