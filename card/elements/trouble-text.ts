/** What keeps the backend from working, in the reader's language; what has no words there is said as it was told. */
import type { Health } from '../../backend/contract/status.ts';
import type { Trouble } from '../../backend/contract/trouble.ts';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';

type Values = Readonly<Record<string, string | readonly string[]>>;

const listOf = (ids: readonly string[], { formats }: Host): string =>
  formats
    .list(ids)
    .map(({ text }) => text)
    .join('');

const sayable = (values: Values, host: Host): [string, string][] =>
  Object.entries(values).map(([name, value]): [string, string] => {
    if (typeof value === 'string') return [name, value];
    return [name, name === 'wanted' ? value.join(' / ') : listOf(value, host)];
  });

export function troubleText({ code, values, text }: Trouble, host: Host): string {
  const { localize } = host;
  const { candidates = [], entity_ids = [] } = values as { candidates?: string[]; entity_ids?: string[] };
  const key = `trouble.${code}`;
  const words = localize(key as TextKey, { ...Object.fromEntries(sayable(values, host)), count: entity_ids.length });
  if (words === key) return text;
  return candidates.length === 0 ? words : `${words} ${localize('trouble.candidates', { candidates: listOf(candidates, host) })}`;
}

/** Why a backend that has no reading has none; null: it does not say. */
export function healthText(health: Health, host: Host): string | null {
  const part = health.parts?.find(({ status, message }) => status !== 'ok' && message !== null);
  if (part === undefined) return health.reasons?.[0] ?? null;
  return part.trouble ? troubleText(part.trouble, host) : part.message;
}
