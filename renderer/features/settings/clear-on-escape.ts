import type { KeyboardEvent } from 'react';

/** Escape empties a field before it leaves the page. */
export function clearOnEscape(
  text: string,
  onChange: (text: string) => void,
): (event: KeyboardEvent) => void {
  return (event) => {
    if (event.key !== 'Escape' || text === '') return;
    event.preventDefault();
    onChange('');
  };
}
