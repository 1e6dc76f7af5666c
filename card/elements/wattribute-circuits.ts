/** The circuits and the devices with a power sensor of their own: a tree with one zero line for all bars. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { shareOf } from '../format/share-of.ts';
import { baseStyles, textures } from './base-styles.ts';
import { classNames } from './class-names.ts';
import { nestCircuits, type CircuitRow } from './nest-circuits.ts';
import { SectionElement } from './section-element.ts';

@customElement('wattribute-circuits')
export class WattributeCircuits extends SectionElement {
  protected override get heading() {
    return this.host.localize('circuits');
  }

  protected override get needed() {
    return this.home.current;
  }

  protected override renderReady() {
    const { kind, circuits = [], total_power_w = null } = this.home.current.value ?? {};
    const whole = kind === 'net' ? null : total_power_w;
    const rows = nestCircuits(circuits, whole);
    // Where the whole is not known, the largest fills its bar.
    const full = whole ?? Math.max(...rows.map(({ power_w }) => power_w ?? 0));
    return html`<wattribute-panel .heading=${this.heading} ?single=${this.single}>
      ${
        rows.length === 0
          ? this.#renderNone(circuits.length > 0)
          : html`<ul>
              ${repeat(
                rows,
                ({ key }) => key,
                (row) => this.#renderRow(row, full),
              )}
            </ul>`
      }
    </wattribute-panel>`;
  }

  #renderNone(areThere: boolean): TemplateResult {
    const { localize, openEnergySettings } = this.host;
    if (areThere) return html`<p>${localize('circuits.below')}</p>`;
    return html`<p>${localize('circuits.none')}</p>
      <p class="note">${localize('circuits.none_what')}</p>
      ${
        openEnergySettings === undefined
          ? nothing
          : html`<button class="action" @click=${openEnergySettings}>${localize('open_energy_settings')}</button>`
      }`;
  }

  #renderRow(row: CircuitRow, full: number): TemplateResult {
    const classes = { computed: row.kind !== 'circuit', child: row.level > 0 };
    const title = row.late ? this.host.localize('circuits.late') : nothing;
    return html`<li class=${classNames(classes)} style="--level:${row.level}" aria-level=${row.level + 1} title=${title}>
      ${this.#renderAction(row.circuit?.entity_id ?? null, this.#renderCells(row, full))}
      ${title === nothing ? nothing : html`<span class="hidden">${title}</span>`}
    </li>`;
  }

  /** A row with a sensor opens it, where there is something to open. */
  #renderAction(entityId: string | null, cells: TemplateResult): TemplateResult {
    const { showMoreInfo } = this.host;
    if (entityId === null || showMoreInfo === undefined) return html`<div class="row">${cells}</div>`;
    return html`<button class="row" @click=${() => showMoreInfo(this, entityId)}>${cells}</button>`;
  }

  #renderCells(row: CircuitRow, full: number): TemplateResult {
    const { formats, localize } = this.host;
    const name = this.#nameOf(row);
    const watts = row.power_w === null ? localize('circuits.unknown') : formats.watts(row.power_w);
    const width = Math.min(100, shareOf(row.power_w, full) ?? 0).toFixed(1);
    return html`<span class="name" title=${name}>${name}</span>
      <span class="number watts">${watts}</span>
      <span class="number share">${row.share === null ? nothing : formats.percent(row.share)}</span>
      <span class="bar"
        >${(row.power_w ?? 0) > 0 ? html`<i class=${row.circuit?.provenance ?? 'rest'} style="width:${width}%"></i>` : nothing}</span
      >`;
  }

  #nameOf({ kind, circuit }: CircuitRow): string {
    if (kind === 'circuit') return circuit?.circuit_name ?? '';
    return this.host.localize(kind === 'remaining' ? 'circuits.remaining' : 'circuits.untracked');
  }

  static override styles = [
    baseStyles,
    textures,
    css`
      ul {
        margin: 0;
        padding: 0;
        list-style: none;
      }
      p {
        margin: 0;
      }
      .note {
        margin-block-start: 4px;
      }
      li {
        position: relative;
        padding-inline-start: calc(20px * var(--level));
      }
      .child::before {
        position: absolute;
        inset-block-start: -4px;
        inset-inline-start: calc(20px * var(--level) - 13px);
        width: 8px;
        height: 24px;
        border-inline-start: 1px solid var(--soft);
        border-block-end: 1px solid var(--soft);
        border-end-start-radius: 4px;
        opacity: 0.6;
        content: '';
      }
      .row {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto 44px;
        gap: 2px 8px;
        align-items: baseline;
        width: 100%;
        min-height: 40px;
        padding: 6px 0 8px;
        border: 0;
        background: none;
        text-align: start;
      }
      button.row {
        min-height: 44px;
        cursor: pointer;
      }
      button.row:hover .name {
        text-decoration: underline;
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .computed .name,
      .share {
        color: var(--soft);
      }
      .watts,
      .share {
        text-align: end;
      }
      .bar {
        position: relative;
        grid-column: 1 / -1;
        height: 6px;
        /* All begin where those of the parents do. */
        margin-inline-start: calc(-20px * var(--level));
        overflow: hidden;
        border-radius: 3px;
        background: color-mix(in srgb, var(--ink) 7%, transparent);
      }
      .child .bar {
        height: 4px;
      }
      .bar i {
        position: absolute;
        inset-block: 0;
        inset-inline-start: 0;
        min-width: 2px;
        border-radius: 3px;
      }
      @container (min-width: 440px) and (max-width: 719.98px) {
        .row {
          grid-template-columns: calc(150px - 20px * var(--level)) 1fr 72px 48px;
          align-items: center;
          padding-block: 4px;
        }
        .bar,
        .child .bar {
          grid-row: 1;
          grid-column: 2;
          height: 8px;
          margin: 0;
        }
        .child .bar {
          height: 4px;
        }
      }
    `,
  ];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-circuits': WattributeCircuits;
  }
}
