import { visible } from '../../lib/text.ts';
import type { DetailField, DetailSection, Tone } from '../details-model.ts';

/** A field whose value may come from outside. */
export function field(
  name: string,
  value: string,
  meaning: string | null = null,
  tone: Tone = 'neutral',
): DetailField {
  return { name, value: visible(value, 600), meaning, tone };
}

export function fields(
  title: string,
  list: readonly (DetailField | null)[],
): Extract<DetailSection, { kind: 'fields' }> {
  return { kind: 'fields', title, fields: list.filter((one) => one !== null) };
}
