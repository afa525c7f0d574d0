/**
 * Switches a terminal to single keys before the first frame. Ink does so only after it has drawn, and a key pressed in
 * between would be echoed into the screen and lost (or a Ctrl-C would kill instead of stopping safely).
 */
export function readKeysNow(stdin: NodeJS.ReadStream): void {
  // Ink switches it off again when it unmounts.
  if (stdin.isTTY) stdin.setRawMode(true);
}
