/** The charts of a device: each of its switches, its energy by day, its use by hour, its watts by week and by level. */
import { html, nothing, type TemplateResult } from 'lit';
import type { DeviceDetail } from '../../backend/contract/device.ts';
import type { Host } from '../host/host.ts';
import type { Money } from './render-figures.ts';
import { withFull } from './fit-levels.ts';
import { stackSteps, type StackedSteps } from './stack-steps.ts';
import './wattribute-bars.ts';
import './wattribute-drift.ts';
import './wattribute-levels.ts';
import './wattribute-steps.ts';

/** Weeks of less than this difference are steady, %. */
const STEADY = 5;
const HOURS = [0, 6, 12, 18];

type Nothing = typeof nothing;

const heading = (title: string, corner: string): TemplateResult => html`<h3>${title}<span>${corner}</span></h3>`;
/** The middle of a local date: no shift of zone leads to another day. */
const dayOf = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const maximum = (values: readonly number[]): number => Math.max(0, ...values);

/** The band, what a dot stands for, and what counts less. */
function noteOf({ perDot, doubtful }: StackedSteps, watts: number, interval: number | null, { localize, formats }: Host): string {
  const half = interval ?? 0;
  const sentences = [
    interval !== null && localize('device.band', { from: formats.number(Math.round(watts - half)), to: formats.watts(watts + half) }),
    perDot > 1 && localize('device.per_dot', { count: perDot }),
    doubtful > 0 && localize('device.doubtful', { count: doubtful }),
  ];
  return sentences.filter((sentence) => sentence !== false).join(' ');
}

function renderSteps({ steps, levels, on_power_w: watts, interval_w: interval }: DeviceDetail, host: Host): TemplateResult | Nothing {
  const { localize } = host;
  const stacked =
    steps === null || watts === null ? null : stackSteps(steps, { on_power_w: watts, interval_w: interval, hasLevels: levels !== null });
  if (stacked === null || watts === null) return nothing;
  return html`${heading(localize('device.steps'), localize('device.in_watts'))}
    <wattribute-steps .host=${host} .stacked=${stacked} .watts=${watts} .interval=${interval}></wattribute-steps>
    <p class="note">${noteOf(stacked, watts, interval, host)}</p>`;
}

function renderDays({ energy_by_day: days }: DeviceDetail, host: Host, { price, currency }: Money): TemplateResult | Nothing {
  const { localize, formats } = host;
  const [first, ...rest] = days ?? [];
  const most = maximum((days ?? []).map(({ energy_kwh }) => energy_kwh));
  if (first === undefined || most === 0) return nothing;
  const told = [formats.energy(most), ...(price === null ? [] : [formats.money(most * price, currency)])].join(', ');
  return html`${heading(localize('device.by_day'), localize('device.at_most', { value: told }))}
    <wattribute-bars
      .label=${localize('device.by_day_label', { count: rest.length + 1, most: formats.energy(most) })}
      .values=${(days ?? []).map(({ energy_kwh }) => energy_kwh)}
      .labels=${[
        { at: 0, text: formats.day(dayOf(first.day)), side: 'start' },
        { at: rest.length, text: localize('device.today'), side: 'end' },
      ]}
    ></wattribute-bars>`;
}

function renderHours({ minutes_by_hour: minutes }: DeviceDetail, { localize, formats }: Host): TemplateResult | Nothing {
  const most = maximum(minutes ?? []);
  if (most === 0) return nothing;
  const value = formats.duration(most * 60_000);
  return html`<div>
    ${heading(localize('device.by_hour'), localize('device.at_most', { value }))}
    <wattribute-bars
      class="low"
      .label=${localize('device.by_hour_label', { most: value })}
      .values=${minutes}
      .labels=${HOURS.map((at) => ({ at, text: formats.number(at), side: 'middle' }))}
    ></wattribute-bars>
  </div>`;
}

function trendText(first: number, last: number, { localize, formats }: Host): string {
  const percent = first > 0 ? (100 * (last - first)) / first : 0;
  if (Math.abs(percent) < STEADY) return localize('device.steady');
  return localize(percent > 0 ? 'device.rising' : 'device.falling', { percent: formats.percent(Math.abs(percent)) });
}

function renderWeeks({ on_power_by_week: weeks }: DeviceDetail, host: Host): TemplateResult | Nothing {
  const { localize, formats } = host;
  const [first] = weeks ?? [];
  const last = weeks?.at(-1);
  if (weeks === null || first === undefined || last === undefined || weeks.length < 2) return nothing;
  const trend = trendText(first.power_w, last.power_w, host);
  return html`<div>
    ${heading(localize('device.by_week'), trend)}
    <wattribute-drift
      .label=${localize('device.by_week_label', { trend, watts: formats.watts(last.power_w) })}
      .weeks=${weeks}
      .from=${formats.day(dayOf(first.week))}
      .to=${localize('device.this_week')}
    ></wattribute-drift>
  </div>`;
}

function renderLevels({ levels, on_power_w: full }: DeviceDetail, { localize, formats }: Host): TemplateResult | Nothing {
  if (levels === null || levels.length < 2) return nothing;
  const most = formats.watts(maximum(withFull(levels, full).map(({ power_w }) => power_w)));
  return html`<div>
    ${heading(localize('device.by_level'), localize('device.at_most', { value: most }))}
    <wattribute-levels
      .label=${localize('device.by_level_label', { most })}
      .levels=${levels}
      .full=${full}
      .from=${formats.percent(0)}
      .to=${formats.percent(100)}
    ></wattribute-levels>
  </div>`;
}

export const renderDeviceCharts = (device: DeviceDetail, host: Host, money: Money): TemplateResult =>
  html`${renderSteps(device, host)} ${renderDays(device, host, money)}
    <div class="two">${renderHours(device, host)} ${renderWeeks(device, host)} ${renderLevels(device, host)}</div>`;
