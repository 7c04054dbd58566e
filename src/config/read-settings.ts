import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.ts';
import { type Environment, type GivenSettings, SETTINGS, type Setting, type SettingName } from './settings.ts';

/** Flags as the command line gave them, by the setting's name. */
export type Flags = Readonly<Partial<Record<SettingName, string>>>;

export interface SettingSources {
  readonly flags: Flags;
  readonly environment: Environment;
  /** A JSON file with settings by their names. */
  readonly file?: string | undefined;
}

/** Reads every setting from the first source that has it: flag, variable, file. Throws ConfigError. */
export function readSettings(sources: SettingSources): GivenSettings {
  const fromFile = sources.file === undefined ? {} : readSettingsFile(sources.file);
  const given: Record<string, string | number | boolean> = {};
  for (const [name, setting] of Object.entries(SETTINGS) as [SettingName, Setting<string | number | boolean>][]) {
    const found = firstGiven([
      { origin: setting.flag ?? name, text: sources.flags[name] },
      { origin: setting.variable, text: sources.environment[setting.variable] || undefined },
      { origin: `"${name}" in ${sources.file}`, text: fromFile[name] },
    ]);
    if (found === undefined) continue;
    const value = setting.parse(found.text);
    if (value === undefined) {
      throw new ConfigError(`${found.origin} can't be ${quoted(setting, found.text)}. It accepts ${setting.accepts}.`);
    }
    given[name] = value;
  }
  return given;
}

function firstGiven(
  candidates: readonly { readonly origin: string; readonly text: string | undefined }[],
): { origin: string; text: string } | undefined {
  for (const { origin, text } of candidates) {
    if (text !== undefined) return { origin, text };
  }
  return undefined;
}

/** What has no flag is secret, and a refused secret must not end up in a log either. */
function quoted(setting: Setting<unknown>, text: string): string {
  return setting.flag === undefined ? 'what was given' : `'${text}'`;
}

function readSettingsFile(file: string): Readonly<Record<string, string>> {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError(`The configuration file ${file} can't be read as JSON: ${(error as Error).message}`, {
      cause: error,
    });
  }
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new ConfigError(`The configuration file ${file} must hold one JSON object.`);
  }
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(content)) {
    if (!(name in SETTINGS)) {
      const names = Object.keys(SETTINGS).join(', ');
      throw new ConfigError(`The configuration file ${file} sets "${name}", which is no setting. It accepts ${names}.`);
    }
    texts[name] = String(value);
  }
  return texts;
}
