import { html } from 'lit';
import '../chart/wattribute-chart.ts';
import '../chart/wattribute-moment.ts';
import type { WattributeChart } from '../chart/wattribute-chart.ts';
import type { Client } from '../client/client.ts';
import type { HomeState } from '../controllers/home-state.ts';
import { at, configWith, correlation, currentIs, fakeClient, history, homeWith, hostIn, MINUTE_MS, NOW, pattern } from './fixtures.ts';
import { contains, isEqual, isTrue, lacks } from './expect.ts';
import { find, findAll, settle, show, textOf, until } from './show.ts';

const ready = <T>(value: T) => ({ status: 'ready', value }) as const;
const changes = [
  correlation({}, 4),
  correlation({ entity_id: 'light.lamp', power_delta_w: 60, confidence: 0.6 }, 25),
  correlation({ entity_id: 'climate.pump', power_delta_w: -780, state: 'idle', previous_state: 'heating' }, 120),
  correlation({ entity_id: 'light.dining', power_delta_w: -40, shared_with: ['light.kitchen'] }, 240),
];
const steps = [
  { start: at(180), end: at(170), power_w: 1180, pattern_id: null },
  { start: at(60), end: at(42), power_w: 95, pattern_id: 'fridge' },
];

type Options = { client?: Client | null; width?: number; options?: object; language?: string; endMs?: number | null } & Partial<HomeState>;

const showChart = async ({ width = 360, options = {}, language = 'en', endMs = null, client = null, ...home }: Options = {}) => {
  const shown = homeWith({ correlations: ready(changes), ...home });
  const chart = await show<WattributeChart>(
    html`<wattribute-chart
      .client=${client}
      .host=${hostIn(language)}
      .config=${configWith(options)}
      .home=${shown}
      .now=${NOW}
      .endMs=${endMs}
    ></wattribute-chart>`,
    width,
  );
  await settle(chart);
  return chart;
};

const markers = (chart: Element) => findAll(chart, '.marker');
const labels = (chart: Element) => markers(chart).map((marker) => marker.getAttribute('aria-label'));
const selected = (chart: Element) => labels(chart)[markers(chart).findIndex((marker) => marker.getAttribute('aria-pressed') === 'true')];
const press = async (chart: Element, key: string) => {
  const target = markers(chart).find((marker) => marker.matches(':focus')) ?? markers(chart).find((marker) => marker.tabIndex === 0)!;
  target.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, composed: true, cancelable: true }));
  await settle(chart);
};
const focused = (chart: Element) =>
  markers(chart)
    .find((marker) => marker.matches(':focus'))
    ?.getAttribute('aria-label');
const pointer = (chart: Element, type: string, x: number, y: number, pointerType = 'mouse', isPrimary = true) => {
  const plot = find(chart, '.chart');
  const { left, top } = plot.getBoundingClientRect();
  const place = { clientX: left + 34 + x, clientY: top + y, bubbles: true, composed: true, detail: 1, pointerType, isPrimary };
  plot.dispatchEvent(type === 'click' ? new MouseEvent(type, place) : new PointerEvent(type, place));
};
const pathOf = (chart: Element, selector: string) => find(chart, selector).getAttribute('d') ?? '';

