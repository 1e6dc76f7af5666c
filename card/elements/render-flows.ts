/** The row of flows below the coverage bar. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Live } from '../../backend/contract/current.ts';
import type { Host } from '../host/host.ts';
import { flowsOf } from './flows-of.ts';

const icons = {
  solar: 'mdi:solar-power-variant',
  'from-grid': 'mdi:transmission-tower',
  'to-grid': 'mdi:transmission-tower-import',
  'from-battery': 'mdi:battery-arrow-up',
  'to-battery': 'mdi:battery-arrow-down',
};

export function renderFlows(live: Live, { formats, localize }: Host): TemplateResult | typeof nothing {
  const flows = flowsOf(live);
  if (flows.length === 0) return nothing;
  return html`<div class="flows">
    ${flows.map(
      ({ kind, name, watts }) =>
        html`<span class=${kind}>
          <ha-icon .icon=${icons[kind]} aria-hidden="true"></ha-icon><span class="soft">${localize(name)}</span
          ><span class="number">${formats.watts(watts)}</span>
        </span>`,
    )}
  </div>`;
}

export const flowStyles = css`
  .flows {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin-block-start: 8px;
    padding-block-start: 8px;
    border-block-start: 1px solid var(--divider-color);
  }
  .flows > span {
    display: inline-flex;
    gap: 6px;
    align-items: center;
  }
  .flows ha-icon {
    --mdc-icon-size: 20px;
  }
  .solar ha-icon {
    color: var(--energy-solar-color);
  }
  .from-grid ha-icon {
    color: var(--energy-grid-consumption-color);
  }
  .to-grid ha-icon {
    color: var(--energy-grid-return-color);
  }
  .from-battery ha-icon {
    color: var(--energy-battery-out-color);
  }
  .to-battery ha-icon {
    color: var(--energy-battery-in-color);
  }
`;
