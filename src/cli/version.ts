/** The version of this build, put in by the bundler; `0.0.0-dev` when the sources run unbundled (tests). */
declare const FLIP_HUB_VERSION: string | undefined;

export const VERSION: string = typeof FLIP_HUB_VERSION === 'undefined' ? '0.0.0-dev' : FLIP_HUB_VERSION;
