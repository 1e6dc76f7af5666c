/** The rules of HACS and hassfest for an integration, as far as they are ours to keep. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { notesOf, readVersions } from '../notes.ts';

const root = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const readJson = (path: string) => JSON.parse(read(path)) as Record<string, unknown>;
const integration = 'custom_components/wattribute';
const text = v.pipe(v.string(), v.nonEmpty());
const url = v.pipe(v.string(), v.url(), v.startsWith('https://'));

const sizeOfPng = (path: string) => {
  const bytes = readFileSync(join(root, path));
  return [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
};

describe('HACS', () => {
  it('knows every key of hacs.json, and fetches the zip of a release', () => {
    const Hacs = v.strictObject({
      name: text,
      filename: v.literal('wattribute.zip'),
      zip_release: v.literal(true),
      hide_default_branch: v.literal(true),
      homeassistant: v.pipe(v.string(), v.regex(/^20\d\d\.\d+\.\d+$/)),
    });
    const { homeassistant } = v.parse(Hacs, readJson('hacs.json'));
    expect((parse(read('app/config.yaml')) as { homeassistant: string }).homeassistant).toBe(homeassistant);
  });

  it('finds one integration, with its pictures, a README and a license', () => {
    expect(readdirSync(join(root, 'custom_components'))).toEqual(['wattribute']);
    expect(sizeOfPng(`${integration}/brand/icon.png`)).toEqual([256, 256]);
    expect(sizeOfPng(`${integration}/brand/icon@2x.png`)).toEqual([512, 512]);
    expect(read('README.md')).toMatch(/^# Wattribute/);
    expect(read('LICENSE')).toContain('MIT License');
  });
});

describe('hassfest', () => {
  const Manifest = v.strictObject({
    domain: v.literal('wattribute'),
    name: text,
    after_dependencies: v.array(text),
    codeowners: v.pipe(v.array(v.pipe(text, v.startsWith('@'))), v.minLength(1)),
    config_flow: v.literal(true),
    dependencies: v.array(text),
    documentation: url,
    integration_type: v.picklist(['device', 'entity', 'hardware', 'helper', 'hub', 'service', 'system', 'virtual']),
    iot_class: v.picklist(['assumed_state', 'calculated', 'cloud_polling', 'cloud_push', 'local_polling', 'local_push']),
    issue_tracker: url,
    version: v.pipe(text, v.regex(/^\d+\.\d+\.\d+$/)),
  });
  const english = readJson(`${integration}/translations/en.json`);
  const at = (from: unknown, ...path: string[]): unknown =>
    path.reduce<unknown>(
      (inner, name) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[name] : undefined),
      from,
    );

  /** Every text with its path. */
  const textsOf = (value: unknown, path = ''): [string, string][] =>
    typeof value === 'string'
      ? [[path, value]]
      : Object.entries(value as object).flatMap(([name, inner]) => textsOf(inner, path === '' ? name : `${path}.${name}`));

  it('takes the manifest, with its keys in order', () => {
    const manifest = readJson(`${integration}/manifest.json`);
    v.parse(Manifest, manifest);
    const [domain, name, ...others] = Object.keys(manifest);
    expect([domain, name]).toEqual(['domain', 'name']);
    expect(others).toEqual(others.toSorted());
  });

  it('finds in the manifest every integration that is used', () => {
    const { dependencies, after_dependencies } = v.parse(Manifest, readJson(`${integration}/manifest.json`));
    const sources = readdirSync(join(root, integration)).filter((name) => name.endsWith('.py'));
    // What has a file of that name here is a platform: that integration asks for it by itself.
    const known = new Set([...dependencies, ...after_dependencies, ...sources.map((name) => name.replace('.py', ''))]);
    const used = sources.flatMap((name) =>
      [...read(`${integration}/${name}`).matchAll(/from homeassistant\.components(?:\.(\w+)[\w.]*)? import (\w+)/g)].map(
        ([, inside, imported = '']) => inside ?? imported,
      ),
    );
    expect(used).toContain('http');
    expect([...new Set(used)].filter((name) => !known.has(name))).toEqual([]);
  });

  it('knows every part of the texts', () => {
    const PARTS = ['config', 'entity', 'exceptions', 'issues', 'options', 'services', 'system_health'];
    expect(Object.keys(english).filter((part) => !PARTS.includes(part))).toEqual([]);
    const icons = readJson(`${integration}/icons.json`);
    for (const [platform, entities] of Object.entries((icons['entity'] ?? {}) as Record<string, object>))
      for (const key of Object.keys(entities)) expect(at(english, 'entity', platform, key, 'name'), key).toBeTypeOf('string');
  });

  it('finds a text for each step, reason and error of the flow', () => {
    const flow = read(`${integration}/config_flow.py`);
    const named = (pattern: RegExp) => [...flow.matchAll(pattern)].map(([, name = '']) => name);
    const shown = [...named(/step_id="(\w+)"/g), ...named(/self\._show\(\s*"(\w+)"/g)].filter((name) => name !== 'init');
    expect(shown.length).toBeGreaterThan(3);
    for (const step of shown) expect(at(english, 'config', 'step', step, 'title'), step).toBeTypeOf('string');
    for (const reason of named(/reason="(\w+)"/g)) expect(at(english, 'config', 'abort', reason), reason).toBeTypeOf('string');
    const errors = named(/^ {4}\w+: "(\w+)",$/gm);
    expect(errors).toContain('cannot_connect');
    // Each is a reason to end the discovery of an app, too.
    for (const error of [...errors, 'refused', 'invalid_address'])
      for (const place of ['error', 'abort']) expect(at(english, 'config', place, error), `${place} ${error}`).toBeTypeOf('string');
  });

  it('finds a text for each entity, issue, exception and action', () => {
    const sources = readdirSync(join(root, integration)).filter((name) => name.endsWith('.py'));
    const code = sources.map((name) => read(`${integration}/${name}`)).join('\n');
    const named = (pattern: RegExp) => [...code.matchAll(pattern)].map(([, name = '']) => name);
    const sensors = named(/Description\(\s*key="(\w+)"/g);
    expect(sensors).toEqual(expect.arrayContaining(['house_power', 'unexplained_power', 'attributed_energy']));
    for (const key of sensors) expect(at(english, 'entity', 'sensor', key, 'name'), key).toBeTypeOf('string');
    for (const key of named(/^[A-Z_]+ = "(\w+_(?:unreachable|old|silent))"$/gm))
      for (const part of ['title', 'description']) expect(at(english, 'issues', key, part), key).toBeTypeOf('string');
    for (const key of named(/translation_key="(\w+)"/g)) expect(at(english, 'exceptions', key, 'message'), key).toBeTypeOf('string');
    const icons = readJson(`${integration}/icons.json`);
    for (const [action, { fields }] of Object.entries(parse(read(`${integration}/services.yaml`)) as Record<string, { fields: object }>)) {
      expect(at(icons, 'services', action, 'service')).toMatch(/^mdi:/);
      for (const part of ['name', 'description']) expect(at(english, 'services', action, part)).toBeTypeOf('string');
      for (const field of Object.keys(fields)) expect(at(english, 'services', action, 'fields', field, 'name')).toBeTypeOf('string');
    }
  });

  it('takes the texts: keys in small letters, no HTML, the same placeholders in every language', () => {
    const texts = new Map(textsOf(english));
    for (const [path, each] of texts) {
      expect(path).toMatch(/^[a-z0-9_.-]+$/);
      expect(each).not.toMatch(/<[a-z]|https?:\/\/(?!192\.168)/);
      expect(each).toBe(each.trim());
    }
    const placeholders = (each: string) => [...each.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const file of readdirSync(join(root, integration, 'translations')))
      for (const [path, each] of textsOf(readJson(`${integration}/translations/${file}`)))
        expect(placeholders(each), `${file} ${path}`).toEqual(placeholders(texts.get(path) ?? ''));
  });
});

