/** Said at the start of a server in open mode, and wherever else somebody looks at how it runs. */
export const OPEN_MODE_NOTICE = [
  'OPEN MODE: this server takes every request for one of the administrator.',
  'Signatures are not checked and no policy is asked: any program on this machine may do everything.',
  'For a laptop of one user only. Start it without --open to check signatures and policies again.',
];
