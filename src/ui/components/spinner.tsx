/** A sign of life in one cell. Stands still while the terminal has not taken the last frame: on a slow line it would be all that comes. */
import { Text, useStdout } from 'ink';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { isBehind } from '../terminal-stream.ts';

const STEP_MS = 60;
const DOTS = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const LINE = [...'-\\|/'];

export function Spinner({ ascii }: { ascii: boolean }): ReactNode {
  const [, draw] = useState(0);
  const step = useRef(-1);
  const { stdout } = useStdout();
  // Begun anew by every frame: where the screen is drawn anyway, this adds nothing, and where it stops, the next is not late.
  useEffect(() => {
    const timer = setInterval(() => {
      if (!isBehind(stdout as NodeJS.WriteStream)) draw((n) => n + 1);
    }, STEP_MS);
    return () => clearInterval(timer);
  });
  // One step with every frame, whoever asked for it.
  step.current += 1;
  const signs = ascii ? LINE : DOTS;
  return <Text>{signs[step.current % signs.length]}</Text>;
}
