/** The flags of Node with which `npm start` runs the backend: what is measured is what people run. */
import { readFileSync } from 'node:fs';

export function nodeFlags(): string[] {
  const { scripts } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as { scripts: { start: string } };
  const flags = /node ((?:--\S+ )*)backend\/main\.ts/.exec(scripts.start)?.[1] ?? '';
  return flags.split(' ').filter(Boolean);
}
