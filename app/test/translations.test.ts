/** The words of the app's options, in the languages of the card. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';

type Words = { name: string; description?: string; fields?: Record<string, { name: string }> };
type Translation = { configuration: Record<string, Words>; network: Record<string, string> };

const app = join(import.meta.dirname, '..');
const languages = readdirSync(join(app, 'translations')).map((file) => file.replace('.yaml', ''));
const wordsOf = (language: string) => parse(readFileSync(join(app, 'translations', `${language}.yaml`), 'utf8')) as Translation;
const { schema, ports } = parse(readFileSync(join(app, 'config.yaml'), 'utf8')) as { schema: Record<string, unknown>; ports: object };

/** The fields of an option that has some, be it once or as a list. */
const fieldsOf = (option: unknown): string[] => {
  const [inner] = Array.isArray(option) ? (option as unknown[]) : [option];
  return typeof inner === 'object' && inner !== null ? Object.keys(inner) : [];
};

it('are there in each language of the card', () => {
  const ofCard = readdirSync(join(app, '../card/translations')).filter((file) => !file.includes('-'));
  expect(languages.toSorted()).toEqual(ofCard.map((file) => file.replace('.json', '')).toSorted());
});

it.each(languages)('name and describe every option, its fields and the port, and nothing else: %s', (language) => {
  const { configuration, network } = wordsOf(language);
  expect(Object.keys(configuration).toSorted()).toEqual(Object.keys(schema).toSorted());
  expect(Object.keys(network)).toEqual(Object.keys(ports));
  for (const [option, { name, description, fields = {} }] of Object.entries(configuration)) {
    expect([option, name, description]).toEqual([option, expect.stringMatching(/./), expect.stringMatching(/\.$/)]);
    expect([option, Object.keys(fields).toSorted()]).toEqual([option, fieldsOf(schema[option]).toSorted()]);
  }
});

it.each(languages.filter((language) => language !== 'en'))('are not left in English: %s', (language) => {
  const english = Object.values(wordsOf('en').configuration).map(({ description }) => description);
  const same = Object.values(wordsOf(language).configuration).filter(({ description }) => english.includes(description));
  expect(same).toEqual([]);
});
