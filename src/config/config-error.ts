/** Something the user set can't be used. The message names the flag, variable or file and what it accepts. */
export class ConfigError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ConfigError';
  }
}
