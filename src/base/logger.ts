/** The part of a pino logger that our code uses. Fields first, then a sentence. Never pass secrets or bodies. */
export interface Logger {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  child(bindings: object): Logger;
}

const quiet: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => quiet };

/** Says nothing; for tests and tools. */
export const silentLogger: Logger = quiet;