describe('the chart', () => {
  it('draws a gap as a gap', async () => {
    const chart = await showChart();
    isEqual(pathOf(chart, '.line').match(/M/g)?.length, 2);
    isEqual(pathOf(chart, '.explained').match(/Z/g)?.length, 2);
  });

  it('ends its line where a stale meter was last heard', async () => {
    const fresh = await showChart();
    const stale = await showChart(currentIs({ timestamp: at(60) }));
    const endOf = (chart: Element) => Number(/H([\d.]+)(?:V[\d.]+)?$/.exec(pathOf(chart, '.line'))?.[1]);
    isTrue(endOf(stale) < endOf(fresh) - 20, `${endOf(stale)} is before ${endOf(fresh)}`);
  });

  it('says who it is, and who changed it, to those who do not see it', async () => {
    const chart = await showChart();
    isEqual(find(chart, '.chart').getAttribute('aria-label'), 'House power, last 6\u00a0h, with the devices that changed it');
    isEqual(labels(chart), [
      '10:36 AM, Dining table switched on, minus 40 watts, shared',
      '12:36 PM, Heat pump heating → idle, minus 780 watts, sure',
      '2:32 PM, 2 changes, the largest: Tumble dryer switched on, plus 1,930 watts, sure',
    ]);
  });

  it('tells rise and fall by place, filling and sign', async () => {
    const chart = await showChart();
    const [shared, fall, rise] = markers(chart).map((marker) => marker.className.trim().split(/\s+/));
    isEqual([shared, fall, rise], [['marker', 'shared'], ['marker'], ['marker', 'rise']]);
    isTrue(markers(chart)[1]!.offsetTop > markers(chart)[2]!.offsetTop + 150, 'falls are below the curve');
    isEqual(
      findAll(chart, '.label').map((label) => textOf(label)),
      ['−40 W', '−780 W', '+1.9 kW'],
    );
  });

  it('inks the step that belongs to an event, and no other', async () => {
    const chart = await showChart();
    isEqual(findAll(chart, '.ink').length, 1);
    isEqual(findAll(chart, '.rug').length, 4);
    isEqual(findAll(chart, '.stem.doubtful').length, 1);
  });

  it('names devices where there is room', async () => {
    const chart = await showChart({ width: 1080 });
    contains(textOf(find(chart, '.chart')), 'Tumble dryer +1.9 kW');
  });

  it('shows a week as mean and highest, without markers', async () => {
    const chart = await showChart({ options: { hours: 168 } });
    isEqual([markers(chart).length, findAll(chart, '.ink').length, findAll(chart, '.envelope').length], [0, 0, 1]);
    contains(textOf(chart), 'mean');
    contains(textOf(chart), 'Tue');
  });

  it('tells apart what is always on, explained and not explained, where that is known', async () => {
    const bins = history().bins.map((bin) => ({ ...bin, explained_w: bin.power_w === null ? null : bin.power_w / 2 }));
    const chart = await showChart({ history: ready({ ...history(), always_on_w: 212, bins }) });
    isEqual([findAll(chart, '.explained').length, findAll(chart, '.base').length, findAll(chart, '[fill-rule]').length], [1, 1, 1]);
    contains(textOf(chart), 'always on');
    isEqual(findAll(await showChart(), '.base').length, 0);
  });

  it('has lanes of the largest consumers from 24 h on, with what they used', async () => {
    const on: [string, string][] = [[at(300), at(240)]];
    const usage = ['switch.dryer', 'climate.pump', 'light.lamp', 'light.dining', 'light.kitchen'].map((entity_id, i) => ({
      entity_id,
      provenance: i === 1 ? ('measured' as const) : ('learned' as const),
      energy_kwh: 12 / (i + 1),
      on,
    }));
    const known = { history: ready({ ...history(), usage }) };
    const chart = await showChart({ ...known, options: { hours: 24 } });
    await until(() => findAll(chart, '.bar').length > 0);
    contains(textOf(find(chart, '.chart svg')), 'Tumble dryer 12.0 kWh');
    contains(textOf(find(chart, '.chart svg')), 'Heat pump 6.00 kWh');
    isEqual([findAll(chart, '.bar').length, findAll(chart, '.bar.measured').length], [4, 1]);
    isEqual(findAll(await showChart(known), '.bar').length, 0);
  });

  it('has no lane for what used next to nothing', async () => {
    const on: [string, string][] = [[at(300), at(299)]];
    const usage = [2, 0.004].map((energy_kwh) => ({ entity_id: 'switch.dryer', provenance: 'learned' as const, energy_kwh, on }));
    const chart = await showChart({ history: ready({ ...history(), usage }), options: { hours: 24 } });
    await until(() => findAll(chart, '.bar').length > 0);
    isEqual(findAll(chart, '.axis.name').length, 1);
  });

  it('draws a device that cycles all week as one bar, whose texture is still seen', async () => {
    const on = Array.from({ length: 336 }, (_, i): [string, string] => [at(10_080 - i * 30), at(10_080 - i * 30 - 15)]);
    const usage = [{ entity_id: 'climate.pump', provenance: 'learned' as const, energy_kwh: 42, on }];
    const chart = await showChart({ history: ready({ ...history(), usage }), options: { hours: 168 } });
    await until(() => findAll(chart, '.bar').length > 0);
    isEqual(findAll(chart, '.bar.learned').length, 1);
  });

  it('says when nothing was read in its range', async () => {
    contains(textOf(await showChart({ history: ready({ ...history(), bins: [] }) })), 'No reading in this range.');
  });

  it('speaks the reader’s language', async () => {
    const chart = await showChart({ language: 'de' });
    contains(textOf(chart), 'Leistung');
    contains(labels(chart)[2] ?? '', 'plus 1.930 Watt');
  });

  it('runs from left to right where one reads from right to left', async () => {
    const chart = await showChart();
    const before = markers(chart).map(({ offsetLeft }) => offsetLeft);
    chart.parentElement!.dir = 'rtl';
    await settle(chart);
    isEqual(
      markers(chart).map(({ offsetLeft }) => offsetLeft),
      before,
    );
  });
});

