/** What became of a correction: noted, with a way back, or refused. */
import { mdiAlertCircleOutline, mdiInformationOutline } from '@mdi/js';
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

const headingOf = (outcome: Outcome, host: Host): string => {
  if (outcome.status === 'done') return noteText(outcome.correction, host);
  return host.localize(outcome.status === 'failed' ? 'noted.failed' : 'noted.taken_back');
};

type Options = { host: Host; takeBack: (id: string) => void };

export function renderOutcome(outcome: Outcome | null, { host, takeBack }: Options): TemplateResult | typeof nothing {
  const { localize } = host;
  if (outcome === null) return nothing;
  const isFailed = outcome.status === 'failed';
  const id = outcome.status === 'done' ? outcome.correction.id : null;
  return html`<wattribute-notice
    class="outcome"
    .kind=${isFailed ? 'error' : 'info'}
    .glyph=${isFailed ? mdiAlertCircleOutline : mdiInformationOutline}
    .heading=${headingOf(outcome, host)}
    .text=${isFailed ? failureText(outcome.failure, localize) : ''}
    .action=${id === null ? '' : localize('noted.undo')}
    @notice-action=${id === null ? nothing : () => takeBack(id)}
  ></wattribute-notice>`;
}
