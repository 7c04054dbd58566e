import { Option } from 'commander';
import { processEnvironment } from '../config/environment.ts';
import type { Flags, SettingSources } from '../config/read-settings.ts';
import { SETTINGS, type Setting, type SettingName } from '../config/settings.ts';

export const FILE_FLAG = '--config';

/** Options of a command as commander hands them over: texts by the setting's name, and the configuration file. */
export type CommonOptions = Flags & { readonly config?: string };

/** The flag of a setting. Its value is checked by src/config, where all sources of a setting are checked alike. */
export function settingOption(name: SettingName, valueName: string, description: string): Option {
  const setting: Setting<unknown> = SETTINGS[name];
  return new Option(`${setting.flag} <${valueName}>`, description);
}

export function settingSources(options: CommonOptions): SettingSources {
  const { config: file, ...given } = options;
  // A flag without a value is given as true.
  const texts = Object.entries(given).map(([name, value]) => [name, value === undefined ? undefined : String(value)]);
  const flags = Object.fromEntries(texts) as Flags;
  return { flags, environment: processEnvironment(), file };
}