describe('steps without an entity', () => {
  it('have a lane, and a dashed marker unless they come again and again', async () => {
    const chart = await showChart({ unexplained: ready({ steps, patterns: [pattern] }) });
    await until(() => findAll(chart, '.block').length === 2);
    isEqual(findAll(chart, '.marker.unknown').length, 2);
    contains(labels(chart).join(), '11:36 AM, No entity changed, plus 1,180 watts');
    contains(textOf(chart), '2 changes without an entity 1 × about 95 W for 18 min, every 50 min: perhaps a fridge');
  });

  it('stay within the plot, the newest too', async () => {
    const newest = { start: at(0), end: null, power_w: 300, pattern_id: null };
    const chart = await showChart({ unexplained: ready({ steps: [newest], patterns: [] }) });
    await until(() => findAll(chart, '.block').length > 0);
    const block = find(chart, '.block').getBoundingClientRect();
    const axis = find(chart, '.zero').getBoundingClientRect();
    isTrue(block.right <= axis.right + 0.1, `${block.right} is not beyond ${axis.right}`);
  });

  it('are left out while they are not known', async () => {
    const chart = await showChart({ unexplained: { status: 'failed', value: null, failure: { code: 'x', message: 'x', status: 500 } } });
    isEqual(findAll(chart, '.block, .unknown').length, 0);
    lacks(textOf(chart), 'without an entity');
  });
});

