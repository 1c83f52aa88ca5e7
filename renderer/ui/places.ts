/** Where the keyboard can be sent to from elsewhere on the run page; the value is the element's id. */
export type Place = 'call-flow' | 'details' | 'open-settings' | 'compare-with' | 'replay';

/** Moves the focus to a part of the run page, and that part into sight. */
export function goTo(place: Place): void {
  document.getElementById(place)?.focus();
}
