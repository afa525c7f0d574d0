/** The package is an alias whose own types are declared under its real name. */
declare module 'node-pty' {
  export * from '@lydell/node-pty';
}
