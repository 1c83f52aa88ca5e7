/** Markup that is well-formed XML as well as HTML; made by `markup` alone, so that nothing in it is left unescaped. */
export interface Markup {
  readonly markup: string;
}

/** null: nothing. A list stands one behind the other. */
export type Content = Markup | string | number | null | readonly Content[];

/**
 * Takes a template whose fixed parts are markup; what is put into it is text, in an element as in a quoted attribute, unless
 * it was made by this function too. What XML 1.0 does not allow becomes U+FFFD.
 */
export function markup(fixed: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  let text = fixed[0] ?? '';
  contents.forEach((content, index) => {
    text += textOf(content) + (fixed[index + 1] ?? '');
  });
  return { markup: text };
}

/** Markup made elsewhere with the same care. */
export function readyMarkup(ready: string): Markup {
  return { markup: ready };
}

/** A text for an element or a quoted attribute of XML or HTML. */
export function escaped(text: string): string {
  return text.replace(NOT_IN_XML, '\ufffd').replace(SPECIAL, (character) => ENTITIES[character] ?? '\ufffd');
}

/** Extensible Markup Language (XML) 1.0, 2.2: everything but the production Char. */
const NOT_IN_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const SPECIAL = /[&<>"'\r]/g;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  // As it is, a reader would take it for a line feed.
  '\r': '&#13;',
};

function textOf(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'string') return escaped(content);
  if (typeof content === 'number') return String(content);
  return 'markup' in content ? content.markup : content.map(textOf).join('');
}
