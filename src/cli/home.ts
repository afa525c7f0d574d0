/** The home screen: shows where every environment stands, and starts what is chosen. */

import type { Io, Options } from '../commands/context.ts';
import { whoAmI } from '../commands/who.ts';
import { findWorkspace } from '../commands/workspace.ts';
import { HubError } from '../engine/errors/hub-error.ts';
import { EXIT } from '../engine/exit-codes.ts';
import { paintHome } from '../ui/first-paint.ts';
import type { HomeChoice, HomeView } from '../ui/model/home-view.ts';
import { wantsColour } from '../ui/theme/wants-colour.ts';
import { homeView } from './home-view.ts';
import { VERSION } from './version.ts';

/** An action's id is what one would type; `run` is the dispatcher itself. */
export async function home(options: Options, io: Io, run: (argv: string[]) => Promise<number>): Promise<number> {
  const workspace = workspaceHere(options, io);
  const choice = await choose(homeView({ workspace, version: VERSION, who: whoAmI(), now: new Date() }), options, io);
  if (choice.action === 'quit') return EXIT.done;
  const env = 'env' in choice && choice.env !== undefined ? ['--env', choice.env] : [];
  const where = workspace === undefined ? [] : ['--workspace', workspace];
  const words = choice.action.split(' ');
  // A rehearsal makes its own workspace: the one at hand is none of its business.
  return run(
    words[0] === 'rehearse' ? [...words, ...passedOn(options)] : [...words, ...env, ...where, ...passedOn(options)],
  );
}

/** The answer stands there before Ink is loaded; Ink then takes the keys, among them those that came meanwhile. */
async function choose(view: HomeView, options: Options, io: Io): Promise<HomeChoice> {
  const look = {
    stdin: io.stdin,
    stdout: io.stdout,
    color: options['no-color'] !== true && wantsColour(io.env),
    ascii: options.ascii === true,
  };
  const paint = paintHome(view, look);
  try {
    const { runHome } = await import('../ui/index.ts');
    return await runHome(view, { ...look, paint });
  } finally {
    paint.undo();
  }
}

const passedOn = (options: Options): string[] => [
  ...(options.ascii === true ? ['--ascii'] : []),
  ...(options['no-color'] === true ? ['--no-color'] : []),
];

/** No workspace is no error here: the screen says so and offers a rehearsal. A named one that is missing is. */
function workspaceHere(options: Options, io: Io): string | undefined {
  try {
    return findWorkspace(options.workspace, io.cwd);
  } catch (error) {
    if (options.workspace === undefined && error instanceof HubError) return undefined;
    throw error;
  }
}
