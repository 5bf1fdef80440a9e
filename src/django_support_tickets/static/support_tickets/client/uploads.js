/** Bodies with files, and requests that say how much of them has left. */

import { noAnswer } from "./errors.js";
import { tell } from "./telling.js";

const WITHOUT_BODY = new Set([204, 205, 304]);

/** Return the data as a form if it holds files, otherwise as JSON; with headers that say so. */
export function encode(data) {
  if (data === undefined) return { body: undefined, headers: {} };
  if (Object.values(data).flatMap(itemsOf).some(isFile)) return { body: asForm(data), headers: {} };
  const body = JSON.stringify(data, (_name, value) => (isFileList(value) ? undefined : value));
  return { body, headers: { "Content-Type": "application/json" } };
}

/** Return the data as a form: lists are repeated, objects are JSON, what is null is left out. */
export function asForm(data) {
  const form = new FormData();
  for (const [name, values] of Object.entries(data)) {
    for (const value of itemsOf(values)) {
      if (value === undefined || value === null) continue;
      const isPlain = typeof value === "object" && !isFile(value);
      form.append(name, isPlain ? JSON.stringify(value) : value);
    }
  }
  return form;
}

const isFile = (value) => value instanceof Blob;
const isFileList = (value) => "FileList" in globalThis && value instanceof FileList;
const itemsOf = (value) => (Array.isArray(value) || isFileList(value) ? [...value] : [value]);

/**
 * Do what `fetch()` does, with progress where it is asked for and can be had.
 *
 * @param {string} url
 * @param {RequestInit} init
 * @param {(progress: {loaded: number, total: number}) => void} [onProgress]
 * @returns {Promise<Response>}
 * @throws {SupportError} without an answer; what the signal says if it was aborted
 */
export async function exchange(url, init, onProgress) {
  const hasProgress = onProgress && typeof XMLHttpRequest !== "undefined";
  try {
    return await (hasProgress ? sendWithProgress(url, init, onProgress) : fetch(url, init));
  } catch (error) {
    throw init.signal?.aborted ? init.signal.reason : noAnswer(error);
  }
}

/** fetch() says nothing of how much was sent; XMLHttpRequest does. */
function sendWithProgress(url, init, onProgress) {
  return new Promise((resolve, reject) => {
    const { signal } = init;
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open(init.method, url);
    request.withCredentials = init.credentials === "include";
    for (const [name, value] of Object.entries(init.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => tell(onProgress, { loaded, total });
    request.onload = () => resolve(answerOf(request));
    request.onerror = () => reject(new TypeError("Failed to send"));
    request.onabort = () => reject(signal.reason);
    request.onloadend = () => signal?.removeEventListener("abort", abort);
    signal?.addEventListener("abort", abort);
    request.send(init.body);
  });
}

function answerOf(request) {
  const headers = new Headers();
  for (const line of request.getAllResponseHeaders().trim().split("\r\n")) {
    const colon = line.indexOf(":");
    if (colon > 0) headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const body = WITHOUT_BODY.has(request.status) ? null : request.responseText;
  return new Response(body, { status: request.status, headers });
}