describe('a moment', () => {
  it('is opened and closed by its marker', async () => {
    const chart = await showChart();
    markers(chart)[1]!.click();
    await settle(chart);
    contains(textOf(find(chart, '.moment')), 'Heat pump heating → idle −780 W 553 → 2,483 W sure at the device');
    markers(chart)[1]!.click();
    await settle(chart);
    isEqual(findAll(chart, '.moment').length, 0);
  });

  it('is reached by the arrows of the one before, within a marker too', async () => {
    const chart = await showChart();
    markers(chart)[2]!.click();
    await settle(chart);
    const [earlier, later] = findAll(chart, '.moment .icon') as HTMLButtonElement[];
    isTrue(later!.ariaDisabled === 'true', 'it is the newest');
    earlier!.click();
    await settle(chart);
    contains(textOf(find(chart, '.moment')), 'Floor lamp');
    contains(selected(chart) ?? '', 'Floor lamp');
  });

  it('is selected by a tap within 22 px of its marker, and by none beyond', async () => {
    const chart = await showChart();
    const { offsetLeft, offsetTop } = markers(chart)[1]!;
    pointer(chart, 'click', offsetLeft - 34 + 21, offsetTop);
    await settle(chart);
    contains(selected(chart) ?? '', 'Heat pump');
    const other = await showChart();
    pointer(other, 'click', offsetLeft - 34 + 24, offsetTop);
    await settle(other);
    isEqual(selected(other), undefined);
  });

  it('is told by a tooltip where the pointer is; between events the power is', async () => {
    const chart = await showChart();
    pointer(chart, 'pointermove', 200, 100);
    await until(() => findAll(chart, '.tooltip').length > 0);
    contains(textOf(find(chart, '.tooltip')), '12:36:00 PM Heat pump heating → idle −780 W');
    pointer(chart, 'pointermove', 20, 100);
    await settle(chart);
    contains(textOf(find(chart, '.tooltip')), '493 W');
    pointer(chart, 'pointerleave', 20, 100);
    await settle(chart);
    isEqual(findAll(chart, '.tooltip').length, 0);
  });

  /** What a browser tells of a finger, which leaves when it is lifted; only one that stayed in its place clicks. */
  const touch = async (chart: Element, from: number, to: number) => {
    pointer(chart, 'pointerdown', from, 100, 'touch');
    pointer(chart, 'pointermove', to, 100, 'touch');
    await until(() => findAll(chart, '.tooltip').length > 0);
    await settle(chart);
    const told = textOf(find(chart, '.tooltip'));
    pointer(chart, 'pointerup', to, 100, 'touch');
    pointer(chart, 'pointerleave', to, 100, 'touch');
    if (from === to) pointer(chart, 'click', to, 100, 'touch');
    await settle(chart);
    return told;
  };

  it('has a tooltip that Escape sends away, wherever the focus is', async () => {
    const chart = await showChart();
    pointer(chart, 'pointermove', 140, 100);
    await until(() => findAll(chart, '.tooltip').length > 0);
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    await until(() => findAll(chart, '.tooltip').length === 0);
  });

  it('is left alone by a second finger', async () => {
    const chart = await showChart();
    pointer(chart, 'pointerdown', 20, 100, 'touch');
    pointer(chart, 'pointermove', 200, 100, 'touch');
    pointer(chart, 'pointermove', 40, 100, 'touch', false);
    pointer(chart, 'pointerup', 40, 100, 'touch', false);
    pointer(chart, 'pointerleave', 40, 100, 'touch', false);
    await until(() => findAll(chart, '.tooltip').length > 0);
    contains(textOf(find(chart, '.tooltip')), 'Heat pump');
    isEqual(selected(chart), undefined);
  });

  const explained = () => {
    const rest = { entity_id: null, name: null, kind: 'unexplained', power_w: 493, interval_w: null };
    const moment = { timestamp: at(200), end: null, kind: 'load', power_w: 493, parts: [rest], correlation: null, reasons: [] };
    return showChart({ client: fakeClient({ moment }).client });
  };

  it('is scrubbed to by a finger along the plot, and chosen where that is lifted', async () => {
    const chart = await explained();
    contains(await touch(chart, 20, 195), 'Heat pump heating → idle −780 W');
    contains(selected(chart) ?? '', 'Heat pump');
    // Back to where nothing changed: the moment itself.
    await touch(chart, 195, 140);
    isEqual(selected(chart), undefined);
    await until(() => textOf(chart).includes('House power 493 W'));
  });

  it('is chosen by a tap on the plot, and a tap where nothing changed chooses the moment', async () => {
    const chart = await showChart();
    await touch(chart, 195, 195);
    contains(selected(chart) ?? '', 'Heat pump');
    const other = await explained();
    await touch(other, 140, 140);
    isEqual(selected(other), undefined);
    await until(() => textOf(other).includes('House power 493 W'));
  });

  it('is chosen once by a mouse that is dragged to it', async () => {
    const chart = await showChart();
    pointer(chart, 'pointerdown', 20, 100);
    pointer(chart, 'pointermove', 195, 100);
    pointer(chart, 'pointerup', 195, 100);
    pointer(chart, 'click', 195, 100);
    await settle(chart);
    contains(selected(chart) ?? '', 'Heat pump');
  });
});

