/** Calls back once when nothing happened for a given time. Owns one timer and no clock but the monotonic one. */

interface IdleWatch {
  touch(): void;
  stop(): Promise<void>;
}

export function idleWatch(idleMs: number, onIdle: () => void): IdleWatch {
  let last = performance.now();
  let timer: NodeJS.Timeout | undefined;
  const arm = (ms: number) => {
    timer = setTimeout(() => {
      const left = last + idleMs - performance.now();
      if (left <= 0) onIdle();
      else arm(left);
    }, ms);
  };
  arm(idleMs);
  return {
    touch: () => {
      last = performance.now();
    },
    stop: async () => clearTimeout(timer),
  };
}
