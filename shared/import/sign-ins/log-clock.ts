import { firstHeader, type SipMessage } from '../../protocol/sip/message.ts';
import { parseSipDate } from '../../protocol/sip/sip-date.ts';

const HALF_HOUR_MS = 1_800_000;
/** Zones that are not half an hour apart from the next: Nepal, Eucla, the Chatham Islands with and without summer time. */
const ODD_ZONES_MS = [345, 525, 765, 825].map((minutes) => minutes * 60_000);
const WIDEST_ZONE_MS = 14 * 3_600_000;

/**
 * How far the clock of a log is ahead of UTC by its zone: logs have local time and do not say of where. Told by the Date of the
 * first answer that has one; what is left over then is a difference of the clocks. null: nothing tells.
 */
export function zoneOf(
  answers: readonly { readonly atMs: number | null; readonly message: SipMessage }[],
): number | null {
  for (const { atMs, message } of answers) {
    const date = parseSipDate(firstHeader(message, 'Date') ?? '');
    if (atMs === null || date === null) continue;
    const aheadMs = atMs - date;
    if (Math.abs(aheadMs) > WIDEST_ZONE_MS + HALF_HOUR_MS) return 0;
    const near = [Math.round(aheadMs / HALF_HOUR_MS) * HALF_HOUR_MS, ...ODD_ZONES_MS];
    return (
      near.reduce((best, zone) => (Math.abs(aheadMs - zone) < Math.abs(aheadMs - best) ? zone : best)) + 0
    );
  }
  return null;
}

/** "UTC+02:00". */
export function zoneName(zoneMs: number): string {
  const minutes = Math.round(Math.abs(zoneMs) / 60_000);
  const two = (figure: number): string => String(figure).padStart(2, '0');
  return `UTC${zoneMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
