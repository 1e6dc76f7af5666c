/** Which meter was taken and why, what was learned of it, and what it told that cannot be true, by kind. */
import { css, html, nothing, type TemplateResult } from 'lit';
import type { QualityFinding } from '../../backend/contract/data-quality.ts';
import type { MeterProfile } from '../../backend/contract/meter-profile.ts';
import type { Host } from '../host/host.ts';
import { becauseText } from './because-text.ts';
import { sightText } from './sight-text.ts';

type Context = { host: Host; now: number };

function findingText({ kind, count, last }: QualityFinding, { host: { localize, formats }, now }: Context): string {
  const finding = localize(`meter.${kind}`, { count });
  return last === null ? finding : localize('meter.last', { finding, time: formats.time(Date.parse(last), now) });
}

/** Nothing while there is nothing to say. */
export function renderMeter(meter: MeterProfile | null, context: Context): TemplateResult | typeof nothing {
  if (meter === null) return nothing;
  const { localize } = context.host;
  const { reasons, quality } = meter;
  const findings = quality.filter(({ count }) => count > 0);
  const because = reasons.map((reason) => becauseText(reason, context.host)).join(' ');
  const words = [because, sightText(meter, context.host) ?? ''].filter((text) => text !== '');
  if (words.length + findings.length === 0) return nothing;
  return html`<details class="meter">
    <summary>${localize('meter')}</summary>
    ${words.map((text) => html`<p>${text}</p>`)}
    ${
      findings.length === 0
        ? nothing
        : html`<p class="soft">${localize('meter.quality')}</p>
            <ul>
              ${findings.map((finding) => html`<li>${findingText(finding, context)}</li>`)}
            </ul>`
    }
  </details>`;
}

export const meterStyles = css`
  .meter {
    border-block-start: 1px solid var(--divider-color);
  }
  .meter summary {
    min-height: 48px;
    font-weight: 500;
    line-height: 48px;
    cursor: pointer;
  }
  .meter p {
    margin: 0 0 8px;
  }
  .meter ul {
    margin: 0;
    padding-inline-start: 20px;
    list-style: disc;
  }
`;
