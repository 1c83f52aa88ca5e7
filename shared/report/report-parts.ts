import type { DetailField } from '../projections/details-model.ts';
import { markup, type Content, type Markup } from './markup.ts';

/** A chapter of the report, with what the contents list calls it. */
export interface Chapter {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

export function chapter(id: string, title: string, content: Content): Chapter {
  return {
    id,
    title,
    content: markup`<section id="${id}" class="chapter"><h2>${title}</h2>\n${content}</section>\n`,
  };
}

/** Names with their values, one below the other. Values come ready: escaped text, or markup. */
export function facts(pairs: readonly (readonly [string, Content])[]): Markup | null {
  if (pairs.length === 0) return null;
  return markup`<dl class="facts">${pairs.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>\n`;
}

/** Fields of a projection, each with what it means. */
export function detailFacts(fields: readonly DetailField[]): Markup | null {
  return facts(fields.map(({ name, value, meaning }) => [name, [value, meaningOf(meaning)]]));
}

export function meaningOf(meaning: string | null): Markup | null {
  return meaning === null ? null : markup` <span class="quiet">${meaning}</span>`;
}

export interface TableOptions {
  /** For people who hear it, and where it scrolls by itself. */
  readonly label: string;
  readonly columns: readonly string[];
  readonly className?: string;
}

/** A table that scrolls by itself where the window is too narrow; in print its head stands on every page. */
export function table({ label, columns, className = '' }: TableOptions, rows: Content): Markup {
  const heads = columns.map((column) => markup`<th scope="col">${column}</th>`);
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table class="${className}"><thead><tr>${heads}</tr></thead>\n<tbody>${rows}</tbody></table></div>\n`;
}

export function list(items: readonly Content[], className = ''): Markup | null {
  if (items.length === 0) return null;
  return markup`<ul class="${className}">${items.map((item) => markup`<li>${item}</li>`)}</ul>\n`;
}

/** A paragraph beside the matter. */
export function remark(text: Content): Markup {
  return markup`<p class="quiet">${text}</p>\n`;
}
