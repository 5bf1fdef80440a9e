/** Messages that are shown before the server has them. */

import { tell } from "./telling.js";

/** Return a token that marks a write, so that its repetition is not written again. */
export function newClientToken() {
  // Not randomUUID(): pages without https do not have it.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** A message on its way: `state` is "sending", then "sent" (see `message`) or "failed" (`error`). */
export class PendingMessage {
  #post;
  #options;
  #aborting;

  constructor(post, data, options = {}) {
    this.#post = post;
    this.#options = options;
    this.clientToken = data.client_token ?? newClientToken();
    this.data = { ...data, client_token: this.clientToken };
    options.signal?.addEventListener("abort", () => this.abort());
    /** Resolves to this object once it is sent or failed; never rejects. */
    this.settled = this.#send();
  }

  /** Send once more what has failed. The token is the same, so it cannot arrive twice. */
  retry() {
    if (this.state === "failed") {
      this.settled = this.#send();
      tell(this.#options.onChange, this);
    }
    return this.settled;
  }

  /** Give up sending. The server may have the message nevertheless; `retry()` is still safe. */
  abort() {
    this.#aborting.abort();
  }

  async #send() {
    const { signal, onChange, onProgress } = this.#options;
    this.#aborting = new AbortController();
    if (signal?.aborted) this.#aborting.abort(signal.reason);
    Object.assign(this, { state: "sending", message: null, error: null });
    try {
      this.message = await this.#post(this.data, { signal: this.#aborting.signal, onProgress });
      this.state = "sent";
    } catch (error) {
      this.error = error;
      this.state = "failed";
    }
    tell(onChange, this);
    return this;
  }
}
