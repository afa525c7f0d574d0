/** What the command line needs of the screen. Load it lazily: it brings Ink and React with it. */
export { runDoctorScreen } from './doctor-host.tsx';
export { runFormScreen } from './form-host.tsx';
export { runForwardScreen } from './forward-host.tsx';
export { type HomeOptions, runHome } from './home-host.tsx';
export { createInkHost, type InkHost, type InkHostOptions } from './ink-host.tsx';
export type { HomeAction, HomeChoice, HomeEnvironment, HomeMark, HomeView } from './model/home-view.ts';
export type { OwnScreenOptions } from './own-screen.ts';
export { wantsColour } from './theme/wants-colour.ts';
