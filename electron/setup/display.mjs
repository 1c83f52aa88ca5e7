/** @returns {boolean} whether a window has a screen to appear on */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
}

/** @returns {boolean} whether a test with windows needs a screen in memory (Xvfb) */
export function needsVirtualScreen() {
  return process.platform === 'linux' && !hasDisplay();
}

/**
 * A command that runs a program under a screen in memory, where there is no other.
 * @param {string} command
 * @param {readonly string[]} args
 * @returns {{ command: string, args: string[] }}
 */
export function onSomeScreen(command, args) {
  if (!needsVirtualScreen()) return { command, args: [...args] };
  return { command: 'xvfb-run', args: ['-a', '--server-args=-screen 0 1600x1000x24', command, ...args] };
}
