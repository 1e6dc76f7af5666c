/** What became of a correction: noted, with a way back, or refused. */
import { mdiAlertCircleOutline } from '@mdi/js';
import { nothing, html, type TemplateResult } from 'lit';
import type { Correction } from '../../backend/contract/correction.ts';
import type { Outcome } from '../controllers/corrections-controller.ts';
import type { Host } from '../host/host.ts';
import type { TextKey } from '../localize.ts';
import { failureText } from './failure-text.ts';
import './wattribute-notice.ts';

const notes: Readonly<Record<Correction['kind'], TextKey>> = {
  confirm: 'noted.confirm',
  deny: 'noted.deny',
  group: 'noted.group',
  no_load: 'noted.no_load',
  power: 'noted.power',
  name: 'noted.name',
  hide: 'noted.hide',
  place: 'noted.place',
  forget: 'noted.forget',
};

const noteText = ({ kind, power_w, name }: Correction, { localize, formats }: Host): string =>
  localize(notes[kind], { watts: formats.watts(power_w ?? 0), name: name ?? '' });

type Options = { host: Host; takeBack: (id: string) => void };

export function renderOutcome(outcome: Outcome | null, { host, takeBack }: Options): TemplateResult | typeof nothing {
  const { localize } = host;
  if (outcome === null) return nothing;
  if (outcome.status === 'failed')
    return html`<wattribute-notice
      class="outcome"
      kind="error"
      .glyph=${mdiAlertCircleOutline}
      .heading=${localize('noted.failed')}
      .text=${failureText(outcome.failure, localize)}
    ></wattribute-notice>`;
  if (outcome.status === 'taken_back')
    return html`<wattribute-notice class="outcome" .heading=${localize('noted.taken_back')}></wattribute-notice>`;
  const { correction } = outcome;
  return html`<wattribute-notice
    class="outcome"
    .heading=${noteText(correction, host)}
    .action=${localize('noted.undo')}
    @notice-action=${() => takeBack(correction.id)}
  ></wattribute-notice>`;
}
