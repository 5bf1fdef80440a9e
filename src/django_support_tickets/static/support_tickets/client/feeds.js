/**
 * What a subscription follows. A feed knows how far it has come and where the truth is; what is
 * pushed only tells it sooner. So whatever is lost, repeated or out of order on the way, a page is
 * told of everything once and in order.
 */

import { eachEventOf } from "./lists.js";
import { tell } from "./telling.js";

const LATEST = 50; // tickets that are compared where there is no stream

/** The events of one ticket, by their sequence, which has no gaps. */
export class TicketFeed {
  #requests;
  #handlers;

  constructor(requests, ticketId, { after = 0, ...handlers }) {
    this.#requests = requests;
    this.#handlers = handlers;
    this.sequence = after;
    this.target = { ticket: ticketId };
    this.streamPath = `../tickets/${ticketId}/stream/`; // from that of the inbox
    this.socketPath = `tickets/${ticketId}/`;
  }

  get position() {
    return { after: this.sequence };
  }

  /** Take what was pushed. */
  async take(message, signal) {
    if (message.type === "presence") tell(this.#handlers.onPresence, presenceIn(message));
    if (message.type === "event") await this.#takeEvent(message.event, signal);
    if (message.type === "reset") await this.catchUp(signal);
    if (message.type === "open" && !message.replays) await this.catchUp(signal);
  }

  /** Read what happened since. */
  async catchUp(signal) {
    const { ticket } = this.target;
    for await (const event of eachEventOf(this.#requests, ticket, this.sequence, { signal })) {
      signal.throwIfAborted(); // a page may close while it is told
      this.#deliver(event);
    }
  }

  async #takeEvent(event, signal) {
    if (event.sequence > this.sequence + 1) await this.catchUp(signal);
    if (event.sequence > this.sequence + 1) throw new Error("The events in between are not there");
    this.#deliver(event);
  }

  #deliver(event) {
    if (event.sequence <= this.sequence) return;
    this.sequence = event.sequence;
    tell(this.#handlers.onEvent, event);
  }
}

/** Hints that tickets have changed, each at a version. */
export class InboxFeed {
  #requests;
  #onHint;
  #versions = new Map();
  #isPrimed = false; // whether all that is not known is news

  constructor(requests, { known, onHint }) {
    this.#requests = requests;
    this.#onHint = onHint;
    for (const { id, version } of known ?? []) this.#versions.set(id, version);
    this.#isPrimed = known !== undefined;
    this.target = {};
    this.streamPath = "";
    this.socketPath = "inbox/";
    this.position = {};
  }

  /** Take what was pushed. Hints of the time before the stream was open come with no stream. */
  async take(message, signal) {
    if (message.type === "hint") this.#deliver(message.ticket, message.sequence);
    if (message.type === "reset" || message.type === "open") await this.catchUp(signal);
  }

  /** Compare the tickets that changed last with what is known of them. */
  async catchUp(signal) {
    const query = { ordering: "-updated_at", page_size: LATEST, cursor: "" };
    const { results } = await this.#requests.json("GET", "tickets/", { query, signal });
    for (const { id, version } of results.reverse()) {
      signal.throwIfAborted();
      if (this.#isPrimed) this.#deliver(id, version);
      else this.#versions.set(id, version);
    }
    this.#isPrimed = true;
  }

  #deliver(ticket, sequence) {
    if (sequence <= (this.#versions.get(ticket) ?? 0)) return;
    this.#versions.set(ticket, sequence);
    tell(this.#onHint, { ticket, sequence });
  }
}

function presenceIn({ viewing, typing }) {
  return { viewing, typing };
}
