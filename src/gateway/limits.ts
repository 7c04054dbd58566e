/** Bytes of a request that is held in memory, when the model names no smaller payload. */
export const MEMORY_BODY_BYTES_MAX = 10 * 1024 * 1024;

/** Bytes of a form. It is taken apart to find the operation, before anybody knows who sent it. */
export const FORM_BODY_BYTES_MAX = 1024 * 1024;

/** Bytes of a request's line and headers. A temporary credential's token alone may take 4 KiB. */
export const HEAD_BYTES_MAX = 32 * 1024;

/** A client may take this long to send a request's line and headers, and so hold a connection before it is known. */
export const HEAD_TIMEOUT_MS = 60_000;

/** A client that neither sends nor takes a byte for this long is disconnected. */
export const BODY_IDLE_MS = 120_000;

/** Longer than the pools of the SDKs keep a connection, so that it is never us who close under their next request. */
export const KEEP_ALIVE_MS = 75_000;

/** AWS's tolerance between the clocks of client and server, in both directions. */
export const CLOCK_SKEW_MS = 15 * 60 * 1000;

/** The longest life of a presigned URL. */
export const PRESIGNED_SECONDS_MAX = 7 * 24 * 60 * 60;

/** What we still take of a body that an early answer made useless, so that the client gets to read the answer. */
export const DISCARDED_BYTES_MAX = 64 * 1024 * 1024;
