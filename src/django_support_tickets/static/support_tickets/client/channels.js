/**
 * The ways in which a server pushes, best first. Each opens as an async generator of messages:
 * `{type: "open"}`, then `event`, `hint`, `presence`, `reset`, and for our own use `retry`, `ping`.
 */

import { SupportError } from "./errors.js";
import { framesOf } from "./frames.js";
import { Alarm } from "./waiting.js";

const QUIET_AT_START = 15_000; // so long may a proxy hold back the first byte
const QUIET = 45_000; // heartbeats come more often

const KINDS = {
  ticket: (data) => ({ type: "event", event: data }),
  hint: (data) => ({ type: "hint", ...data }),
  presence: (data) => ({ type: "presence", ...data }),
  reset: () => ({ type: "reset" }),
};

/** Server-sent events over fetch(), because EventSource cannot send our credentials. */
async function* openStream({ requests, realtime, feed, connection }) {
  const url = new URL(feed.streamPath, requests.url(realtime.stream_url)).href;
  const quiet = new DOMException("The stream is silent", "TimeoutError");
  const alarm = new Alarm(() => connection.abort(quiet));
  alarm.set(QUIET_AT_START);
  try {
    const response = await requests.send("GET", url, {
      query: feed.position,
      accept: "text/event-stream",
      signal: connection.signal,
    });
    if (!response.headers.get("Content-Type")?.startsWith("text/event-stream")) {
      throw new SupportError(response.status, {});
    }
    for await (const frame of framesOf(response, () => alarm.set(QUIET))) {
      if (frame.type === "end") return; // asking again tells why
      if (frame.type in KINDS) yield KINDS[frame.type](JSON.parse(frame.data));
      else yield { ...frame, replays: true };
    }
  } finally {
    alarm.clear();
    connection.abort(); // or it would stay open when the reader leaves
  }
}

async function* openSocket({ requests, realtime, feed, connection }) {
  const { signal } = connection;
  const { token } = await requests.json("POST", "stream-link/", { data: feed.target, signal });
  const url = new URL(feed.socketPath, requests.url(realtime.websocket_url)).href;
  const address = requests.url(url, { token, ...feed.position });
  const socket = new WebSocket(address.replace(/^http/, "ws"));
  try {
    yield* messagesOf(socket, signal);
  } finally {
    socket.close();
  }
}

async function* messagesOf(socket, signal) {
  const stream = new ReadableStream({
    start(controller) {
      // A page does not see the heartbeats of a socket, nor that it is dead: then it asks.
      const alarm = new Alarm(() => socket.onmessage({ data: '{"type": "reset"}' }));
      const give = (message) => {
        controller.enqueue(message);
        alarm.set(QUIET);
      };
      socket.onopen = () => give({ type: "open" });
      socket.onmessage = ({ data }) => give(JSON.parse(data));
      const end = () => {
        alarm.clear();
        socket.onmessage = socket.onclose = null;
        controller.close();
      };
      socket.onclose = end;
      signal.addEventListener("abort", () => {
        socket.close(); // without a network nobody answers to that for long
        if (socket.onclose) end();
      });
    },
  });
  const reader = stream.getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

export const CHANNELS = [
  { name: "sse", isOffered: ({ stream_url }) => Boolean(stream_url), open: openStream },
  {
    name: "websocket",
    isOffered: ({ websocket_url }) => Boolean(websocket_url) && "WebSocket" in globalThis,
    open: openSocket,
  },
];
