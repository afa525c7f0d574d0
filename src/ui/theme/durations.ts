/** Durations and sizes as a person reads them. Milliseconds in, text out; nothing here reads a clock. */

const two = (n: number): string => String(n).padStart(2, '0');

/** `0.2s`, `48s`, `1:48`, `1:02:03`. */
export function shortDuration(ms: number): string {
  const safe = Math.max(0, ms);
  if (safe < 9950) return `${(safe / 1000).toFixed(1)}s`;
  const seconds = Math.round(safe / 1000);
  return seconds < 60 ? `${seconds}s` : clockDuration(safe);
}

/** Whole seconds of something still running: `8s`, `1:48`. A tenth that moves once a second would be noise. */
export function runningDuration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  return seconds < 60 ? `${seconds}s` : clockDuration(seconds * 1000);
}

/** `0:07`, `1:48`, `1:02:03`: always with a colon, for the header. */
export function clockDuration(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  return h > 0 ? `${h}:${two(m)}:${two(seconds % 60)}` : `${m}:${two(seconds % 60)}`;
}

/** Thousands with a comma, whatever the machine's locale: `12,000`. */
export const grouped = (n: number): string => String(Math.trunc(n)).replace(/\B(?=(\d{3})+$)/g, ',');

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** `0 B`, `64 kB`, `1.2 MB`: two digits that matter, in powers of a thousand. */
export function shortBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}
