/** Where settings are written: the environment, the app's options and a file; in the order in which they win. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { messageOf } from '../errors.ts';

export type Origin = 'environment' | 'options' | 'file' | 'default';
type SettingSource = { origin: Origin; values: Record<string, unknown> };

/** What the environment says: the names in capitals; an empty value counts as unset. CONFIG_FILE is read by itself. */
const fromEnvironment = (environment: NodeJS.ProcessEnv, names: readonly string[]): SettingSource => {
  const known = names.filter((name) => (environment[name.toUpperCase()] ?? '') !== '');
  return { origin: 'environment', values: Object.fromEntries(known.map((name) => [name, environment[name.toUpperCase()]])) };
};

const LANGUAGES = { JSON: (content: string) => JSON.parse(content) as unknown, YAML: (content: string) => parseYaml(content) as unknown };
type Language = keyof typeof LANGUAGES;

/** Without the message of the parser, which quotes the file, and with it a token that may stand there. */
function parse(content: string, language: Language): { ok: true; value: unknown } | { ok: false; fault: string } {
  try {
    return { ok: true, value: LANGUAGES[language](content) };
  } catch (error) {
    const line = /\bline (\d+)/.exec(messageOf(error))?.[1];
    return { ok: false, fault: `it is not ${language}${line === undefined ? '' : `; see line ${line}`}` };
  }
}

/** The values of a file, or in a sentence why there are none. */
function readValues(path: string, language: Language): Record<string, unknown> | string {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    return `${path} cannot be read: ${messageOf(error)}`;
  }
  const parsed = parse(content, language);
  if (!parsed.ok) return `${path} cannot be read: ${parsed.fault}`;
  const { value } = parsed;
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return `${path} holds no settings; "name: value" lines are wanted`;
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== null && each !== ''));
}

/** The form of the app's options writes an empty list where nothing was chosen. */
const withoutEmptyLists = (values: Record<string, unknown> | string): Record<string, unknown> | string =>
  typeof values === 'string'
    ? values
    : Object.fromEntries(Object.entries(values).filter(([, value]) => !(Array.isArray(value) && value.length === 0)));

/** All that can be read, and a sentence for each file that cannot. */
export function readSettingSources(
  environment: NodeJS.ProcessEnv,
  names: readonly string[],
): { sources: SettingSource[]; faults: string[] } {
  const options = join(environment['DATA_DIR'] ?? './data', 'options.json');
  const named = environment['CONFIG_FILE'];
  const file = named ?? 'wattribute.yaml';
  const sources = [fromEnvironment(environment, names)];
  const faults: string[] = [];
  const add = (origin: Origin, values: Record<string, unknown> | string) => {
    if (typeof values === 'string') faults.push(values);
    else sources.push({ origin, values });
  };
  if (existsSync(options)) add('options', withoutEmptyLists(readValues(options, 'JSON')));
  if (named !== undefined || existsSync(file)) add('file', readValues(file, 'YAML'));
  return { sources, faults };
}
