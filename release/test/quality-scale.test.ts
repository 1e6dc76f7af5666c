/** The quality scale that the integration claims: every rule is named, and what a look at the files can tell of it holds. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = resolve(import.meta.dirname, '../..');
const folder = 'custom_components/wattribute';
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const ofIntegration = (name: string) => read(`${folder}/${name}`);

/** home-assistant/developers.home-assistant, docs/core/integration-quality-scale, by tier. */
const RULES = {
  bronze: `action-setup appropriate-polling brands common-modules config-flow config-flow-test-coverage dependency-transparency docs-actions
    docs-high-level-description docs-installation-instructions docs-removal-instructions entity-event-setup entity-unique-id has-entity-name
    runtime-data test-before-configure test-before-setup unique-config-entry`,
  silver: `action-exceptions config-entry-unloading docs-configuration-parameters docs-installation-parameters entity-unavailable
    integration-owner log-when-unavailable parallel-updates reauthentication-flow test-coverage`,
  gold: `devices diagnostics discovery discovery-update-info docs-data-update docs-examples docs-known-limitations docs-supported-devices
    docs-supported-functions docs-troubleshooting docs-use-cases dynamic-devices entity-category entity-device-class
    entity-disabled-by-default entity-translations exception-translations icon-translations reconfiguration-flow repair-issues stale-devices`,
  platinum: 'async-dependency inject-websession strict-typing',
};
const Scale = v.strictObject({
  rules: v.record(
    v.string(),
    v.union([v.literal('done'), v.strictObject({ status: v.picklist(['done', 'exempt']), comment: v.pipe(v.string(), v.nonEmpty()) })]),
  ),
});
const { rules } = v.parse(Scale, parse(ofIntegration('quality_scale.yaml')));

const sources = readdirSync(join(root, folder)).filter((name) => name.endsWith('.py'));
const code = sources.map(ofIntegration).join('\n');
const platforms = [...(/PLATFORMS = \((.*)\)/.exec(code)?.[1] ?? '').matchAll(/Platform\.(\w+)/g)].map(([, name = '']) =>
  name.toLowerCase(),
);

/** Where a rule shows; each holds. */
const SHOWS: Record<string, () => boolean> = {
  'action-setup': () => /async def async_setup\([^]*?register_actions/.test(code),
  brands: () => existsSync(join(root, folder, 'brand/icon.png')),
  'dependency-transparency': () => !('requirements' in (JSON.parse(ofIntegration('manifest.json')) as object)),
  'docs-actions': () => read('README.md').includes('`wattribute.explain`'),
  'docs-installation-instructions': () => read('README.md').includes('\n## Install\n'),
  'docs-known-limitations': () => read('README.md').includes('\n### What it cannot tell\n'),
  'docs-removal-instructions': () => read('README.md').includes('\n### Take it away\n'),
  'docs-troubleshooting': () => /\n## When something is wrong\n+\*\*Nothing is attributed/.test(read('README.md')),
  'has-entity-name': () => ofIntegration('entity.py').includes('_attr_has_entity_name = True'),
  'parallel-updates': () => platforms.every((name) => /^PARALLEL_UPDATES = /m.test(ofIntegration(`${name}.py`))),
  'reauthentication-flow': () => code.includes('async def async_step_reauth_confirm'),
  'reconfiguration-flow': () => code.includes('async def async_step_reconfigure'),
  // Each error that a person sees is raised with the key of its text.
  'exception-translations': () =>
    [
      ...code.matchAll(
        /raise (?:HomeAssistantError|ServiceValidationError|ConfigEntry\w+|failure)\(([^]*?)\) from|raise ServiceValidationError\((.*)\)/g,
      ),
    ].every(([raised]) => raised.includes('translation_key')),
  'inject-websession': () => code.includes('async_get_clientsession(hass)') && !/ClientSession\(\)/.test(code),
  'strict-typing': () =>
    /\[tool\.mypy\][^]*?strict = true/.test(read('pyproject.toml')) && read('test/run-integration.ts').includes("'mypy'"),
  'test-coverage': () => read('test/run-integration.ts').includes('--cov-fail-under=95'),
};

describe('the quality scale', () => {
  it('says of every rule whether it is kept', () => {
    expect(Object.keys(rules).toSorted()).toEqual(
      Object.values(RULES)
        .flatMap((names) => names.split(/\s+/))
        .toSorted(),
    );
  });

  it.each(Object.entries(SHOWS))('shows that %s is kept', (_, holds) => expect(holds()).toBe(true));
});
