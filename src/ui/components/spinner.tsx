/** A sign of life in one cell. Stands still while the terminal has not taken the last frame: on a slow line it would be all that comes. */
import { Text, useStdout } from 'ink';
import { type ReactNode, useEffect, useState } from 'react';
import { isBehind } from '../terminal-stream.ts';

const STEP_MS = 83;
const DOTS = [...'⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏'];
const LINE = [...'-\\|/'];

export function Spinner({ ascii }: { ascii: boolean }): ReactNode {
  const [step, setStep] = useState(0);
  const { stdout } = useStdout();
  useEffect(() => {
    const timer = setInterval(() => {
      if (!isBehind(stdout as NodeJS.WriteStream)) setStep((n) => n + 1);
    }, STEP_MS);
    return () => clearInterval(timer);
  }, [stdout]);
  const signs = ascii ? LINE : DOTS;
  return <Text>{signs[step % signs.length]}</Text>;
}
