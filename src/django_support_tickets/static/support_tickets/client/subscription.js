/** Following a feed for as long as it is wanted, by the best way that works. */

import { CHANNELS } from "./channels.js";
import { tell } from "./telling.js";
import { backoff, isOffline, Pause, watchNetwork } from "./waiting.js";

const LONGEST_WAIT = 30_000;
const FINAL = new Set([401, 403, 404]); // to ask again would change nothing
const NO_ANSWER = 0;
const NOT_IMPLEMENTED = 501;

export class Subscription {
  #requests;
  #realtime;
  #feed;
  #onState;
  #stopWatching;
  #connection = new AbortController();
  #pause = new Pause();
  #failures = 0; // since anything was heard
  #retry = 1000; // milliseconds; the server may say otherwise
  #refused = new Map(); // channel -> {times, until}

  /** @param {() => Promise<object>} realtime returns what `meta/` says of live updates */
  constructor(requests, realtime, feed, { onState, signal }) {
    this.#requests = requests;
    this.#realtime = realtime;
    this.#feed = feed;
    this.#onState = onState;
    this.state = "connecting";
    this.transport = null;
    this.#stopWatching = watchNetwork({
      onOffline: () => this.#interrupt(),
      onOnline: () => this.#restart(),
      onVisible: () => this.wake(),
    });
    signal?.addEventListener("abort", () => this.close(), { once: true });
    if (signal?.aborted) this.close();
    else this.#run();
  }

  /** How far a ticket's subscription has come. */
  get sequence() {
    return this.#feed.sequence;
  }

  /** Ask now and not when it is time. */
  wake() {
    this.#pause.wake();
  }

  /** End it. Of what was under way nothing is told any more. */
  close() {
    this.#end(null);
  }

  #end(error) {
    this.#become("closed", null, error);
    this.#stopWatching();
    this.#connection.abort();
    this.#pause.wake();
  }

  #interrupt() {
    this.#connection.abort();
    if (this.state === "waiting") this.#become("offline"); // now it is known why
  }

  #restart() {
    this.#failures = 0;
    this.#refused.clear();
    this.#connection.abort(); // what was open may be dead and not know it
    this.#pause.wake();
  }

  async #run() {
    while (this.state !== "closed") {
      let problem = null;
      this.#connection = new AbortController();
      try {
        await this.#follow(this.#connection.signal);
      } catch (error) {
        if (!this.#connection.signal.aborted) problem = error;
      }
      if (FINAL.has(problem?.status)) this.#end(problem);
      if (this.state !== "closed") await this.#waitForNextTry(problem);
    }
  }

  async #waitForNextTry(problem) {
    this.#failures += 1;
    if (isOffline()) {
      this.#become("offline");
      await this.#pause.wait(LONGEST_WAIT); // browsers have been wrong about this
    } else {
      this.#become("waiting", null, problem);
      await this.#pause.wait(backoff(this.#failures, this.#retry, LONGEST_WAIT));
    }
  }

  /** Listen until a channel that was open has ended; poll while none can be opened. */
  async #follow(signal) {
    const realtime = await this.#realtime();
    const offered = CHANNELS.filter((channel) => channel.isOffered(realtime));
    const dueAt = (channel) => this.#refused.get(channel)?.until ?? 0;
    let isOver = false;
    while (!isOver) {
      signal.throwIfAborted();
      const best = offered.find((channel) => dueAt(channel) <= Date.now());
      if (best) isOver = await this.#listen(best, realtime, signal);
      else await this.#poll(realtime, Math.min(...offered.map(dueAt)), signal);
    }
  }

  /** Return whether the channel could be opened, once it is over. */
  async #listen(channel, realtime, signal) {
    const connection = new AbortController();
    const abort = () => connection.abort();
    const context = { requests: this.#requests, realtime, feed: this.#feed, connection };
    let isOpen = false;
    let reason = null;
    signal.addEventListener("abort", abort);
    try {
      for await (const message of channel.open(context)) {
        isOpen = true;
        await this.#take(message, channel, connection.signal);
      }
    } catch (error) {
      if (isOpen || signal.aborted) throw error;
      reason = error;
    } finally {
      signal.removeEventListener("abort", abort);
    }
    if (!isOpen) this.#refuse(channel, realtime, reason);
    return isOpen;
  }

  async #take(message, channel, signal) {
    if (message.type === "open") {
      this.#refused.delete(channel);
      this.#become("live", channel.name);
    } else if (message.type === "retry") {
      this.#retry = message.milliseconds;
    } else {
      this.#failures = 0;
    }
    await this.#feed.take(message, signal);
  }

  /** Do not try this channel for a while: longer each time. */
  #refuse(channel, realtime, reason) {
    const times = (this.#refused.get(channel)?.times ?? 0) + 1;
    const first = realtime.poll_seconds * 1000;
    const pause = reason?.status === NOT_IMPLEMENTED ? Infinity : backoff(times, first, 20 * first);
    this.#refused.set(channel, { times, until: Date.now() + pause });
  }

  async #poll(realtime, until, signal) {
    do {
      try {
        await this.#feed.catchUp(signal);
      } catch (error) {
        if (error.status === NO_ANSWER) this.#refused.clear(); // it was not the channels' fault
        throw error;
      }
      this.#failures = 0;
      this.#become("polling", "polling");
      await this.#pause.wait(Math.min(realtime.poll_seconds * 1000, until - Date.now()));
      signal.throwIfAborted();
    } while (Date.now() < until);
  }

  #become(state, transport = null, error = null) {
    if (this.state === "closed" || (this.state === state && this.transport === transport)) return;
    this.state = state;
    this.transport = transport;
    tell(this.#onState, state, { transport, error });
  }
}
