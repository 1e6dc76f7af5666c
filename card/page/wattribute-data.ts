/** Exports and migrations, for administrators: starts them, shows how far they are, gives the files; and looks for what the database holds in vain. What is loaded waits until it is opened. */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Job, JobInput, Jobs } from '../../backend/contract/job.ts';
import type { Leftover } from '../../backend/contract/leftover.ts';
import { apiPrefix } from '../client/address-of.ts';
import type { Client } from '../client/client.ts';
import { toFailure } from '../controllers/load-parts.ts';
import { baseStyles } from '../elements/base-styles.ts';
import { failureText } from '../elements/failure-text.ts';
import { refusalStyles } from '../elements/refusal-styles.ts';
import type { Host } from '../host/host.ts';
import { loadLaterWords, type TextKey } from '../localize.ts';
import { dataStyles } from './data-styles.ts';
import { jobTold, leftoverTold, type Told } from './data-text.ts';

const formats: Readonly<Record<'parquet' | 'csv', string>> = { parquet: 'Parquet', csv: 'CSV' };
const outcomes: Readonly<Record<Exclude<Job['status'], 'running'>, TextKey>> = {
  done: 'data.done',
  failed: 'data.failed',
  cancelled: 'data.cancelled',
};

@customElement('wattribute-data')
export class WattributeData extends LitElement {
  @property({ attribute: false }) client!: Client;
  @property({ attribute: false }) host!: Host;
  /** Below which the API lies. */
  @property() base = document.baseURI;
  @state() private jobs: readonly Job[] = [];
  @state() private store: Jobs['store'] = 'duckdb';
  /** Of the database; undefined: nobody has looked. */
  @state() private leftovers: readonly Leftover[] | undefined;
  @state() private fault = '';
  #stop: (() => void) | undefined;

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#leave();
  }

  override willUpdate(changed: PropertyValues<this>) {
    if (changed.has('client')) this.#leave();
  }

  override render() {
    const { localize } = this.host;
    return html`<ha-card>
      <details @toggle=${this.#toggle}>
        <summary>${localize('page.data')}</summary>
        <p>${localize('data.export_what')}</p>
        <div class="actions">${(['parquet', 'csv'] as const).map((to) => this.#renderStart({ kind: 'export', to }))}</div>
        ${
          this.store === 'influxdb'
            ? html`<p>${localize('data.migrate_what')}</p>
                <div class="actions">
                  ${(['influxdb', 'duckdb'] as const).map((to) => this.#renderStart({ kind: 'migrate', to }))}
                  <button class="action" @click=${this.#check}>${localize('data.check')}</button>
                </div>
                ${this.#renderLeftovers()}`
            : nothing
        }
        ${this.fault === '' ? nothing : html`<p class="refused" role="alert">${this.fault}</p>`}
        <ul>
          ${this.jobs.map((job) => html`<li>${this.#renderJob(job)}</li>`)}
        </ul>
      </details>
    </ha-card>`;
  }

  #renderLeftovers() {
    const { localize } = this.host;
    if (this.leftovers === undefined) return nothing;
    if (this.leftovers.length === 0) return html`<p role="status">${localize('data.check_nothing')}</p>`;
    return html`<p role="status">${localize('data.check_found')}</p>
      <ul class="leftovers">
        ${this.leftovers.map((leftover) => {
          const { words, quoted } = leftoverTold(leftover, this.host);
          return html`<li>
            <p><span class="strong">${leftover.database}</span> ${words[0]}</p>
            ${this.#renderTold({ words: words.slice(1), quoted })}
          </li>`;
        })}
      </ul>`;
  }

  #renderStart(input: JobInput): TemplateResult {
    const isBusy = this.jobs.some(({ status }) => status === 'running');
    // Not disabled: it keeps the focus.
    return html`<button class="action" aria-disabled=${isBusy ? 'true' : 'false'} @click=${() => isBusy || this.#start(input)}>
      ${this.#nameOf(input)}
    </button>`;
  }

  #renderJob(job: Job): TemplateResult {
    const { localize, formats } = this.host;
    const name = html`<span class="strong">${this.#nameOf(job as JobInput)}</span>`;
    if (job.status === 'running')
      return html`${name} <progress max="100" .value=${job.percent} aria-label=${localize('data.progress')}></progress>
        <span class="number">${formats.percent(job.percent)}</span>
        <button class="action" @click=${() => this.#cancel(job)}>${localize('cancel')}</button>`;
    return html`${name}
      <span role="status">${localize(outcomes[job.status])}</span>
      ${job.files.map((file) => html`<a href=${this.#addressOf(job, file.name)} download>${file.name}</a> `)}
      ${job.kind === 'export' && job.status === 'done' ? nothing : this.#renderTold(jobTold(job, localize))}`;
  }

  #renderTold = ({ words, quoted }: Told) => [
    words.map((each) => html`<p class="small soft">${each}</p>`),
    quoted.map((each) => html`<p class="small soft" lang="en" dir="ltr">${each}</p>`),
  ];

  #nameOf(job: JobInput): string {
    const { localize } = this.host;
    if (job.kind === 'export') return localize('data.export', { format: formats[job.to] });
    return localize(job.to === 'influxdb' ? 'data.to_influxdb' : 'data.to_duckdb');
  }

  #addressOf = ({ id }: Job, name: string): string => new URL(`${apiPrefix}/jobs/${id}/files/${name}`, this.base).href;

  readonly #toggle = (event: Event) => {
    if (!(event.target as HTMLDetailsElement).open) this.#leave();
    else if (this.#stop === undefined) this.#follow();
  };

  #follow() {
    void loadLaterWords().then(() => this.requestUpdate());
    this.#stop = this.client.subscribe(
      (event) => {
        if (event.type === 'job') this.#put(event.data);
      },
      ({ status }) => {
        // What was told meanwhile is not told again.
        if (status === 'connected') void this.#load();
      },
    );
    void this.#load();
  }

  #leave() {
    this.#stop?.();
    this.#stop = undefined;
  }

  #load = () =>
    this.#try(async () => {
      const { jobs, store } = await this.client.request('jobs');
      this.jobs = jobs;
      this.store = store;
    });

  #start = (input: JobInput) => this.#try(async () => this.#put(await this.client.request('startJob', { body: input })));

  #check = () => this.#try(async () => void (this.leftovers = (await this.client.request('leftovers')).leftovers));

  #cancel = ({ id }: Job) => this.#try(async () => this.#put(await this.client.request('cancelJob', { parameters: { id } })));

  async #try(act: () => Promise<void>): Promise<void> {
    try {
      await act();
      this.fault = '';
    } catch (error) {
      this.fault = failureText(toFailure(error), this.host.localize);
    }
  }

  /** An answer may come after what the stream has told since. */
  #put(job: Job) {
    const known = this.jobs.find(({ id }) => id === job.id);
    if (known === undefined) this.jobs = [job, ...this.jobs];
    else if (known.ended === null || job.ended !== null) this.jobs = this.jobs.map((each) => (each.id === job.id ? job : each));
  }

  static override styles = [baseStyles, refusalStyles, dataStyles];
}

declare global {
  interface HTMLElementTagNameMap {
    'wattribute-data': WattributeData;
  }
}
