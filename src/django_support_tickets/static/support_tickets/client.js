/**
 * The support desk in JavaScript: every call of the REST API, uploads, live updates.
 *
 *     const support = new SupportClient({ baseUrl: "/api/support/", token: () => accessToken });
 *     for await (const ticket of support.eachTicket({ status: "open" })) show(ticket);
 *
 * No dependencies, no build step, and nothing is touched while it is loaded: it can be imported
 * where there is no window. Types are in client.d.ts.
 */

import { refusal } from "./client/errors.js";
import { InboxFeed, TicketFeed } from "./client/feeds.js";
import { eachEventOf, eachOf, linesOf } from "./client/lists.js";
import { Requests } from "./client/requests.js";
import { PendingMessage } from "./client/sending.js";
import { Subscription } from "./client/subscription.js";
import { asForm, exchange } from "./client/uploads.js";

export { SupportError } from "./client/errors.js";
export { cursorOf } from "./client/lists.js";
export { newClientToken } from "./client/sending.js";

export class SupportClient {
  #requests;
  #options;
  #realtime = null;

  constructor(options) {
    this.#options = options;
    this.#requests = new Requests(options);
  }

  #get(path, query, options) {
    return this.#requests.json("GET", path, { query, ...options });
  }

  #send(method, path, data, options) {
    return this.#requests.json(method, path, { data, ...options });
  }

  #post(path, data, options) {
    return this.#send("POST", path, data, options);
  }

  /** Choices, limits, the caller, and where live updates come from. */
  meta(options) {
    return this.#get("meta/", {}, options);
  }

  // Tickets

  tickets(query, options) {
    return this.#get("tickets/", query, options);
  }

  eachTicket(query, options) {
    return eachOf(this.#requests, "tickets/", query, options);
  }

  ticket(id, options) {
    return this.#get(`tickets/${id}/`, {}, options);
  }

  openTicket(data, options) {
    return this.#post("tickets/", data, options);
  }

  changeTicket(id, changes, options) {
    return this.#send("PATCH", `tickets/${id}/`, changes, options);
  }

  /** Give the ticket to an agent, or with null to nobody. */
  assignTicket(id, agentId, { version, ...options } = {}) {
    return this.#post(`tickets/${id}/assign/`, { agent_id: agentId, version }, options);
  }

  escalateTicket(id, data, options) {
    return this.#post(`tickets/${id}/escalate/`, data, options);
  }

  closeTicket(id, { version, ...options } = {}) {
    return this.#post(`tickets/${id}/close/`, { version }, options);
  }

  reopenTicket(id, { version, ...options } = {}) {
    return this.#post(`tickets/${id}/reopen/`, { version }, options);
  }

  markRead(id, options) {
    return this.#post(`tickets/${id}/read/`, {}, options);
  }

  /** Remove the text of a message for good. */
  redactMessage(ticketId, messageId, options) {
    return this.#post(`tickets/${ticketId}/messages/${messageId}/redact/`, {}, options);
  }

  /** Remove the bytes and the name of a file for good. */
  redactFile(id, options) {
    return this.#post(`attachments/${id}/redact/`, {}, options);
  }

  muteTicket(id, options) {
    return this.#post(`tickets/${id}/mute/`, {}, options);
  }

  unmuteTicket(id, options) {
    return this.#post(`tickets/${id}/unmute/`, {}, options);
  }

  /** Change up to 500 tickets; with `onResult`, each is told as it is done. */
  async changeTickets(data, { onResult, ...options } = {}) {
    if (!onResult) return this.#post("tickets/bulk/", data, options);
    const accept = "application/x-ndjson";
    const response = await this.#requests.send("POST", "tickets/bulk/", { data, accept, ...options });
    const result = { succeeded: [], failed: [] };
    for await (const line of linesOf(response)) {
      const { id, error, message, ok } = line;
      if (ok) result.succeeded.push(id);
      else result.failed.push({ id, error, message });
      onResult(line);
    }
    return result;
  }

  // Messages and events

  messages(ticketId, query, options) {
    return this.#get(`tickets/${ticketId}/messages/`, query, options);
  }

  eachMessage(ticketId, query, options) {
    return eachOf(this.#requests, `tickets/${ticketId}/messages/`, query, options);
  }

  postMessage(ticketId, data, options) {
    return this.#post(`tickets/${ticketId}/messages/`, data, options);
  }

  /** Begin to post a message and return at once what can be shown meanwhile. */
  sendMessage(ticketId, data, options) {
    const post = (...sent) => this.postMessage(ticketId, ...sent);
    return new PendingMessage(post, data, options);
  }

  events(ticketId, query, options) {
    return this.#get(`tickets/${ticketId}/events/`, query, options);
  }

  eachEvent(ticketId, after = 0, options = {}) {
    return eachEventOf(this.#requests, ticketId, after, options);
  }

  // Files

  /** Upload files for a message to come; return a list, also for one file. */
  async uploadFiles(ticketId, files, options) {
    const data = { file: Array.from(files) };
    const stored = await this.#post(`tickets/${ticketId}/attachments/`, data, options);
    return [stored].flat();
  }

  /** Upload one file straight to the storage, where that can sign forms; elsewhere 404. */
  async uploadToStorage(ticketId, file, { onProgress, signal } = {}) {
    const path = `tickets/${ticketId}/attachments`;
    const { url, fields, token } = await this.#post(`${path}/direct/`, {}, { signal });
    // To the storage we are strangers: it gets neither our token nor our cookies.
    const init = { method: "POST", headers: {}, credentials: "omit", signal };
    const body = asForm({ ...fields, file });
    const response = await exchange(url, { ...init, body }, onProgress);
    if (!response.ok) throw await refusal(response);
    return this.#post(`${path}/confirm/`, { token, filename: file.name }, { signal });
  }

  /** The bytes of a file, with our credentials; `download_url` needs none. */
  downloadFile(id, options) {
    return this.#bytes(`attachments/${id}/download/`, options);
  }

  previewFile(id, options) {
    return this.#bytes(`attachments/${id}/preview/`, options);
  }

  async #bytes(path, options) {
    const response = await this.#requests.send("GET", path, { accept: "*/*", ...options });
    return response.blob();
  }

  // Live updates

  /** Follow a ticket: its events after `after`, each once and in order. */
  subscribe(ticketId, handlers) {
    return this.#follow(new TicketFeed(this.#requests, ticketId, handlers), handlers);
  }

  /** Follow all tickets: hints that one of them has changed. */
  subscribeInbox(handlers) {
    return this.#follow(new InboxFeed(this.#requests, handlers), handlers);
  }

  #follow(feed, handlers) {
    return new Subscription(this.#requests, () => this.#askRealtime(), feed, handlers);
  }

  async #askRealtime() {
    this.#realtime ??= (await this.meta()).realtime;
    const { poll_seconds } = this.#realtime;
    return { ...this.#realtime, poll_seconds: this.#options.pollSeconds ?? poll_seconds };
  }

  /** Tell the others on a ticket that one is "viewing" or "typing"; say it again while it lasts. */
  setPresence(ticketId, data, options) {
    return this.#post(`tickets/${ticketId}/presence/`, data, options);
  }

  /** A short-lived link to the stream of a ticket, or without one of the inbox. */
  streamLink(ticketId, options) {
    return this.#post("stream-link/", ticketId ? { ticket: ticketId } : {}, options);
  }

  // The caller's notifications

  notifications(query, options) {
    return this.#get("notifications/", query, options);
  }

  eachNotification(query, options) {
    return eachOf(this.#requests, "notifications/", query, options);
  }

  unreadNotifications(options) {
    return this.#get("notifications/unread-count/", {}, options);
  }

  markNotificationRead(id, options) {
    return this.#post(`notifications/${id}/read/`, {}, options);
  }

  markNotificationsRead(options) {
    return this.#post("notifications/read/", {}, options);
  }

  preferences(options) {
    return this.#get("preferences/", {}, options);
  }

  setPreferences(switches, options) {
    return this.#send("PUT", "preferences/", { switches }, options);
  }

  // For agents

  agents(query, options) {
    return this.#get("agents/", query, options);
  }

  eachAgent(query, options) {
    return eachOf(this.#requests, "agents/", query, options);
  }

  stats(query, options) {
    return this.#get("stats/", query, options);
  }

  suggestions(ticketId, options) {
    return this.#get(`tickets/${ticketId}/suggestions/`, {}, options);
  }

  cannedResponses(query, options) {
    return this.#get("canned-responses/", query, options);
  }

  eachCannedResponse(query, options) {
    return eachOf(this.#requests, "canned-responses/", query, options);
  }

  cannedResponse(id, options) {
    return this.#get(`canned-responses/${id}/`, {}, options);
  }

  addCannedResponse(data, options) {
    return this.#post("canned-responses/", data, options);
  }

  changeCannedResponse(id, changes, options) {
    return this.#send("PATCH", `canned-responses/${id}/`, changes, options);
  }

  deleteCannedResponse(id, options) {
    return this.#send("DELETE", `canned-responses/${id}/`, undefined, options);
  }

  /** The response's text for a ticket; counts the use. */
  useCannedResponse(id, ticketId, options) {
    return this.#post(`canned-responses/${id}/use/`, { ticket: ticketId }, options);
  }

  savedViews(options) {
    return this.#get("views/", {}, options);
  }

  savedView(key, options) {
    return this.#get(`views/${key}/`, {}, options);
  }

  addSavedView(data, options) {
    return this.#post("views/", data, options);
  }

  changeSavedView(key, changes, options) {
    return this.#send("PATCH", `views/${key}/`, changes, options);
  }

  deleteSavedView(key, options) {
    return this.#send("DELETE", `views/${key}/`, undefined, options);
  }
}
