/** Reading lists to their end, whatever their length. */

/**
 * Return the cursor in a `next`, `previous` or `messages_previous` link, or null.
 *
 * Links are absolute as the server knows itself, which behind a proxy need not be how it is
 * reached; so only what stands after the question mark is used.
 */
export function cursorOf(link) {
  return link ? new URL(link, "http://localhost").searchParams.get("cursor") : null;
}

/** Go through a list by cursor: nothing is shown twice or left out because of newer items. */
export async function* eachOf(requests, path, query, { signal } = {}) {
  let cursor = "";
  while (cursor !== null) {
    const page = await requests.json("GET", path, { query: { ...query, cursor }, signal });
    yield* page.results;
    cursor = cursorOf(page.next);
  }
}

/** Go through the events of a ticket that come after a sequence. */
export async function* eachEventOf(requests, ticketId, after, { signal } = {}) {
  let isLast = false;
  while (!isLast) {
    const query = { after, limit: 500 };
    const page = await requests.json("GET", `tickets/${ticketId}/events/`, { query, signal });
    yield* page.results;
    isLast = page.next === null;
    after = page.results.at(-1)?.sequence ?? after;
  }
}

/** Go through the JSON lines of an answer as they come in. */
export async function* linesOf(response) {
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    const lines = (text + decoder.decode(chunk.value, { stream: true })).split("\n");
    text = lines.pop();
    for (const line of lines) if (line) yield JSON.parse(line);
  }
  if (text) yield JSON.parse(text);
}