describe('the moment explained', () => {
  const part = (entity_id: string | null, kind: 'learned' | 'measured' | 'always_on' | 'unexplained', power_w: number) => ({
    entity_id,
    name: null,
    kind,
    power_w,
    interval_w: null,
  });
  const moment = {
    timestamp: at(4),
    end: null,
    kind: 'load',
    power_w: 2483,
    parts: [
      part('switch.dryer', 'learned', 1930),
      part('light.lamp', 'measured', 246),
      { ...part(null, 'measured', 40), name: 'Heating' },
      part(null, 'always_on', 212),
      part(null, 'unexplained', 55),
    ],
    correlation: changes[0],
    reasons: [
      {
        code: 'fits',
        values: { power_w: 1930, interval_w: 38, switches: 24 },
        text: 'The step fits what this device did 24 times: 1,930 W ± 38.',
      },
      { code: 'alone', values: { seconds: 40 }, text: 'Nothing else changed within 40 seconds.' },
    ],
  };

  it('tells reasons, and what was on in a table that adds up to the meter', async () => {
    const chart = await showChart({ client: fakeClient({ moment }).client });
    markers(chart)[2]!.click();
    await until(() => findAll(chart, '.moment table').length > 0);
    contains(
      textOf(find(chart, '.moment')),
      'The step fits what this device did 24 times: 1,930 W ± 38. Nothing else changed within 40 seconds.',
    );
    isEqual(
      findAll(chart, '.moment tr').map((row) => textOf(row)),
      [
        'Tumble dryer learned 1,930 W',
        'Floor lamp measured 246 W',
        'Heating measured 40 W',
        'Always on 212 W',
        'Unexplained 55 W',
        'House power 2,483 W',
      ],
    );
  });

  it('is one without an event too, and leads to the changes before and after it', async () => {
    const chart = await showChart({ client: fakeClient({ moment: { ...moment, correlation: null, reasons: [] } }).client });
    pointer(chart, 'pointermove', 140, 100);
    pointer(chart, 'click', 140, 100);
    await until(() => findAll(chart, '.moment table').length > 0);
    isEqual(findAll(chart, '.moment .change').length, 0);
    findAll(chart, '.moment .icon')[0]!.click();
    await settle(chart);
    contains(selected(chart) ?? '', 'Dining table');
  });

  it('adds up in whole watts, too', async () => {
    const parts = [part('light.lamp', 'measured', 100.4), part(null, 'always_on', 100.4), part(null, 'unexplained', 0.4)];
    const chart = await showChart({ client: fakeClient({ moment: { ...moment, power_w: 201.2, parts } }).client });
    markers(chart)[2]!.click();
    await until(() => findAll(chart, '.moment table').length > 0);
    isEqual(
      findAll(chart, '.moment tr .number').map((watts) => textOf(watts)),
      ['100 W', '101 W', '0 W', '201 W'],
    );
  });

  it('is the power alone where only the net is known, and says when none was read', async () => {
    const at20 = async (answer: object) => {
      const chart = await showChart({
        client: fakeClient({ moment: { ...moment, correlation: null, reasons: [], parts: [], ...answer } }).client,
      });
      pointer(chart, 'click', 140, 100);
      await until(() => findAll(chart, '.moment').length > 0);
      await settle(chart);
      return textOf(find(chart, '.halves'));
    };
    isEqual(await at20({ kind: 'net', power_w: -1200 }), 'To grid 1,200 W');
    isEqual(await at20({ power_w: null }), 'No reading at this time.');
  });

  it('is the event alone where the backend does not answer', async () => {
    const chart = await showChart({ client: fakeClient({ moment: new Error('no') }).client });
    markers(chart)[2]!.click();
    await settle(chart);
    contains(textOf(find(chart, '.moment')), 'Tumble dryer');
    isEqual(findAll(chart, '.moment table').length, 0);
  });
});

