/** Requests to the API: addresses, credentials, errors. */

import { refusal } from "./errors.js";
import { encode, exchange } from "./uploads.js";

export class Requests {
  #options;
  #renewing = null; // shared by all requests that are refused at the same time

  constructor(options) {
    this.#options = { credentials: "same-origin", ...options };
  }

  /** Return the absolute address of a path of the API. */
  url(path, query = {}) {
    const { baseUrl } = this.#options;
    const base = new URL(baseUrl.endsWith("/") ? baseUrl : `${baseUrl}/`, globalThis.location?.href);
    const url = new URL(path, base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined && value !== null) url.searchParams.set(name, asText(value));
    }
    return url.href;
  }

  /**
   * Send and return the answer; throw a `SupportError` for any but success.
   *
   * @param {string} method
   * @param {string} path relative to `baseUrl`, or absolute
   * @param {{query?: object, data?: object, accept?: string, signal?: AbortSignal,
   *   onProgress?: Function}} [options]
   * @returns {Promise<Response>}
   */
  async send(method, path, options = {}) {
    const token = await this.#options.token?.();
    let response = await this.#exchange(method, path, options, token);
    if (response.status === 401) {
      const renewed = await this.#renewed(token);
      if (renewed) response = await this.#exchange(method, path, options, renewed);
    }
    if (!response.ok) throw await refusal(response);
    return response;
  }

  /** Send and return the JSON of the answer, or null where it has no body. */
  async json(method, path, options) {
    const response = await this.send(method, path, options);
    return response.status === 204 ? null : response.json();
  }

  async #exchange(method, path, { query, data, accept, signal, onProgress }, token) {
    const { credentials, headers: own, scheme = "Bearer" } = this.#options;
    const { body, headers } = encode(data);
    Object.assign(headers, { Accept: accept ?? "application/json" });
    if (token) headers.Authorization = `${scheme} ${token}`;
    Object.assign(headers, typeof own === "function" ? await own() : own);
    const init = { method, body, headers, credentials, signal };
    return exchange(this.url(path, query), init, onProgress);
  }

  /** Return another token than the refused one, or null. */
  async #renewed(refused) {
    const { token, onUnauthorized } = this.#options;
    const current = await token?.();
    if (current && current !== refused) return current; // renewed meanwhile
    if (!onUnauthorized) return null;
    this.#renewing ??= Promise.resolve(onUnauthorized()).finally(() => (this.#renewing = null));
    const renewed = await this.#renewing;
    return renewed === refused ? null : renewed;
  }
}

function asText(value) {
  if (value instanceof Date) return value.toISOString();
  return Array.isArray(value) ? value.map(asText).join(",") : String(value);
}
