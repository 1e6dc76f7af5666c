import { QualityKind } from '../../backend/contract/data-quality.ts';
import { JobOutcome } from '../../backend/contract/job.ts';
import { LeftoverFinding } from '../../backend/contract/leftover.ts';
import { MeterReason } from '../../backend/contract/meter-reason.ts';
import { Reason } from '../../backend/contract/moment.ts';
import { ProblemCode } from '../../backend/contract/problem.ts';
import { Trouble } from '../../backend/contract/trouble.ts';
import { Cause } from '../../backend/contract/state-change.ts';
import { reasonText } from '../chart/reason-text.ts';
import { becauseText } from '../devices/because-text.ts';
import { causeText } from '../elements/cause-text.ts';
import { failureText } from '../elements/failure-text.ts';
import { troubleText } from '../elements/trouble-text.ts';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';
import { findingText, jobTold, leftoverTold, outcomeText } from '../page/data-text.ts';
import { isEqual, isTrue } from './expect.ts';
import { hostIn } from './fixtures.ts';

const languages = ['en', 'de', 'es', 'fr', 'it', 'nl', 'pl', 'sv'];
/** What the backend says of it in English, which no reader of another language is to see. */
const text = 'As the backend says it.';

const sensors = { entity_ids: ['sensor.a', 'sensor.b'] };
const becauses: { [C in MeterReason['code']]: Extract<MeterReason, { code: C }>['values'] } = {
  chosen: sensors,
  home: sensors,
  grid: sensors,
  device: { energy_id: 'sensor.energy', ...sensors },
  platform: { platform: 'sense', ...sensors },
  counters: sensors,
  parts: sensors,
  grid_alone: {},
  night: {},
  address: { host: '192.0.2.7', topic: 'house/power', preset: 'shelly_gen2' },
  cloud: { maker: 'Sense', averaging: false },
  simulated: {},
  own: {},
};
const reasons: { [C in Reason['code']]: Extract<Reason, { code: C }>['values'] } = {
  fits: { power_w: 1930, interval_w: 38, switches: 24 },
  differs: { power_w: 1930, interval_w: 38, step_w: 900 },
  shared: { entity_ids: ['light.lamp'] },
  alone: { seconds: 40 },
  averaging: { cadence_s: 60 },
};

const sensor = { entity_id: 'sensor.a', named_by: 'configuration' as const, candidates: ['sensor.b'] };
const troubles: { [C in Trouble['code']]: Extract<Trouble, { code: C }>['values'] } = {
  no_meter: { candidates: ['sensor.b'] },
  no_entity: sensor,
  wrong_unit: { ...sensor, unit: 'V', quantity: 'power', wanted: ['W', 'kW'] },
  no_unit: { ...sensor, wanted: ['W', 'kW'] },
  no_grid: {},
  not_known: { ...sensors, why: text },
  home_assistant_starting: {},
  home_assistant_unreachable: { url: 'http://192.0.2.7:8123' },
  home_assistant_lost: {},
  token_refused: { url: 'http://192.0.2.7:8123' },
};

const outcomes: { [C in JobOutcome['code']]: Extract<JobOutcome, { code: C }>['values'] } = {
  migrated: { rows: 1200, refused: 130, differing: 1, unshown: 31 },
  unavailable: {},
  not_allowed: {},
  wrong_setting: {},
  broken: {},
};
const table = { table: 'old', commands: ['curl'] };
const findings: { [C in LeftoverFinding['code']]: Extract<LeftoverFinding, { code: C }>['values'] } = {
  foreign_table: table,
  foreign_columns: { ...table, columns: ['mood', 'watt'], energy: ['watt'] },
};
const findingOf = (code: string) => ({ code, values: findings[code as LeftoverFinding['code']], text }) as LeftoverFinding;

/** As the integration's const.py names them. */
const ofIntegration = [
  'not_configured',
  'not_loaded',
  'backend_unreachable',
  'backend_timeout',
  'backend_unauthorized',
  'backend_invalid',
  'backend_too_old',
];

/** How the card words all codes of a vocabulary of the contract. */
type Vocabulary = { name: string; codes: readonly string[]; say: (code: string, host: Host) => string };
const codesOf = (options: readonly { entries: { code: { literal: string } } }[]) => options.map(({ entries }) => entries.code.literal);

