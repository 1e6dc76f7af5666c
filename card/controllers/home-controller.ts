/** Keeps an element informed of the home: reads everything, follows the stream, asks again when the backend is lost. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { StreamEvent } from '../../backend/contract/stream-event.ts';
import type { Connection } from '../client/client.ts';
import type { Loadable } from '../client/loadable.ts';
import { applyEvent } from './apply-event.ts';
import { createCountDown } from './count-down.ts';
import { nothingKnown, type HomeState } from './home-state.ts';
import { noteAnswer } from './note-answer.ts';
import { loadsOfDevices, loadsOfNow, loadsOfRange, toFailure, type PartName } from './load-parts.ts';
import { createOnceAfter } from './once-after.ts';
import { retryDelay } from './retry-delay.ts';
import { isSameHome, isSameRange, type Subject } from './subject.ts';

/** So long the stream may take to open before everything is asked without it. */
const PATIENCE_MS = 1500;
/** Relative times and ages are told anew. */
const TICK_MS = 10_000;
/** What devices used and cost grows slowly. */
const DEVICES_MS = 300_000;
/** A correction is told by the answer to it and by the stream: read once. */
const SETTLE_MS = 150;
/** So is what the changes of one moment teach: the devices, and what the power now is made of, which a quiet meter is long in telling. */
const LEARN_MS = 1000;

