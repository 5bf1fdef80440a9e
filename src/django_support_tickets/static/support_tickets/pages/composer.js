/**
 * Messages that are there before the server has them: grey until it answers, then its own; failed
 * ones wait, also for the next visit, and are sent again with the same token: never twice.
 */

const SAY_AGAIN = 4000; // milliseconds between signs that somebody is typing

export default function enhance(form, desk) {
  const text = form.elements.message_text;
  const key = `pending:${form.dataset.key}`;
  let saidAt = 0;

  function submit(event) {
    event.preventDefault();
    if (form.querySelector("[data-uploading]")) return say(form.dataset.waitForFiles);
    if (!text.value.trim()) return text.focus();
    say("");
    const files = [...form.querySelectorAll("[name=attachment_ids]")];
    const ids = files.filter((box) => box.checked).map((box) => box.value);
    // With the fields as they stand now: tried again later, a note must not become an answer.
    const data = { text: text.value, ids, fields: extras() };
    const token = desk.token();
    desk.keep(key, { ...desk.kept(key), [token]: data });
    const item = pendingItem(token, data);
    for (const box of files) box.closest("li").remove();
    text.value = "";
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
    form.dispatchEvent(new CustomEvent("support:sending", { bubbles: true }));
    send(item, token, data);
  }

  function pendingItem(token, data) {
    const item = desk.copy("support-pending");
    item.dataset.token = token;
    item.querySelector(".support-text").textContent = data.text;
    item.querySelector("[data-retry]").onclick = () => send(item, token, seenNow(data));
    item.querySelector("[data-edit]").onclick = () => takeBack(item, token, data);
    document.querySelector("[data-part=messages]").append(item);
    return item;
  }

  /** What was refused because of newer messages is sent again by a person who has seen them. */
  function seenNow(data) {
    const version = form.elements.version?.value;
    const fields = data.fields.map(([name, value]) => [name, name === "version" ? version : value]);
    return { ...data, fields };
  }

  async function send(item, token, { text, ids, fields }) {
    item.classList.remove("is-failed");
    // What others wrote after this comes with the answer, and none of it is passed over.
    const after = [...document.querySelectorAll("[data-part=messages] [data-sequence]")].at(-1)?.dataset.sequence ?? "";
    const files = ids.map((id) => ["attachment_ids", id]);
    const sent = [["message_text", text], ["client_token", token], ["after", after], ...fields, ...files];
    try {
      const { html } = await desk.ask(form.action, { form: desk.form(sent) });
      forget(token);
      item.dispatchEvent(new CustomEvent("support:parts", { bubbles: true, detail: html }));
    } catch (error) {
      item.classList.add("is-failed");
      item.querySelector("[data-words]").textContent = error.message;
      desk.say(error.message);
    }
  }

  /** Fields beside those of a customer's form, such as the switch between answer and note. */
  function extras() {
    const own = ["csrfmiddlewaretoken", "message_text", "client_token", "attachment_ids", "files"];
    return [...new FormData(form)].filter(([name]) => !own.includes(name));
  }

  function forget(token) {
    const kept = desk.kept(key) ?? {};
    delete kept[token];
    desk.keep(key, Object.keys(kept).length ? kept : null);
  }

  function takeBack(item, token, data) {
    text.value = [data.text, text.value].filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    forget(token);
    item.remove();
    text.focus();
  }

  function say(words) {
    const place = form.querySelector("[data-notice]");
    place.hidden = !words;
    place.textContent = words;
  }

  function typing() {
    if (!form.dataset.typing || !text.value || Date.now() - saidAt < SAY_AGAIN) return;
    saidAt = Date.now();
    desk.ask(form.dataset.typing, { form: desk.form(extras()) }).catch(() => {});
  }

  form.addEventListener("submit", submit);
  text.addEventListener("input", typing);
  // On its way when the page was left: with the same token it cannot arrive twice.
  for (const [token, data] of Object.entries(desk.kept(key) ?? {})) {
    if (document.querySelector(`[data-token="${token}"]`)) forget(token);
    else send(pendingItem(token, data), token, data);
  }
}
