/** The text/event-stream format. */

const END_OF_LINE = /\r\n|\n|\r(?!$)/; // a last \r may be half of \r\n

/**
 * Go through an event stream: `{type: "open"}` with the first bytes, whatever they are, then
 * `{type, data}` for events, `{type: "retry", milliseconds}` and, for comments, `{type: "ping"}`.
 *
 * @param {Response} response
 * @param {() => void} onBytes called whenever something arrives
 */
export async function* framesOf(response, onBytes) {
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  const event = { type: "", data: [] };
  let text = "";
  let isOpen = false;
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    onBytes();
    if (!isOpen) yield { type: "open" };
    isOpen = true;
    const lines = (text + decoder.decode(chunk.value, { stream: true })).split(END_OF_LINE);
    text = lines.pop();
    for (const line of lines) {
      const frame = read(line, event);
      if (frame) yield frame;
    }
  }
}

/** Add a line to the event; return what it completes. */
function read(line, event) {
  if (line === "") return complete(event);
  const colon = line.indexOf(":");
  if (colon === 0) return { type: "ping" };
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
  if (name === "event") event.type = value;
  if (name === "data") event.data.push(value);
  return name === "retry" ? { type: "retry", milliseconds: Number(value) } : null;
}

function complete(event) {
  const { type, data } = event;
  Object.assign(event, { type: "", data: [] });
  return data.length ? { type: type || "message", data: data.join("\n") } : null;
}
