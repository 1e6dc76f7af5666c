/** How many changes no entity explains, and what comes again and again among them: the way to the ledger. */
import { mdiChevronRight, mdiHelpCircleOutline } from '@mdi/js';
import { html, nothing, type TemplateResult } from 'lit';
import type { Unexplained } from '../../backend/contract/unexplained.ts';
import { glyph } from '../elements/glyph.ts';
import { patternText } from '../elements/pattern-text.ts';
import type { Host } from '../host/host.ts';

export function renderUnknown(unexplained: Unexplained | null, host: Host, open: (() => void) | null): TemplateResult | typeof nothing {
  if (unexplained === null || unexplained.steps.length === 0) return nothing;
  const cells = html`${glyph(mdiHelpCircleOutline)}
    <span
      >${host.localize('chart.unknown', { count: unexplained.steps.length })}<br /><span class="soft small"
        >${patternText(unexplained, host)}</span
      ></span
    >`;
  if (open === null) return html`<div class="unknown">${cells}</div>`;
  return html`<button class="unknown" @click=${open}>${cells}<span class="ahead">${glyph(mdiChevronRight)}</span></button>`;
}
