/** Where an agent answers: who will read it, canned responses, and what came meanwhile. */

export default function enhance(form, desk) {
  const { canned } = form.dataset;
  const text = form.elements.message_text;
  const meanwhile = form.querySelector("[data-meanwhile]");
  const messages = () => [...document.querySelectorAll("[data-part=messages] [data-sequence]")];
  const key = `mode:${form.dataset.key}`;
  let search = 0;

  const mode = () => form.querySelector("[name=is_internal]:checked");

  function choose() {
    text.placeholder = mode().dataset.placeholder;
    desk.keep(key, mode().value);
  }

  /** What is on the page was seen: the answer is one to that. */
  function seen() {
    const last = Math.max(0, ...messages().map(({ dataset }) => Number(dataset.sequence)));
    const version = form.elements.version;
    version.value = Math.max(Number(version.value), last);
    meanwhile.hidden = true;
  }

  /** What others have just written, and not what was older and is only now shown. */
  function arrived(changes) {
    const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
    const isNew = ({ dataset: { token, sequence } }) => !token && Number(sequence) > form.elements.version.value;
    const others = added.filter((item) => item.matches?.(".support-message:not(.is-mine, .is-pending)") && isNew(item));
    if (!others.length) return;
    if (text.value.trim()) meanwhile.hidden = false;
    else seen();
  }

  function insert(words) {
    const { selectionStart: start, selectionEnd: end } = text;
    text.setRangeText(words, start, end, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  async function pick(event) {
    const button = event.target.closest("[name=canned], [data-find]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-find]")) return find();
    try {
      const { html } = await desk.ask(canned, { form: desk.form([["canned", button.value]]) });
      insert(html);
      button.closest("details").open = false;
    } catch (error) {
      desk.say(error.message);
    }
  }

  async function find() {
    const query = new URLSearchParams({ canned_search: form.elements.canned_search.value });
    try {
      const { html } = await desk.ask(`${canned}?${query}`);
      form.querySelector("[data-found]").replaceWith(desk.element(html));
    } catch (error) {
      desk.say(error.message);
    }
  }

  form.addEventListener("change", (event) => event.target.name === "is_internal" && choose());
  form.addEventListener("click", pick);
  form.elements.canned_search.addEventListener("input", () => {
    clearTimeout(search);
    search = setTimeout(find, 250);
  });
  form.elements.canned_search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find();
  });
  form.addEventListener("support:sending", () => {
    desk.keep(key, null);
    const pending = [...document.querySelectorAll(".is-pending")].at(-1);
    if (mode().value === "true") pending?.classList.replace("is-mine", "is-note");
  });
  meanwhile.querySelector("button").addEventListener("click", () => {
    seen();
    text.focus();
  });
  // Whoever sends again what was refused has seen what stands above it.
  document.addEventListener("click", (event) => event.target.closest(".is-pending [data-retry]") && seen(), true);
  const list = document.querySelector("[data-part=messages]");
  if (list) new MutationObserver(arrived).observe(list, { childList: true });
  const kept = desk.kept(key);
  const radio = kept && form.querySelector(`[name=is_internal][value="${kept}"]`);
  // What the agent has switched to before this was here stands.
  if (radio && mode().defaultChecked && !location.hash) radio.checked = true;
  choose();
}
