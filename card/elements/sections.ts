/** The sections that the card can show, by the names used in its configuration. */
import { html, type TemplateResult } from 'lit';
import type { Client } from '../client/client.ts';
import type { CardConfig, SectionName } from '../config.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { renderLater } from './render-later.ts';
import './wattribute-now.ts';

type SectionContext = {
  /** Null: nobody is to be asked. */
  client: Client | null;
  host: Host;
  config: CardConfig;
  home: HomeState;
  now: number;
  single: boolean;
  /** Where the range that is shown ends, ms; null: now. */
  endMs: number | null;
  redraw: () => void;
};
type RenderSection = (context: SectionContext) => TemplateResult;

/** A new section is an element of its own and a line here; all but the first are files of their own that are loaded when they are shown. */
export const sections: Partial<Record<SectionName, RenderSection>> = {
  now: ({ host, config, home, now, single }) =>
    html`<wattribute-now .host=${host} .config=${config} .home=${home} .now=${now} ?single=${single}></wattribute-now>`,
  chart: ({ client, host, config, home, now, single, endMs, redraw }) => {
    const panel = { host, heading: host.localize('chart'), single, redraw };
    return html`<wattribute-chart
      .client=${client}
      .host=${host}
      .config=${config}
      .home=${home}
      .now=${now}
      .endMs=${endMs}
      ?single=${single}
      >${renderLater('wattribute-chart', () => import('../chart/wattribute-chart.ts'), panel)}</wattribute-chart
    >`;
  },
  circuits: ({ host, config, home, now, single, redraw }) => {
    const panel = { host, heading: host.localize('circuits'), single, redraw };
    return html`<wattribute-circuits .host=${host} .config=${config} .home=${home} .now=${now} ?single=${single}
      >${renderLater('wattribute-circuits', () => import('./wattribute-circuits.ts'), panel)}</wattribute-circuits
    >`;
  },
  correlations: ({ host, config, home, now, single, endMs, redraw }) => {
    const panel = { host, heading: host.localize('correlations'), single, redraw };
    return html`<wattribute-correlations .host=${host} .config=${config} .home=${home} .now=${now} .endMs=${endMs} ?single=${single}
      >${renderLater('wattribute-correlations', () => import('./wattribute-correlations.ts'), panel)}</wattribute-correlations
    >`;
  },
};