describe('from page to page', () => {
  const turned = async (events: ReturnType<typeof correlation>[]) => {
    const chart = await showChart({ client: fakeClient({ moment: new Error('no') }).client });
    const ranges: unknown[] = [];
    chart.addEventListener('range-changed', (event) => ranges.push((event as CustomEvent<unknown>).detail));
    markers(chart)[0]!.click();
    await until(() => findAll(chart, '.moment').length > 0);
    await settle(chart);
    findAll(chart, '.moment .icon')[0]!.click();
    const endMs = NOW - 360 * MINUTE_MS;
    isEqual(ranges, [{ hours: 6, endMs }]);
    chart.endMs = endMs;
    await settle(chart);
    chart.home = { ...chart.home, correlations: ready(events) };
    await settle(chart);
    isEqual(selected(chart), undefined);
    chart.home = { ...chart.home, unexplained: ready({ steps: [], patterns: [] }) };
    await settle(chart);
    return chart;
  };

  it('the arrow of the first moment leads to the last one of the page before', async () => {
    const chart = await turned([correlation({}, 400), correlation({ entity_id: 'light.lamp', power_delta_w: 60 }, 500)]);
    contains(selected(chart) ?? '', 'Tumble dryer');
    contains(textOf(find(chart, '.moment')), 'Tumble dryer');
  });

  it('but not over changes that were not told: a week has more of them than are read at once', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => correlation({}, i / 10));
    const { client } = fakeClient({ moment: new Error('no') });
    const chart = await showChart({ client, correlations: ready(many) });
    const [oldest] = markers(chart);
    oldest!.click();
    await until(() => findAll(chart, '.moment .icon').length > 0);
    const { id, timestamp } = many.at(-1)!;
    await chart.showMoment({ id, time: Date.parse(timestamp) });
    await settle(chart);
    isEqual(findAll(chart, '.moment .icon')[0]!.ariaDisabled, 'true');
  });

  it('and to its edge where nothing changed on it', async () => {
    const { client } = fakeClient({
      moment: { timestamp: at(360), end: null, kind: 'load', power_w: null, parts: [], correlation: null, reasons: [] },
    });
    const chart = await showChart({ client, correlations: ready([correlation({}, 350)]) });
    markers(chart)[0]!.click();
    await until(() => findAll(chart, '.moment').length > 0);
    await settle(chart);
    findAll(chart, '.moment .icon')[0]!.click();
    chart.endMs = NOW - 360 * MINUTE_MS;
    chart.home = { ...chart.home, correlations: ready([]), unexplained: ready({ steps: [], patterns: [] }) };
    await settle(chart);
    await until(() => findAll(chart, '.moment').length > 0 && textOf(chart).includes('8:36:00 AM'));
    isTrue(!(findAll(chart, '.moment .icon')[1] as HTMLButtonElement).disabled, 'there is a way back');
  });
});

describe('by keyboard', () => {
  it('the markers are one stop, walked by arrows, Home and End', async () => {
    const chart = await showChart();
    isEqual(
      markers(chart).map(({ tabIndex }) => tabIndex),
      [-1, -1, 0],
    );
    markers(chart)[2]!.focus();
    await press(chart, 'ArrowLeft');
    contains(focused(chart) ?? '', 'Heat pump');
    await press(chart, 'Home');
    contains(focused(chart) ?? '', 'Dining table');
    await press(chart, 'ArrowLeft');
    contains(focused(chart) ?? '', 'Dining table');
    await press(chart, 'End');
    contains(focused(chart) ?? '', 'Tumble dryer');
  });

  it('Escape closes the moment, and the marker keeps the focus', async () => {
    const chart = await showChart();
    markers(chart)[1]!.focus();
    markers(chart)[1]!.click();
    await settle(chart);
    contains(focused(chart) ?? '', 'Heat pump');
    await press(chart, 'Escape');
    isEqual(findAll(chart, '.moment').length, 0);
    contains(focused(chart) ?? '', 'Heat pump');
  });
});

describe('a moment is closed', () => {
  const answer = { timestamp: at(200), end: null, kind: 'load', power_w: 493, parts: [], correlation: null, reasons: [] };
  const opened = async () => {
    const chart = await showChart({ client: fakeClient({ moment: answer }).client });
    pointer(chart, 'click', 140, 100);
    await until(() => findAll(chart, '.moment-head').length > 0);
    await settle(chart);
    return chart;
  };

  it('by its own button, where it has no marker too, and the chart has the focus', async () => {
    const chart = await opened();
    const close = findAll(chart, '.moment-head button').at(-1)!;
    isEqual(close.getAttribute('aria-label'), 'Close');
    close.focus();
    close.click();
    await settle(chart);
    isEqual(findAll(chart, '.moment').length, 0);
    contains(focused(chart) ?? '', 'Tumble dryer');
  });

  it('by Escape, wherever on the panel the focus is', async () => {
    for (const selector of ['.chart', '.moment-head button:not([disabled])']) {
      const chart = await opened();
      find(chart, selector).focus();
      isTrue(find(chart, selector).matches(':focus'), `${selector} has the focus`);
      find(chart, selector).dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, composed: true }));
      await settle(chart);
      isEqual(findAll(chart, '.moment').length, 0);
    }
  });
});

