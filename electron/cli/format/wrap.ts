import { terminalLine } from '../../../shared/lib/terminal-text.ts';

/** Text may come from a server's answer: breaking it must not take long, nor fill the screen for ever. */
const LONGEST_TEXT = 8_000;

/**
 * Breaks text into lines of at most width characters, the first behind `first`, the others indented by as much.
 * A single word that is longer stands on a line of its own. The text's own line ends are kept; every line is fit for a terminal.
 */
export function wrapped(first: string, text: string, width: number): readonly string[] {
  const room = width - first.length;
  const lines: string[] = [];
  for (const paragraph of shortened(text).split('\n')) {
    let line = '';
    for (const word of wordsOf(paragraph)) {
      if (line === '') line = word;
      else if (line.length + 1 + word.length <= room) line += ` ${word}`;
      else {
        lines.push(line);
        line = word;
      }
    }
    lines.push(line);
  }
  const indent = ' '.repeat(first.length);
  return lines.map((line, index) => `${index === 0 ? first : indent}${terminalLine(line)}`.trimEnd());
}

/** The words between spaces. What a bidirectional isolate holds together stays together, or the isolate would be left open. */
function wordsOf(paragraph: string): readonly string[] {
  const words: string[] = [];
  let depth = 0;
  for (const word of paragraph.split(' ')) {
    if (depth > 0) words.push(`${words.pop() ?? ''} ${word}`);
    else if (word !== '') words.push(word);
    const opened = word.split(/[\u2066-\u2068]/u).length - 1;
    const closed = word.split('\u2069').length - 1;
    depth = Math.max(0, depth + opened - closed);
  }
  return words;
}

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}
