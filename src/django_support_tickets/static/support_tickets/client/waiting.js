/** Time: how long to wait, and what cuts a wait short. */

/**
 * Return the milliseconds to wait before a try: twice as long each time, up to `most`. Half of it
 * is random, so that those who were cut off together do not come back together.
 */
export function backoff(attempt, base, most = 30_000) {
  const whole = Math.min(most, base * 2 ** (attempt - 1));
  return (whole * (1 + Math.random())) / 2;
}

/** A wait that ends early when it is woken, or does not begin if that was meanwhile. */
export class Pause {
  #isWoken = false;
  #end = () => {};

  async wait(milliseconds) {
    if (!this.#isWoken) {
      await new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.max(0, milliseconds));
        this.#end = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#isWoken = false;
  }

  wake() {
    this.#isWoken = true;
    this.#end();
  }
}

/** Rings once if it is not set anew in time. */
export class Alarm {
  #timer;
  #ring;

  constructor(ring) {
    this.#ring = ring;
  }

  set(milliseconds) {
    this.clear();
    this.#timer = setTimeout(this.#ring, milliseconds);
  }

  clear() {
    clearTimeout(this.#timer);
  }
}

/** Whether the browser knows that there is no network. */
export function isOffline() {
  return globalThis.navigator?.onLine === false;
}

/** Tell when the network goes and comes, and when the page is looked at again; return an end. */
export function watchNetwork({ onOffline, onOnline, onVisible }) {
  const page = globalThis.document;
  const seen = () => page.visibilityState === "visible" && onVisible();
  globalThis.addEventListener?.("offline", onOffline);
  globalThis.addEventListener?.("online", onOnline);
  page?.addEventListener("visibilitychange", seen);
  return () => {
    globalThis.removeEventListener?.("offline", onOffline);
    globalThis.removeEventListener?.("online", onOnline);
    page?.removeEventListener("visibilitychange", seen);
  };
}
