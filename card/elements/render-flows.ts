/** The row of flows below the coverage bar. */
import { mdiBatteryArrowDown, mdiBatteryArrowUp, mdiSolarPowerVariant, mdiTransmissionTower, mdiTransmissionTowerImport } from '@mdi/js';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Live } from '../../backend/contract/current.ts';
import type { Host } from '../host/host.ts';
import { flowsOf } from './flows-of.ts';
import { glyph } from './glyph.ts';

const glyphs = {
  solar: mdiSolarPowerVariant,
  'from-grid': mdiTransmissionTower,
  'to-grid': mdiTransmissionTowerImport,
  'from-battery': mdiBatteryArrowUp,
  'to-battery': mdiBatteryArrowDown,
};

export function renderFlows(live: Live, { formats, localize }: Host): TemplateResult | typeof nothing {
  const flows = flowsOf(live);
  if (flows.length === 0) return nothing;
  return html`<div class="flows">
    ${flows.map(
      ({ kind, name, watts }) =>
        html`<span class=${kind}>
          ${glyph(glyphs[kind], 20)}<span class="soft">${localize(name)}</span><span class="number">${formats.watts(watts)}</span>
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
  .solar svg {
    color: var(--energy-solar-color);
  }
  .from-grid svg {
    color: var(--energy-grid-consumption-color);
  }
  .to-grid svg {
    color: var(--energy-grid-return-color);
  }
  .from-battery svg {
    color: var(--energy-battery-out-color);
  }
  .to-battery svg {
    color: var(--energy-battery-in-color);
  }
`;
