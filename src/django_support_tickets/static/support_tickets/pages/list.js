/** A customer's list while it is open: rows change where they stand, and move when nobody is at them. */

const PAUSE = 1000; // milliseconds between questions, however much happens

export default function enhance(place, desk) {
  const { stream, poll } = place.dataset;
  const list = () => document.getElementById("support-tickets");
  const rowsIn = (part) => new Map([...part.querySelectorAll("[data-id]")].map((row) => [row.dataset.id, row]));
  const isInUse = () => list().matches(":hover, :focus-within");
  let waiting = null; // the new list, until nobody is at the old one
  let timer = 0;

  /** Ask for the list, soon; questions meanwhile are this one. */
  function refresh() {
    if (document.visibilityState === "visible") timer ||= setTimeout(ask, PAUSE);
  }

  async function ask() {
    const old = list();
    try {
      const { html } = await desk.ask(location.href);
      // Whoever narrowed the list meanwhile has a newer one.
      if (list() === old && !old.matches(".htmx-request")) take(desk.element(html));
    } catch {
      // The next hint asks again.
    }
    timer = 0;
  }

  function take(fresh) {
    const now = rowsIn(fresh);
    const rows = rowsIn(list());
    for (const [id, row] of now) if (row.matches(".is-unread")) tell(row, rows.get(id));
    if (isInUse()) for (const [id, row] of rows) change(row, now.get(id)?.cloneNode(true));
    waiting = { fresh, old: list() };
    settle();
  }

  function tell(row, before) {
    const [title, count] = [".support-row-link", ".support-unread"].map((part) => row.querySelector(part).textContent);
    if (before?.querySelector(".support-unread")?.textContent !== count) desk.say(`${title}: ${count}`);
  }

  /** Write what is new into a row; what is pointed at stays where it is. */
  function change(row, news) {
    if (!news || row.outerHTML === news.outerHTML) return;
    const held = list().querySelector(".support-row:is(:hover, :focus-within)");
    const hadFocus = row.contains(document.activeElement);
    const top = held?.getBoundingClientRect().top;
    row.className = news.className;
    row.replaceChildren(...news.childNodes);
    if (hadFocus) row.querySelector("a").focus({ preventScroll: true });
    if (held) scrollBy(0, held.getBoundingClientRect().top - top);
  }

  function settle() {
    if (waiting?.old !== list()) waiting = null;
    if (!waiting || isInUse()) return;
    list().replaceWith(waiting.fresh);
    waiting = null;
  }

  function follow() {
    if (!stream) return void setInterval(refresh, poll * 1000);
    const source = new EventSource(stream);
    source.addEventListener("hint", refresh);
    source.addEventListener("reset", refresh);
    source.onopen = refresh;
    source.onerror = () => source.readyState === EventSource.CLOSED && setInterval(refresh, poll * 1000);
    addEventListener("pagehide", () => source.close());
  }

  place.addEventListener("pointerleave", settle);
  place.addEventListener("focusout", () => setTimeout(settle));
  document.addEventListener("visibilitychange", refresh);
  follow();
}
