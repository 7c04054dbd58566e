/** How a shell sets and forgets variables. */
export interface Shell {
  readonly set: (name: string, value: string) => string;
  readonly unset: (names: readonly string[]) => string;
}

/** Every shell that `sagebrush env` writes for; `sh` suits bash, zsh and dash too. */
export const SHELLS = {
  sh: {
    set: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
    unset: (names) => `unset ${names.join(' ')}`,
  },
  fish: {
    set: (name, value) => `set -gx ${name} '${value.replaceAll(/['\\]/g, '\\$&')}';`,
    unset: (names) => `set -e ${names.join(' ')};`,
  },
} as const satisfies Record<string, Shell>;

export type ShellName = keyof typeof SHELLS;
