import { html } from 'lit';
import '../elements/wattribute-view.ts';
import type { WattributeView } from '../elements/wattribute-view.ts';
import type { HomeState } from '../controllers/home-state.ts';
import { isAccessible, paint } from './axe.ts';
import { at, correlation, configWith, current, homeWith, hostIn, meter, pattern } from './fixtures.ts';
import { findAll, settle, show, until } from './show.ts';

const ready = <T>(value: T) => ({ status: 'ready', value }) as const;
const now = () => Date.now();
const failure = { code: 'unavailable', message: 'store is busy', status: 503 };

const step = (from: number, to: number, pattern_id: string | null) => ({
  start: at(from, now()),
  end: at(to, now()),
  power_w: 1180,
  pattern_id,
});

const states: Record<string, () => Partial<HomeState>> = {
  'a full home': () => ({
    correlations: ready([
      correlation({}, 4, now()),
      correlation({ entity_id: 'light.lamp', confidence: 0.6 }, 9, now()),
      correlation({ entity_id: 'light.dining', shared_with: ['light.kitchen'] }, 12, now()),
      correlation({ entity_id: 'climate.pump', power_delta_w: -780 }, 120, now()),
    ]),
    unexplained: ready({ steps: [step(180, 170, null), step(60, 42, 'fridge')], patterns: [pattern] }),
  }),
  'a stale meter': () => ({ current: ready(current({ timestamp: new Date(now() - 720_000).toISOString() }, now())) }),
  'no circuits, no changes': () => ({ current: ready(current({ circuits: [], latest: null }, now())), correlations: ready([]) }),
  'the first minutes': () => ({
    correlations: ready([]),
    progress: { phase: 'learning', days: 10, percent: 63, eta_s: 240, devices_found: 21 },
  }),
  'only the grid': () => ({ current: ready(current({ kind: 'net', total_power_w: -2572 }, now())) }),
  'no house meter': () => ({ current: ready(current({ timestamp: null, total_power_w: null }, now())) }),
  'a backend that is lost': () => ({ connection: { status: 'lost', code: 'unreachable' }, reachable: false, answeredMs: now() }),
  'a slow meter that told wrongly': () => ({
    meter: ready(
      meter({
        ...{ cadence_s: 60, averaging: true, smallest_step_w: 150 },
        quality: [{ kind: 'false_zero', count: 3, last: at(22, now()) }],
      }),
    ),
  }),
  'no devices yet': () => ({ devices: ready({ devices: [], currency: null, price: null }) }),
  'failed panels': () => ({
    current: { status: 'failed', value: null, failure },
    history: { status: 'failed', value: null, failure },
    correlations: { status: 'failed', value: null, failure },
  }),
};

describe('everyone can use it', () => {
  for (const theme of ['light', 'dark'] as const)
    for (const [state, changes] of Object.entries(states))
      for (const width of [360, 1080])
        it(`${state}, ${theme}, ${width} px wide`, async () => {
          const host = { ...hostIn('en'), showMoreInfo: () => undefined, openEnergySettings: () => undefined };
          const view = await show<WattributeView>(
            html`<wattribute-view .host=${host} .config=${configWith()} .example=${homeWith(changes(), now())}></wattribute-view>`,
            width,
          );
          paint(view.parentElement!, theme);
          await until(() => findAll(view, 'wattribute-panel').length === 5);
          await settle(view);
          // With the moment of the first marker open, where there is one, and what can be unfolded.
          findAll(view, '.marker')[0]?.click();
          findAll(view, 'summary')[0]?.click();
          await settle(view);
          await isAccessible(view.parentElement!);
        });
});
