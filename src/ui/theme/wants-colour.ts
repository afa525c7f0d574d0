/** `NO_COLOR` set to anything, or a terminal that says it is dumb, means none. */
export const wantsColour = (env: NodeJS.ProcessEnv): boolean =>
  (env.NO_COLOR === undefined || env.NO_COLOR === '') && env.TERM !== 'dumb' && env.FORCE_COLOR !== '0';