describe('a release', () => {
  it('has one version everywhere', () => {
    expect(new Set(Object.values(readVersions())).size).toBe(1);
  });

  it('takes its notes from the changelog', () => {
    const changelog = '# Changelog\n\n## Unreleased\n\n- next\n\n## 1.2.0 (2026-12-01)\n\n- new\n- more\n\n## 1.1.0\n\n- old\n';
    expect(notesOf(changelog, '1.2.0')).toBe('- new\n- more');
    expect(notesOf(changelog, '1.1.0')).toBe('- old');
    expect(notesOf(changelog, '1.0.0')).toBeUndefined();
  });

  it('names in its workflows only what there is', () => {
    for (const file of readdirSync(join(root, '.github/workflows'))) {
      const workflow = read(`.github/workflows/${file}`);
      const scripts = [...workflow.matchAll(/node (\S+\.ts)/g)].map(([, path = '']) => path.replace(/^\/app\//, ''));
      for (const path of scripts) expect(existsSync(join(root, path)), path).toBe(true);
      const { jobs } = parse(workflow) as { jobs: Record<string, { needs?: string; steps: { run?: string; uses?: string }[] }> };
      for (const { needs, steps } of Object.values(jobs)) {
        if (needs !== undefined) expect(Object.keys(jobs)).toContain(needs);
        for (const { run, uses } of steps) expect((run === undefined) !== (uses === undefined)).toBe(true);
      }
      const { scripts: known } = readJson('package.json') as { scripts: object };
      for (const [, name = ''] of workflow.matchAll(/npm run (?:-s )?([\w:]+)/g)) expect(Object.keys(known)).toContain(name);
    }
  });
});
