/** What the pointer is at: the event that is near, or the power at that time. */
import { html, nothing, type TemplateResult } from 'lit';
import { statesText } from '../elements/state-change-text.ts';
import type { Host } from '../host/host.ts';
import type { Change } from '../elements/changes-of.ts';
import type { ChartModel } from './chart-model.ts';
import { timeAt, xOf } from './chart-range.ts';
import type { Pointed } from './nearest-in.ts';
import { GUTTER } from './render-markers.ts';

const clockText = (timeMs: number, { formats }: Host): string => {
  const { time, seconds, period } = formats.clock(timeMs);
  return time + seconds + period;
};

const renderEvent = ({ timeMs, correlation, delta_w }: Change, host: Host): TemplateResult => {
  return html`<span class="number soft">${clockText(timeMs, host)}</span>
    <b>${correlation === null ? host.localize('sentence.no_entity') : host.entity(correlation.entity_id).name}</b>
    ${correlation === null ? nothing : statesText(correlation, host)}
    <b class="number">${host.formats.change(delta_w)}</b>`;
};

const renderPower = (x: number, { buckets, range }: ChartModel, host: Host): TemplateResult => {
  const bucket = buckets[Math.floor(x)];
  const { time, period } = host.formats.clock(timeAt(x, range));
  const day = range.hours > 24 ? `${host.formats.weekday(timeAt(x, range))} ` : '';
  const watts = range.hours > 24 ? bucket?.mean : bucket?.highest;
  return html`<span class="number soft">${day}${time}${period}</span>
    <b class="number">${watts === undefined ? host.localize('chart.no_reading') : host.formats.watts(watts)}</b>`;
};

export function renderTooltip(pointed: Pointed | null, model: ChartModel, host: Host): TemplateResult | typeof nothing {
  if (pointed === null) return nothing;
  const { range, layout } = model;
  const x = pointed.event === null ? pointed.x : Math.min(range.width, Math.max(0, xOf(pointed.event.timeMs, range)));
  // Beside the pointer, towards the middle.
  const side = x > range.width / 2 ? `right:${(range.width + 2 - x + 10).toFixed(0)}px` : `left:${(GUTTER + x + 10).toFixed(0)}px`;
  return html`<div class="rule" style="left:${(GUTTER + x).toFixed(1)}px;top:${layout.top}px;height:${layout.bottom - layout.top}px"></div>
    <div class="tooltip" style="${side};top:${layout.top + 4}px;max-width:${Math.max(110, range.width / 2 + 20).toFixed(0)}px">
      ${pointed.event === null ? renderPower(x, model, host) : renderEvent(pointed.event, host)}
    </div>`;
}
