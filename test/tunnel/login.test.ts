/** A sign-in that ends while forwards are open: they wait, one question is asked, and connections live on. */
import { expect, it } from 'vitest';
import { dialled, echo, some } from './support/targets.ts';
import { TARGET } from './support/transfers.ts';
import { world } from './support/world.ts';

const LONG = { timeout: 60_000 };

it('pauses all forwards, asks once, and goes on with the same connections', LONG, async () => {
  const port = await echo();
  let asked = 0;
  let signIn: () => void = () => undefined;
  const { tunnels, service, calls } = await world({
    reach: () => ({ host: '127.0.0.1', port }),
    needLogin: () => {
      asked += 1;
      return new Promise<void>((resolve) => {
        signIn = resolve;
      });
    },
  });
  const forwards = await Promise.all(
    ['a', 'b', 'c'].map((id) => tunnels.openForward({ id, target: TARGET, localPort: 0 })),
  );
  await Promise.all(forwards.map((forward) => forward.ready()));
  const socket = await dialled(forwards[0]?.address.port ?? 0);
  const first = some(socket, 5);
  socket.write('hello');
  await first;
  calls.loggedOut = true;
  service.reset();
  await expect
    .poll(() => forwards.map(({ state }) => state.name))
    .toEqual(['waiting-for-login', 'waiting-for-login', 'waiting-for-login']);
  const later = some(socket, 5);
  socket.write('later');
  expect(asked).toBe(1);
  calls.loggedOut = false;
  signIn();
  expect(String(await later)).toBe('later');
  await expect.poll(() => forwards.map(({ state }) => state.name)).toEqual(['ready', 'ready', 'ready']);
  expect(calls.start).toBe(3);
  expect(asked).toBe(1);
});

it('that is declined fails the forwards with the reason, and a restart asks again', LONG, async () => {
  const port = await echo();
  let willing = false;
  const made = await world({
    reach: () => ({ host: '127.0.0.1', port }),
    needLogin: async () => {
      if (!willing) throw new Error('nobody signed in');
      made.calls.loggedOut = false;
    },
  });
  made.calls.loggedOut = true;
  const forward = await made.tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
  await expect(forward.ready()).rejects.toThrow('nobody signed in');
  willing = true;
  await forward.restart();
  await forward.ready();
  expect(forward.state).toEqual({ name: 'ready' });
});

it(
  'does not keep the one that is stopped meanwhile: it ends, and the others go on waiting for the same question',
  LONG,
  async () => {
    const port = await echo();
    let asked = 0;
    let signIn: () => void = () => undefined;
    const { tunnels, calls } = await world({
      reach: () => ({ host: '127.0.0.1', port }),
      needLogin: () => {
        asked += 1;
        return new Promise<void>((resolve) => {
          signIn = resolve;
        });
      },
    });
    calls.loggedOut = true;
    const [one, other] = await Promise.all(
      ['one', 'other'].map((id) => tunnels.openForward({ id, target: TARGET, localPort: 0 })),
    );
    await expect.poll(() => other?.state.name).toBe('waiting-for-login');
    expect(await one?.stop()).toEqual({ sessions: [], portClosed: true });
    expect(other?.state.name).toBe('waiting-for-login');
    calls.loggedOut = false;
    signIn();
    await other?.ready();
    expect(asked).toBe(1);
  },
);

it('does not hold up the end of everything, and says which sessions it could not end without it', LONG, async () => {
  const port = await echo();
  const { tunnels, service, calls } = await world({
    reach: () => ({ host: '127.0.0.1', port }),
    needLogin: () => new Promise<void>(() => undefined),
  });
  const forward = await tunnels.openForward({ id: 'f', target: TARGET, localPort: 0 });
  await forward.ready();
  calls.loggedOut = true;
  service.reset();
  await expect.poll(() => forward.state.name).toBe('waiting-for-login');
  const { sessions, portClosed } = await tunnels.stopAll();
  expect(portClosed).toBe(true);
  expect(sessions).toEqual([{ id: service.active[0], terminated: false, why: expect.stringContaining('credentials') }]);
});