export class HomeController implements ReactiveController {
  home: HomeState = nothingKnown;
  readonly #element: ReactiveControllerHost;
  #subject: Subject | null = null;
  #isConnected = false;
  #unsubscribe: (() => void) | null = null;
  #tick: ReturnType<typeof setInterval> | undefined;
  #devicesTick: ReturnType<typeof setInterval> | undefined;
  readonly #retry = createCountDown(
    () => this.#element.requestUpdate(),
    () => void this.#load(),
  );
  readonly #corrected = createOnceAfter(SETTLE_MS, () => {
    this.#change({ corrected: this.home.corrected + 1 });
    void this.#load();
  });
  readonly #learned = createOnceAfter(LEARN_MS, () => void this.#loadLearned());
  #tries = 0;
  #round = 0;
  /** Counts ranges apart: what is known of now stays good. */
  #rangeRound = 0;
  /** An answer from before something was learned comes too late. */
  #devicesRound = 0;

  constructor(element: ReactiveControllerHost) {
    this.#element = element;
    element.addController(this);
  }

  /** The time by the backend's clock. */
  now(): number {
    return Date.now() + this.home.clockAheadMs;
  }

  /** Begins anew where it is about another client; another range is read while the stream goes on. */
  follow(subject: Subject): void {
    if (!isSameHome(this.#subject, subject)) this.#followAnew(subject);
    else if (!isSameRange(this.#subject, subject)) this.#followRange(subject);
  }

  #followRange(subject: Subject): void {
    this.#subject = subject;
    if (this.#isConnected) void this.#loadRange(subject, (this.#rangeRound += 1));
  }

  #followAnew(subject: Subject): void {
    this.#stop();
    if (this.#subject?.client !== subject.client) this.home = nothingKnown;
    this.#subject = subject;
    if (this.#isConnected) this.#start();
  }

  /** Shows what is given, and asks nobody. */
  show(home: HomeState): void {
    this.#stop();
    this.#subject = null;
    this.home = home;
  }

  hostConnected(): void {
    this.#isConnected = true;
    this.#start();
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    this.#stop();
  }

  readonly tryNow = (): void => void this.#load();

  /** After a correction: what was told before it is read anew. */
  readonly readAgain = (): void => this.#corrected.call();

  #start(): void {
    if (this.#subject === null) return;
    this.#tick = setInterval(() => this.#element.requestUpdate(), TICK_MS);
    if (!this.#subject.live) return void this.#load();
    this.#devicesTick = setInterval(() => void this.#loadDevices(), DEVICES_MS);
    this.#wait(PATIENCE_MS);
    this.#unsubscribe = this.#subject.client.subscribe(this.#onEvent, this.#onConnection);
  }

  #stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
    for (const waiting of [this.#retry, this.#corrected, this.#learned]) waiting.cancel();
    clearInterval(this.#tick);
    clearInterval(this.#devicesTick);
    this.#round += 1;
    this.#rangeRound += 1;
  }

  #change(changes: Partial<HomeState>): void {
    this.home = { ...this.home, ...changes };
    this.#element.requestUpdate();
  }

  readonly #onConnection = (connection: Connection): void => {
    this.#change({ connection });
    if (connection.status === 'connected') {
      this.#tries = 0;
      void this.#load();
    } else if (connection.status === 'absent') {
      this.#retry.cancel();
      this.#change({ retryAtMs: null });
    } else {
      // What is known stays on the page; whether requests are still answered, the next one tells.
      if (this.#tries === 0) this.#change({ reachable: false });
      this.#wait(retryDelay(this.#tries));
    }
  };

  readonly #onEvent = (event: StreamEvent): void => {
    if (this.#subject === null) return;
    this.#change({ ...applyEvent(this.home, event, this.#subject), answeredMs: Date.now() });
    this.#readMore(event);
  };

  /** What an event says has changed, but does not tell. */
  #readMore(event: StreamEvent): void {
    const isDone = event.type === 'progress' && event.data.phase === 'done';
    if (event.type === 'reset' || isDone) void this.#load();
    if (event.type === 'corrected') this.readAgain();
    if (event.type === 'health') void this.#loadHealth();
    if (event.type === 'correlation') this.#learned.call();
  }

  async #loadLearned(): Promise<void> {
    const subject = this.#subject;
    if (subject === null) return;
    const round = this.#round;
    const { current } = loadsOfNow(subject.client);
    await Promise.all([this.#loadPart('current', () => round === this.#round, current), this.#loadDevices()]);
  }

  #wait(delayMs: number): void {
    this.home = { ...this.home, retryAtMs: Date.now() + delayMs };
    this.#retry.start(delayMs);
  }

  /** Reads everything; each part fails alone. */
  async #load(): Promise<void> {
    const subject = this.#subject;
    if (subject === null) return;
    this.#retry.cancel();
    const round = (this.#round += 1);
    await this.#loadParts(subject, round);
    if (round !== this.#round) return;
    this.#change({ retryAtMs: null });
    // Without the stream, or without an answer beside it, everything is asked for again and again.
    const { connection, reachable } = this.home;
    if (!subject.live || connection.status === 'absent' || (connection.status === 'connected' && reachable)) return;
    this.#wait(retryDelay(this.#tries));
    this.#tries += 1;
  }

  async #loadParts(subject: Subject, round: number): Promise<void> {
    const { current, lastHour } = loadsOfNow(subject.client);
    const isWanted = () => round === this.#round;
    await Promise.all([
      this.#loadHealth(),
      this.#loadPart('current', isWanted, current),
      this.#loadPart('lastHour', isWanted, lastHour),
      this.#loadRange(subject, (this.#rangeRound += 1)),
      this.#loadDevices(),
    ]);
  }

  async #loadDevices(): Promise<void> {
    const subject = this.#subject;
    if (subject === null || !subject.hasDevices) return;
    const devicesRound = (this.#devicesRound += 1);
    const { devices, meter } = loadsOfDevices(subject.client);
    const isWanted = () => devicesRound === this.#devicesRound && subject.client === this.#subject?.client;
    await Promise.all([this.#loadPart('devices', isWanted, devices), this.#loadPart('meter', isWanted, meter)]);
  }

  async #loadRange(subject: Subject, rangeRound: number): Promise<void> {
    const { correlations, history, unexplained } = loadsOfRange(subject.client, subject);
    const isWanted = () => rangeRound === this.#rangeRound;
    await Promise.all([
      this.#loadPart('correlations', isWanted, correlations),
      this.#loadPart('history', isWanted, history),
      this.#loadPart('unexplained', isWanted, unexplained),
    ]);
  }

  async #loadPart<K extends PartName>(
    part: K,
    isWanted: () => boolean,
    load: (() => Promise<NonNullable<HomeState[K]['value']>>) | undefined,
  ): Promise<void> {
    if (load === undefined) return;
    let loaded: Loadable<unknown>;
    try {
      loaded = { status: 'ready', value: await load() };
    } catch (error) {
      // While it starts nothing has failed yet.
      if (this.home.connection.status === 'connecting' && this.#subject?.live === true) return;
      loaded = { status: 'failed', value: this.home[part].value, failure: toFailure(error) };
    }
    if (!isWanted()) return;
    this.#change({ [part]: loaded });
    if (part === 'current') this.#change(noteAnswer(this.home.current, Date.now()));
  }

  async #loadHealth(): Promise<void> {
    try {
      const health = await this.#subject?.client.request('health');
      if (health === undefined) return;
      const { progress = null } = health;
      this.#change({ health, progress: progress?.phase === 'done' ? null : progress });
    } catch {
      // Said by the other parts, which ask the same backend.
    }
  }
}
