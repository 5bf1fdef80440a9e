/** The queue while it is open: what changed is offered, and no row moves under the cursor. */

export default function enhance(queue, desk) {
  const { stream, poll } = queue.dataset;
  const offer = queue.querySelector("[data-desk-changed]");
  const words = offer.querySelector("span");
  const dialog = document.querySelector("[data-desk-dialog]");
  const changed = new Set();
  const list = () => queue.querySelector("[data-desk-list]");
  const boxes = () => [...list().querySelectorAll("[name=ids]")];

  function note(ids) {
    for (const id of ids) changed.add(id);
    offer.hidden = !changed.size;
    const { one, many } = words.dataset;
    words.textContent = changed.size === 1 ? one : many.replace("#", changed.size);
  }

  const fetchList = async () => desk.parse((await desk.ask(location.href)).html).querySelector("[data-desk-list]");

  /** Load the list anew; ticks, and the row in which the focus was, stay. */
  async function refresh() {
    const ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
    const focused = document.activeElement.closest?.("[data-desk-row]")?.dataset.id;
    list().replaceWith(await fetchList());
    changed.clear();
    note([]);
    for (const box of boxes()) box.checked = ticked.has(box.value);
    start();
    const row = focused && list().querySelector(`[data-id="${focused}"] .support-row-link`);
    (row || queue.querySelector("h1")).focus();
  }

  /** Without a stream: compare now and then. */
  async function compare() {
    if (document.visibilityState !== "visible") return;
    const version = (root) => new Map([...root.querySelectorAll("[data-desk-row]")].map(({ dataset }) => [dataset.id, dataset.version]));
    const [before, now] = [version(list()), version(await fetchList())];
    note([...now].filter(([id, number]) => before.get(id) !== number).map(([id]) => id));
  }

  function showTicked() {
    const ticked = boxes().filter((box) => box.checked).length;
    const label = list().querySelector("[data-desk-ticked]");
    if (label) label.textContent = ticked ? `${label.dataset.some} ${ticked}` : label.dataset.none;
  }

  async function ask(event) {
    event.preventDefault();
    list().parentElement.querySelector(":scope > .is-error")?.remove();
    try {
      const { html } = await desk.ask(list().action, { form: new FormData(list()) });
      dialog.replaceChildren(...desk.parse(html).childNodes);
      dialog.showModal();
    } catch (error) {
      list().before(desk.notice(error.message));
    }
  }

  async function assign({ target }) {
    try {
      await desk.ask(target.dataset.change, { form: desk.form([["assigned_agent", "me"]]) });
      await refresh();
    } catch (error) {
      list().before(desk.notice(error.message));
    }
  }

  function start() {
    const all = list().querySelector("[data-desk-all]");
    if (all) all.hidden = false;
    all?.addEventListener("change", ({ target }) => {
      for (const box of boxes()) box.checked = target.checked;
      showTicked();
    });
    list().addEventListener("change", showTicked);
    list().addEventListener("submit", ask);
    showTicked();
  }

  function follow() {
    const source = new EventSource(stream);
    source.addEventListener("hint", ({ data }) => note([JSON.parse(data).ticket]));
    source.addEventListener("reset", compare);
    // What moved before the stream was open brought no hint.
    source.onopen = () => compare().catch(() => {});
    addEventListener("pagehide", () => source.close());
  }

  dialog.addEventListener("click", (event) => {
    if (!event.target.closest("[data-desk-cancel]")) return;
    event.preventDefault();
    dialog.close();
  });
  offer.querySelector("button").addEventListener("click", () => refresh().catch(() => location.reload()));
  queue.addEventListener("desk:assign", assign);
  start();
  if (stream) follow();
  else setInterval(() => compare().catch(() => {}), poll * 1000);
}
