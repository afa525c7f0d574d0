/** A sign of life in one cell. Stands still while the terminal has not taken the last frame: on a slow line it would be all that comes. */
import { Text, useStdout } from 'ink';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isBehind } from '../terminal-stream.ts';

const STEP_MS = 66;
/** What a timer may come early. */
const SLACK_MS = 10;
const DOTS = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const LINE = [...'-\\|/'];

export function Spinner({ ascii }: { ascii: boolean }): ReactNode {
  const [, setStep] = useState(0);
  const began = useRef(performance.now());
  const drawn = useRef(0);
  const { stdout } = useStdout();
  useEffect(() => {
    const timer = setInterval(() => {
      // Where the screen is drawn anyway, the spinner has moved with it.
      if (performance.now() - drawn.current < STEP_MS - SLACK_MS) return;
      if (!isBehind(stdout as NodeJS.WriteStream)) setStep((n) => n + 1);
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [stdout]);
  drawn.current = performance.now();
  const signs = ascii ? LINE : DOTS;
  return <Text>{signs[Math.floor((drawn.current - began.current) / STEP_MS) % signs.length]}</Text>;
}
