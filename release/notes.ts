/** `node release/notes.ts TAG`: checks that all versions are the tag's, and prints what CHANGELOG.md tells of it, for the release's page. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const versionIn = (text: string): string => (JSON.parse(text) as { version: string }).version;

/** Every file that says a version; all must say the same. */
export function readVersions(): Record<string, string> {
  return {
    'package.json': versionIn(read('package.json')),
    'package-lock.json': versionIn(read('package-lock.json')),
    'app/config.yaml': (parse(read('app/config.yaml')) as { version: string }).version,
    'custom_components/wattribute/manifest.json': versionIn(read('custom_components/wattribute/manifest.json')),
  };
}

/** What stands below the heading of a version; undefined where there is nothing. */
export function notesOf(changelog: string, version: string): string | undefined {
  const [, ...sections] = changelog.split(/^## /m);
  const section = sections.find((each) => each.split(/\s/)[0] === version);
  const notes = section?.slice(section.indexOf('\n')).trim();
  return notes === '' ? undefined : notes;
}

/** What keeps this tag from being released, a sentence each. */
function faultsOf(tag: string): string[] {
  const others = Object.entries(readVersions()).filter(([, version]) => version !== tag);
  const faults = others.map(([file, version]) => `${file} says ${version}, the tag is ${tag}`);
  return notesOf(read('CHANGELOG.md'), tag) === undefined ? [...faults, `CHANGELOG.md has nothing below "## ${tag}"`] : faults;
}

if (import.meta.main) {
  const tag = process.argv[2] ?? '';
  const faults = faultsOf(tag);
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  if (faults.length > 0) process.exitCode = 1;
  else process.stdout.write(`${notesOf(read('CHANGELOG.md'), tag) ?? ''}\n`);
}
