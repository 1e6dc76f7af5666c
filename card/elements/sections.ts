/** The sections that the card can show, by the names used in its configuration. */
import { html, type TemplateResult } from 'lit';
import type { Client } from '../client/client.ts';
import type { CardConfig, SectionName } from '../config.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { renderLater } from './render-later.ts';
import './wattribute-circuits.ts';
import './wattribute-correlations.ts';
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
};
type RenderSection = (context: SectionContext) => TemplateResult;

/** A new section is an element of its own and a line here; the chart is a file of its own that is loaded when it is shown. */
export const sections: Partial<Record<SectionName, RenderSection>> = {
  now: ({ host, config, home, now, single }) =>
    html`<wattribute-now .host=${host} .config=${config} .home=${home} .now=${now} ?single=${single}></wattribute-now>`,
  chart: ({ client, host, config, home, now, single, endMs }) => {
    const panel = { host, heading: host.localize('chart'), single };
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
  circuits: ({ host, config, home, now, single }) =>
    html`<wattribute-circuits .host=${host} .config=${config} .home=${home} .now=${now} ?single=${single}></wattribute-circuits>`,
  correlations: ({ host, config, home, now, single, endMs }) =>
    html`<wattribute-correlations
      .host=${host}
      .config=${config}
      .home=${home}
      .now=${now}
      .endMs=${endMs}
      ?single=${single}
    ></wattribute-correlations>`,
};
