/** The discs of both lanes: a button each, with the icon of its largest event and how many it stands for. */
import { mdiHelp } from '@mdi/js';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { classNames } from '../elements/class-names.ts';
import { glyph } from '../elements/glyph.ts';
import { stateChangeText } from '../elements/state-change-text.ts';
import type { Host } from '../host/host.ts';
import type { Change } from '../elements/changes-of.ts';
import type { Marker } from './chart-model.ts';

/** Room for the numbers of the power axis, px. */
export const GUTTER = 34;

type Options = { host: Host; selectedId: string | null; /** The one that Tab reaches. */ tabStopId: string | null };

/** As in "Tumble dryer switched on". */
const whatText = ({ correlation }: Change, host: Host): string =>
  correlation === null
    ? host.localize('sentence.no_entity')
    : `${host.entity(correlation.entity_id).name} ${stateChangeText(correlation, host)}`;

const spokenWatts = (watts: number, { localize, formats }: Host): string =>
  localize(watts > 0 ? 'chart.plus' : 'chart.minus', { watts: formats.number(Math.abs(Math.round(watts))) });

function labelOf({ event, events }: Marker, host: Host): string {
  const { localize, formats } = host;
  const { time, period } = formats.clock(event.timeMs);
  const confidence = event.confidence === null ? [] : [localize(`confidence.${event.confidence}`)];
  const parts = [whatText(event, host), spokenWatts(event.delta_w, host), ...confidence].join(', ');
  return events.length === 1
    ? `${time + period}, ${parts}`
    : localize('chart.cluster', { time: time + period, count: events.length, parts });
}

function renderMarker(marker: Marker, { host, selectedId, tabStopId }: Options): TemplateResult {
  const { x, y, isRise, event, events } = marker;
  const isSelected = event.id === selectedId;
  const classes = {
    marker: true,
    rise: isRise,
    selected: isSelected,
    unknown: event.correlation === null,
    shared: events.every(({ confidence }) => confidence === 'shared'),
  };
  return html`<button
    class=${classNames(classes)}
    style="left:${(GUTTER + x).toFixed(1)}px;top:${y}px"
    tabindex=${event.id === tabStopId ? 0 : -1}
    aria-label=${labelOf(marker, host)}
    aria-pressed=${isSelected ? 'true' : 'false'}
    data-id=${event.id}
  >
    ${
      event.correlation === null
        ? glyph(mdiHelp, 16)
        : html`<ha-icon .icon=${host.entity(event.correlation.entity_id).icon} aria-hidden="true"></ha-icon>`
    }${events.length > 1 ? html`<span class="count">${events.length}</span>` : nothing}
  </button>`;
}

export const renderMarkers = (markers: readonly Marker[], options: Options): TemplateResult =>
  html`${repeat(
    markers,
    ({ event }) => event.id,
    (marker) => renderMarker(marker, options),
  )}`;

/** What the discs stand for: name and watts. */
export const renderLabels = (markers: readonly Marker[]): SVGTemplateResult =>
  svg`${markers.map(({ label, isRise, y }) =>
    label === null
      ? nothing
      : svg`<text class="label" x=${label.x.toFixed(1)} y=${isRise ? y - 21 : y + 30}>${
          label.name === '' ? nothing : svg`<tspan>${label.name} </tspan>`
        }${label.watts}</text>`,
  )}`;