describe('the range', () => {
  const asked = (chart: Element) => {
    const ranges: unknown[] = [];
    chart.addEventListener('range-changed', (event) => ranges.push((event as CustomEvent<unknown>).detail));
    return ranges;
  };

  it('is chosen of four, by arrows too', async () => {
    const chart = await showChart();
    const ranges = asked(chart);
    const radios = findAll(chart, '[role=radio]');
    isEqual(
      radios.map((radio) => [textOf(radio), radio.getAttribute('aria-checked'), radio.tabIndex]),
      [
        ['1 h', 'false', -1],
        ['6 h', 'true', 0],
        ['24 h', 'false', -1],
        ['7 d', 'false', -1],
      ],
    );
    radios[3]!.click();
    radios[1]!.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));
    isEqual(ranges, [
      { hours: 168, endMs: null },
      { hours: 24, endMs: null },
    ]);
  });

  it('is paged from 440 px on, and follows the meter again at the newest one', async () => {
    isEqual(getComputedStyle(find(await showChart(), '.paging')).display, 'none');
    const chart = await showChart({ width: 500 });
    const ranges = asked(chart);
    const [earlier, later] = findAll(chart, '.paging button') as HTMLButtonElement[];
    isTrue(later!.ariaDisabled === 'true', 'nothing is later than now');
    earlier!.click();
    const endMs = NOW - 360 * MINUTE_MS;
    isEqual(ranges, [{ hours: 6, endMs }]);
    const older = await showChart({ width: 500, endMs });
    contains(textOf(older), '2:36 AM – 8:36 AM');
    const again = asked(older);
    (findAll(older, '.paging button')[1] as HTMLButtonElement).click();
    isEqual(again, [{ hours: 6, endMs: null }]);
  });

  it('leads back to now from any page, on a narrow card too', async () => {
    isEqual(findAll(await showChart(), '.span').length, 0);
    const older = await showChart({ endMs: NOW - 36_000 * MINUTE_MS });
    const again = asked(older);
    const back = find(older, '.span button');
    isEqual(textOf(back), 'Back to now');
    back.click();
    isEqual(again, [{ hours: 6, endMs: null }]);
  });
});

describe('live', () => {
  it('a reading moves the right edge, and leaves markers and axes where they are', async () => {
    const chart = await showChart();
    const before = [...markers(chart), ...findAll(chart, 'text')];
    const line = pathOf(chart, '.line');
    const bins = [...history().bins, { time_ms: NOW, power_w: 300, max_w: 300, explained_w: null }];
    chart.home = { ...chart.home, history: ready({ ...history(), bins }) };
    chart.now = NOW + MINUTE_MS;
    await settle(chart);
    isTrue(pathOf(chart, '.line') !== line, 'the line is another one');
    const after = [...markers(chart), ...findAll(chart, 'text')];
    isTrue(before.every((element, i) => element === after[i]) && before.length === after.length, 'the rest is the same');
  });

  it('leaves an open moment as it is, even when its change has left the range', async () => {
    const parts = [{ entity_id: null, name: null, kind: 'unexplained', power_w: 493, interval_w: null }];
    const answer = { timestamp: at(240), end: null, kind: 'load', power_w: 493, parts, correlation: null, reasons: [] };
    const fake = fakeClient({ moment: answer });
    const chart = await showChart({ client: fake.client });
    markers(chart)[0]!.click();
    await until(() => findAll(chart, '.moment table').length > 0);
    const [moment, table] = [find(chart, '.moment'), find(chart, '.moment table')];
    chart.home = { ...chart.home, correlations: ready([correlation({ entity_id: 'light.kitchen', power_delta_w: 30 }, 0), ...changes]) };
    chart.now = NOW + MINUTE_MS;
    await settle(chart);
    contains(textOf(moment), 'Dining table');
    contains(selected(chart) ?? '', 'Dining table');
    chart.home = { ...chart.home, correlations: ready(changes.slice(0, 2)) };
    chart.now = NOW + 180 * MINUTE_MS;
    await settle(chart);
    isTrue(find(chart, '.moment') === moment && find(chart, '.moment table') === table, 'it is the same');
    isEqual(fake.asked.filter((name) => name === 'moment').length, 1);
  });

  it('a change adds its marker', async () => {
    const chart = await showChart();
    const fresh = correlation({ entity_id: 'light.kitchen', power_delta_w: -500 }, 1);
    chart.home = { ...chart.home, correlations: ready([fresh, ...changes]) };
    await settle(chart);
    contains(labels(chart).join(), 'Kitchen lights switched on, minus 500 watts');
  });
});
