/** What stops a call: one class of errors, made from the body that every error of the API has. */

/** Why a call failed. */
export class SupportError extends Error {
  /**
   * @param {number} status HTTP status; 0 if there was no answer
   * @param {object} body the error body: `{error, message, details, retry_after, ticket}`
   * @param {{cause?: unknown}} [options]
   */
  constructor(status, body, options) {
    super(body.message ?? `The server answered ${status}.`, options);
    this.name = "SupportError";
    this.status = status;
    this.code = body.error ?? "unexpected_answer";
    this.details = body.details ?? {};
    this.retryAfter = body.retry_after ?? null;
    this.ticket = body.ticket ?? null;
    this.body = body;
  }

  /** Whether the same call may succeed later as it is. */
  get isTemporary() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** Return the error for a call that got no answer. */
export function noAnswer(cause) {
  const message = "The server cannot be reached.";
  return new SupportError(0, { error: "network_error", message }, { cause });
}

/** Return the error for an answer that is none of success; it may come from a proxy. */
export async function refusal(response) {
  const body = await response.json().catch(() => null);
  const isObject = body !== null && typeof body === "object" && !Array.isArray(body);
  const error = new SupportError(response.status, isObject ? body : {});
  error.retryAfter ??= Number(response.headers.get("Retry-After")) || null;
  return error;
}
