/** The sections that the card can show, by the names used in its configuration. */
import { html, type TemplateResult } from 'lit';
import type { CardConfig, SectionName } from '../config.ts';
import type { HomeState } from '../controllers/home-state.ts';
import type { Host } from '../host/host.ts';
import './wattribute-circuits.ts';
import './wattribute-correlations.ts';
import './wattribute-now.ts';

type SectionContext = { host: Host; config: CardConfig; home: HomeState; now: number; single: boolean };
type RenderSection = (context: SectionContext) => TemplateResult;

/** A new section is an element of its own and a line here. */
export const sections: Partial<Record<SectionName, RenderSection>> = {
  now: ({ host, config, home, now, single }) =>
    html`<wattribute-now .host=${host} .config=${config} .home=${home} .now=${now} ?single=${single}></wattribute-now>`,
  circuits: ({ host, config, home, now, single }) =>
    html`<wattribute-circuits .host=${host} .config=${config} .home=${home} .now=${now} ?single=${single}></wattribute-circuits>`,
  correlations: ({ host, config, home, now, single }) =>
    html`<wattribute-correlations .host=${host} .config=${config} .home=${home} .now=${now} ?single=${single}></wattribute-correlations>`,
};
