import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs } from './backoff.ts';
import { type LookParts, lookAt } from './look.ts';
import { nextWakeMs } from './next-wake.ts';
import type { Controller } from './work.ts';
import { type Claim, ClaimLostError } from './work-tables.ts';

/** A look in progress. */
export interface Running {
  readonly claim: Claim;
  readonly abort: AbortController;
}

export interface LaneLimits {
  /** Looks in progress at a time. */
  readonly concurrency: number;
  /** Longest time without asking the database what is due. */
  readonly pollMs: number;
}

/**
 * Looks at the due work of one kind. Each kind has a lane of its own, so that one whose looks take long keeps no other
 * waiting. It sleeps until the earliest known wake, and is poked when something is due before that.
 */
export class Lane {
  readonly #parts: LookParts;
  readonly #controller: Controller;
  readonly #limits: LaneLimits;
  readonly #running = new Map<string, Running>();
  readonly #looks = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #started = false;
  #pumping = false;
  #pokedWhilePumping = false;
  /** The last claim filled every place: more may be due as soon as one is free. */
  #full = false;
  #setbacks = 0;
  #soon: NodeJS.Immediate | undefined;
  #pumped: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: LookParts, controller: Controller, limits: LaneLimits) {
    this.#parts = parts;
    this.#controller = controller;
    this.#limits = limits;
  }

  get running(): readonly Running[] {
    return [...this.#running.values()];
  }

  /** Whether work that becomes due now is looked at by this node at once. */
  get hasRoom(): boolean {
    return this.#started && this.#running.size < this.#limits.concurrency;
  }

  start(): void {
    this.#started = true;
    this.poke();
  }

  /** Ends all looks, and returns when they have ended. */
  async stop(): Promise<void> {
    this.#started = false;
    clearImmediate(this.#soon);
    clearTimeout(this.#timer);
    this.#stopping.abort();
    for (const { abort } of this.#running.values()) abort.abort();
    await this.#pumped;
    await Promise.all(this.#looks);
  }

  /** Another node has taken this work over: its look here may write nothing any more. */
  lose(claim: Claim, reason: ClaimLostError): void {
    const running = this.#running.get(claim.key);
    if (running?.claim.fence === claim.fence) running.abort.abort(reason);
  }

  /** Something of this kind is due at that time. */
  dueAt(atMs: number): void {
    if (atMs <= this.#parts.clock.nowMs()) this.poke();
    else this.#sleepUntil(atMs);
  }

  /** Asks the database what is due, as soon as the current turn of the event loop is over. */
  poke(): void {
    if (!this.#started) return;
    if (this.#pumping) this.#pokedWhilePumping = true;
    else this.#soon ??= setImmediate(this.#pumpSoon);
  }

  readonly #pumpSoon = () => {
    this.#soon = undefined;
    this.#pumped = this.#pump();
  };

  async #pump(): Promise<void> {
    this.#pumping = true;
    try {
      let nowMs: number;
      do {
        this.#pokedWhilePumping = false;
        nowMs = this.#parts.clock.nowMs();
        await this.#claimDue(nowMs);
      } while (this.#pokedWhilePumping && this.#started);
      // After the same instant up to which work was claimed: what falls due between two instants would be missed.
      await this.#sleepAfter(nowMs);
      this.#setbacks = 0;
    } catch (error) {
      const pauseMs = backoffMs(++this.#setbacks);
      this.#parts.logger.error({ kind: this.#controller.kind, pauseMs, err: error }, 'due work could not be claimed');
      this.#sleepUntil(this.#parts.clock.nowMs() + pauseMs);
    } finally {
      this.#pumping = false;
      if (this.#pokedWhilePumping) this.poke();
    }
  }

  async #claimDue(nowMs: number): Promise<void> {
    const free = this.#limits.concurrency - this.#running.size;
    this.#full = free <= 0;
    if (this.#full) return;
    const { claims } = this.#parts;
    const taken = await claims.take(this.#controller.kind, nowMs, free, this.#running);
    this.#full = taken.length === free;
    for (const claim of taken) {
      if (this.#started) this.#begin(claim);
      else await claims.giveBack(claim);
    }
  }

  #begin(claim: Claim): void {
    const running: Running = { claim, abort: new AbortController() };
    // A lease that ran out while its look hung may come back to this very node.
    const overtaken = this.#running.get(claim.key);
    overtaken?.abort.abort(new ClaimLostError(overtaken.claim));
    this.#running.set(claim.key, running);
    const look = this.#look(running).finally(() => {
      this.#looks.delete(look);
      if (this.#full) this.poke();
    });
    this.#looks.add(look);
  }

  /** Takes itself off the running looks exactly once, before the lane hears that the row is due again. */
  async #look(running: Running): Promise<void> {
    const { claim, abort } = running;
    try {
      const nextLookMs = await lookAt(this.#parts, this.#controller, claim, abort.signal);
      this.#end(running);
      if (nextLookMs !== undefined) this.dueAt(nextLookMs);
    } catch {
      // Not even the failure could be written (the disk is full, the database away). The row is still due: without a
      // pause it would be looked at again at once, and so on. lookAt has logged it.
      const signal = AbortSignal.any([this.#stopping.signal, abort.signal]);
      await pause(backoffMs(claim.attempt + 4), undefined, { signal }).catch(() => undefined);
      this.#end(running);
      this.poke();
    }
  }

  /** A look that was overtaken must not end its successor's heartbeat. */
  #end(running: Running): void {
    if (this.#running.get(running.claim.key) === running) this.#running.delete(running.claim.key);
  }

  async #sleepAfter(nowMs: number): Promise<void> {
    const wakeMs = await nextWakeMs(this.#parts.store, this.#controller.kind, nowMs);
    this.#sleepUntil(Math.min(wakeMs ?? Number.POSITIVE_INFINITY, nowMs + this.#limits.pollMs));
  }

  #sleepUntil(atMs: number): void {
    if (!this.#started || atMs >= this.#timerAtMs) return;
    clearTimeout(this.#timer);
    this.#timerAtMs = atMs;
    const delayMs = Math.min(Math.max(atMs - this.#parts.clock.nowMs(), 0), this.#limits.pollMs);
    this.#timer = setTimeout(() => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.poke();
    }, delayMs);
  }
}
