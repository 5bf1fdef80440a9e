/** A conversation that goes on while it is open: new messages, who is typing, what is read. */

const NEAR = 160; // pixels from the end at which a reader is at the end

export default function enhance(article, desk) {
  const { messages: address, stream, read, newFrom } = article.dataset;
  const list = article.querySelector("[data-part=messages]");
  const typing = article.querySelector("[data-typing]");
  const button = article.querySelector("[data-newest]");
  const wanted = new Set(); // places after which to ask; null is the end
  let isAsking = false;
  let isOlderAsked = false;
  let timer = 0;

  const end = () => article.querySelector("[data-part=answer]") ?? list;
  const isAtEnd = () => end().getBoundingClientRect().top < innerHeight + NEAR;
  const isPending = (item) => item.classList.contains("is-pending");
  const shown = () => [...list.querySelectorAll("[data-sequence]")];
  const last = () => Number(shown().filter((item) => !isPending(item)).at(-1)?.dataset.sequence ?? 0);

  /** Put the parts of an answer in the places of those on the page. */
  function receive(html) {
    const wasAtEnd = isAtEnd();
    const parts = desk.parse(html);
    const messages = parts.querySelector("[data-part=messages]");
    const news = addMessages(messages);
    for (const part of parts.querySelectorAll("[data-part]:not([data-part=messages])")) swap(part);
    if (news.length) tell(news, wasAtEnd);
    if (messages && "more" in messages.dataset) update();
  }

  function swap(part) {
    const old = article.querySelector(`[data-part=${part.dataset.part}]`);
    // A form in use is not taken away while it still fits.
    if (!old || (part.dataset.state && part.dataset.state === old.dataset.state)) return;
    const hadFocus = old.contains(document.activeElement);
    old.replaceWith(part);
    part.dispatchEvent(new CustomEvent("support:load", { bubbles: true }));
    if (hadFocus) part.querySelector("textarea, button, a")?.focus();
  }

  function addMessages(part) {
    const news = [];
    for (const item of [...(part?.children ?? [])]) {
      const { token, day } = item.dataset;
      // Who is looking has made no other visit.
      if (item.matches(".support-new") && document.visibilityState === "visible") continue;
      const mine = token && list.querySelector(`[data-token="${token}"]`);
      const same = mine || (item.id && document.getElementById(item.id));
      if (same) {
        same.replaceWith(item);
        join(item);
      } else if (!(day && list.querySelector(`[data-day="${day}"]`))) {
        const pending = list.querySelector(".is-pending");
        if (pending) pending.before(item);
        else list.append(item);
        if (item.matches(".support-message")) news.push(item);
        join(item);
      }
      list.querySelectorAll(".support-new").forEach((line, n) => n && line.remove());
    }
    return news;
  }

  /** Name a sender once above what they wrote in a row. */
  function join(item) {
    const before = item.previousElementSibling;
    const sender = item.querySelector(".support-sender");
    const name = before?.querySelector(".support-sender")?.textContent.trim();
    if (!sender || name !== sender.textContent.trim()) return;
    item.classList.remove("starts-group");
    sender.classList.add("support-hidden");
  }

  function tell(news, wasAtEnd) {
    const others = news.filter((item) => !item.matches(".is-mine"));
    if (wasAtEnd) toEnd();
    else if (others.length) button.hidden = false;
    if (!others.length) return;
    const item = others.at(-1);
    const [sender, text] = [".support-sender b", ".support-text"].map((part) => item.querySelector(part));
    desk.say(`${newFrom} ${sender.textContent}: ${text.textContent}`);
    typing.hidden = true;
    markRead();
  }

  function toEnd() {
    button.hidden = true;
    end().scrollIntoView({ block: "end" });
  }

  /** Ask for what has come, one question at a time. */
  async function update(after = null) {
    wanted.add(after);
    if (isAsking) return;
    isAsking = true;
    try {
      // What is added meanwhile is walked through, too.
      for (const place of wanted) {
        wanted.delete(place);
        receive((await desk.ask(`${address}?after=${place ?? last()}`)).html);
        article.classList.remove("is-offline");
      }
    } catch (error) {
      wanted.clear();
      article.classList.toggle("is-offline", error.status === 0);
      if ([401, 403, 404].includes(error.status)) {
        clearInterval(timer);
        list.after(desk.notice(error.message));
      }
    }
    isAsking = false;
  }

  /** Ask again for a message that was changed. */
  function refresh({ message, attachment }) {
    const file = attachment && list.querySelector(`[data-file="${attachment}"]`);
    const item = file ? file.closest("[data-sequence]") : document.getElementById(`message-${message}`);
    if (item) update(item.dataset.sequence - 1);
  }

  function markRead() {
    if (document.visibilityState !== "visible" || !list.querySelector("[data-unread]")) return;
    for (const item of list.querySelectorAll("[data-unread]")) delete item.dataset.unread;
    article.querySelector("[data-read]")?.remove();
    desk.ask(read, { form: desk.form([]) }).catch(() => {});
  }

  function follow() {
    const source = new EventSource(`${stream}?after=${article.dataset.version}`);
    source.addEventListener("ticket", ({ data }) => {
      const event = JSON.parse(data);
      refresh(event.data);
      update();
    });
    source.addEventListener("presence", ({ data }) => {
      const people = JSON.parse(data);
      showTyping(people.typing);
      article.dispatchEvent(new CustomEvent("support:presence", { detail: people }));
    });
    source.addEventListener("reset", () => update());
    source.addEventListener("end", () => update());
    source.onopen = () => {
      article.classList.remove("is-offline");
      article.dispatchEvent(new CustomEvent("support:live"));
    };
    source.onerror = () => {
      if (source.readyState !== EventSource.CLOSED) return;
      update();
      poll();
    };
    addEventListener("pagehide", () => source.close());
  }

  function poll() {
    clearInterval(timer);
    timer = setInterval(() => document.visibilityState === "visible" && update(), article.dataset.poll * 1000);
  }

  function showTyping(people) {
    const names = people.map(({ name }) => name).filter(Boolean);
    typing.hidden = !people.length;
    typing.textContent = names.length ? `${names.join(", ")}: ${typing.dataset.named}` : typing.dataset.typing;
  }

  /** No day is named twice, and the focus goes to where reading goes on. */
  function takeOlder({ detail: { elt } }) {
    const { day } = elt.dataset;
    if (day) [...list.querySelectorAll(`[data-day="${day}"]`)].slice(1).forEach((line) => line.remove());
    if (!elt.matches(".support-message")) return;
    if (elt.nextElementSibling) join(elt.nextElementSibling);
    if (!isOlderAsked) return;
    isOlderAsked = false;
    elt.tabIndex = -1;
    elt.focus({ preventScroll: true });
  }

  list.addEventListener("htmx:load", takeOlder);
  list.addEventListener("htmx:beforeRequest", () => (isOlderAsked = true));
  if ("older" in article.dataset) return; // nothing new comes here
  article.addEventListener("support:parts", ({ detail }) => receive(detail));
  article.addEventListener("support:sending", toEnd);
  button.addEventListener("click", toEnd);
  addEventListener("scroll", () => isAtEnd() && (button.hidden = true), { passive: true });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") return;
    markRead();
    update();
  });
  addEventListener("online", () => update());
  const news = document.getElementById("support-new");
  if (news) news.scrollIntoView({ block: "center" });
  else if (shown().length > 3) toEnd();
  if (stream) follow();
  else poll();
  markRead();
}
