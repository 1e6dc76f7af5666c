/** The sections that the card can show, by the names used in its configuration. */
import { html, type TemplateResult } from 'lit';
import type { Client } from '../client/client.ts';
import type { CardConfig, SectionName } from '../config.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import { loadLaterWords } from '../localize.ts';
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
/** A section whose words come with it: before it, since it shows itself as soon as it is there. */
const withWords = (load: () => Promise<unknown>): Promise<unknown> => loadLaterWords().then(load);

type RenderSection = (context: SectionContext) => TemplateResult;

/** A new section is an element of its own and a line here; all but the first are files of their own that are loaded when they are shown. */
export const sections: Record<SectionName, RenderSection> = {
  now: ({ client, host, config, home, now, single }) =>
    html`<wattribute-now
      .host=${host}
      .config=${config}
      .home=${home}
      .now=${now}
      ?hasChart=${client !== null && config.sections.includes('chart')}
      ?single=${single}
    ></wattribute-now>`,
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
      >${renderLater('wattribute-circuits', () => withWords(() => import('./wattribute-circuits.ts')), panel)}</wattribute-circuits
    >`;
  },
  correlations: ({ client, host, config, home, now, single, endMs, redraw }) => {
    const panel = { host, heading: host.localize('correlations'), single, redraw };
    return html`<wattribute-correlations
      .client=${client}
      .host=${host}
      .config=${config}
      .home=${home}
      .now=${now}
      .endMs=${endMs}
      ?hasChart=${config.sections.includes('chart')}
      ?single=${single}
      >${renderLater('wattribute-correlations', () => withWords(() => import('./wattribute-correlations.ts')), panel)}</wattribute-correlations
    >`;
  },
  devices: ({ client, host, config, home, now, single, redraw }) => {
    const panel = { host, heading: host.localize('devices'), single, redraw };
    return html`<wattribute-devices .host=${host} .config=${config} .home=${home} .now=${now} ?openable=${client !== null} ?single=${single}
      >${renderLater('wattribute-devices', () => withWords(() => import('../devices/wattribute-devices.ts')), panel)}</wattribute-devices
    >`;
  },
};
