/** Every key of the forward manager: its key bar and its help are made from this table. */
import type { Glyphs } from '../theme/theme.ts';

export interface ForwardKeyEntry {
  key: (glyphs: Glyphs) => string;
  /** The word in the key bar; none: only in the help. */
  bar?: string;
  help: string;
  /** Shown in the bar only when there is a use for it. */
  when?: 'port-taken' | 'signed-out';
}

const plain = (text: string) => (): string => text;

export const FORWARD_KEYS: readonly ForwardKeyEntry[] = [
  { key: plain('p'), bar: 'take the free port', help: 'open it on the free port that is offered', when: 'port-taken' },
  {
    key: plain('i'),
    bar: 'sign in',
    help: 'sign in to AWS again: all forwards that wait for it go on',
    when: 'signed-out',
  },
  { key: (g) => g.space, bar: 'on/off', help: 'start or stop the chosen forward' },
  { key: plain('r'), bar: 'restart', help: 'restart the chosen forward: new sessions, the same port' },
  { key: plain('R'), bar: 'all', help: 'restart all forwards' },
  { key: plain('o'), bar: 'open', help: 'open the page in a browser (Enter does the same)' },
  { key: plain('c'), bar: 'copy', help: 'copy the address to the clipboard of your terminal' },
  { key: plain('a'), bar: 'add', help: 'add a forward of your own: port:port or port:host:port' },
  { key: plain('l'), bar: 'log', help: 'the log of the chosen forward' },
  { key: plain('?'), bar: 'help', help: 'this help' },
  { key: plain('q'), bar: 'stop all', help: 'end every session, close every port, and leave (Ctrl-C does the same)' },
];
