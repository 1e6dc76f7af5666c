/** What came of a job, and what a database holds in vain, in the reader's language; what has no words there is said as it was told. */
import type { Job, JobOutcome } from '../../backend/contract/job.ts';
import type { Leftover, LeftoverFinding } from '../../backend/contract/leftover.ts';
import type { Host } from '../host/host.ts';
import type { Localize, TextKey } from '../localize.ts';

/** What the app said in English stands apart: it quotes rows, servers and commands. */
export type Told = { words: string[]; quoted: string[] };

export function outcomeText({ code, values, text }: JobOutcome, localize: Localize): string {
  const key = `job.${code}`;
  const words = localize(key as TextKey, values);
  return words === key ? text : words;
}

/** An earlier app tells no outcome. */
export function jobTold({ messages, outcome }: Pick<Job, 'messages'> & { outcome?: JobOutcome | null }, localize: Localize): Told {
  const words = outcome ? outcomeText(outcome, localize) : '';
  if (!outcome || words === outcome.text) return { words: [], quoted: messages };
  if (outcome.code !== 'migrated') return { words: [words], quoted: messages };
  const { unshown } = outcome.values;
  const more = unshown > 0 ? [localize('job.unshown', { more: unshown })] : [];
  return { words: [words, ...more], quoted: messages.slice(1, messages.length - more.length) };
}

export function findingText({ code, values, text }: LeftoverFinding, { localize, formats }: Host): string {
  const listOf = (names: readonly string[]) =>
    formats
      .list(names)
      .map((part) => part.text)
      .join('');
  const { columns = [], energy = [] } = values as { columns?: string[]; energy?: string[] };
  const key = `leftover.${code}`;
  const words = localize(key as TextKey, { table: values.table, columns: listOf(columns) });
  if (words === key) return text;
  return energy.length === 0 ? words : `${words} ${localize('leftover.energy', { columns: listOf(energy) })}`;
}

/** The first of `words` tells what it is, the others how it is removed. */
export function leftoverTold({ what, remedy, finding }: Omit<Leftover, 'finding'> & { finding?: LeftoverFinding }, host: Host): Told {
  const words = finding === undefined ? what : findingText(finding, host);
  if (finding === undefined || words === finding.text) return { words: [what], quoted: remedy };
  return { words: [words, host.localize(`leftover.${finding.code}_remedy`)], quoted: finding.values.commands };
}