const vocabularies: Vocabulary[] = [
  {
    name: 'why a meter is taken',
    // A meter of one's own has no words but its own.
    codes: codesOf(MeterReason.options).filter((code) => code !== 'own'),
    say: (code, host) => becauseText({ code, values: becauses[code as MeterReason['code']], text } as MeterReason, host),
  },
  {
    name: 'why a step is believed to be a device’s',
    codes: codesOf(Reason.options),
    say: (code, host) => reasonText({ code, values: reasons[code as Reason['code']], text } as Reason, host),
  },
  {
    name: 'what a meter told that cannot be taken as it is',
    codes: QualityKind.options,
    say: (code, { localize }) => localize(`meter.${code}` as TextKey, { count: 2 }),
  },
  {
    name: 'who caused a change',
    codes: Cause.entries.kind.options,
    say: (kind, { localize }) => causeText({ kind, name: null } as Cause, localize),
  },
  {
    name: 'what keeps the backend from working',
    codes: codesOf(Trouble.options),
    say: (code, host) => troubleText({ code, values: troubles[code as Trouble['code']], text } as Trouble, host),
  },
  {
    name: 'what came of a job',
    codes: codesOf(JobOutcome.options),
    say: (code, { localize }) => outcomeText({ code, values: outcomes[code as JobOutcome['code']], text } as JobOutcome, localize),
  },
  {
    name: 'what a database holds in vain',
    codes: codesOf(LeftoverFinding.options),
    say: (code, host) => findingText(findingOf(code), host),
  },
  {
    name: 'why something is refused',
    codes: ProblemCode.options,
    say: (code, { localize }) => failureText({ code, message: 'So it is.', status: 400 }, localize),
  },
  {
    name: 'why Home Assistant has no answer of the backend',
    codes: [...ofIntegration, 'home_assistant_unreachable'],
    say: (code, { localize }) => failureText({ code, message: 'So it is.', status: null }, localize),
  },
];

for (const { name, codes, say } of vocabularies)
  describe(name, () => {
    it('is said in every language, whatever the contract knows', () => {
      isTrue(codes.length > 1, 'there are codes');
      for (const code of codes) {
        const words = languages.map((language) => say(code, hostIn(language)));
        for (const said of words) isTrue(said !== '' && said !== text && !/[{}]|^\w+\.\w+$/.test(said), `${code}: ${said}`);
        isEqual([code, new Set(words).size > languages.length / 2], [code, true]);
      }
    });
  });

describe('a failure', () => {
  it('is said as it was told where there are no words for it', () => {
    isEqual(
      failureText({ code: 'something_new', message: 'As the backend says it.', status: 500 }, hostIn('de').localize),
      'As the backend says it.',
    );
  });
});

describe('what the data of the page tell', () => {
  const german = hostIn('de');

  it('is worded, with the rows that were refused as they were told', () => {
    const outcome: JobOutcome = { code: 'migrated', values: outcomes.migrated, text };
    const { words, quoted } = jobTold({ messages: [text, 'row 1: refused', '31 more are not shown.'], outcome }, german.localize);
    isEqual(words, ['Zeilen übernommen: 1.200. Abgelehnt: 130. Abweichende Tage einer Tabelle: 1.', 'Weitere, nicht gezeigt: 31.']);
    isEqual(quoted, ['row 1: refused']);
  });

  it('is worded with the commands that remove it', () => {
    for (const code of codesOf(LeftoverFinding.options)) {
      const { words, quoted } = leftoverTold(
        { database: 'home', what: text, remedy: ['Delete it:', 'curl'], finding: findingOf(code) },
        german,
      );
      isEqual([code, words.length, words.some((each) => /^leftover/.test(each)), quoted], [code, 2, false, ['curl']]);
    }
  });

  it('is said as it was told by an app that is older or newer', () => {
    const messages = ['It is away.'];
    isEqual(jobTold({ messages }, german.localize), { words: [], quoted: messages });
    const newer = { code: 'something_new', values: {}, text } as unknown as JobOutcome;
    isEqual(jobTold({ messages, outcome: newer }, german.localize), { words: [], quoted: messages });
    isEqual(leftoverTold({ database: 'home', what: text, remedy: ['Delete it:'] }, german), { words: [text], quoted: ['Delete it:'] });
  });
});
