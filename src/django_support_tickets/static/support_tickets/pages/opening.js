/** The form of a new ticket: sent with the progress of its files, errors shown in place. */

export default function enhance(form, desk) {
  const chosen = () => [...form.querySelectorAll("[data-chosen]")];
  let call = null;
  let isShorter = false;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!call) send();
  });
  // A file taken away while it is on its way: the others go again, with the same token.
  form.addEventListener("support:dropped", () => {
    isShorter = true;
    call?.abort();
  });

  async function send() {
    const items = chosen();
    isShorter = false;
    for (const item of items) turn(item, { progress: true, retry: false });
    try {
      const { url } = await desk.ask(form.action, {
        form: new FormData(form),
        onProgress: (loaded, total) => spread(items, loaded, total),
        onStart: (started) => (call = started),
      });
      leave(url);
    } catch (error) {
      if (isShorter) return send();
      show(error);
    }
    call = null;
  }

  /** Go to the ticket; who comes back finds an empty form. */
  function leave(url) {
    desk.keep(form.querySelector("[data-draft]").dataset.draft, null);
    form.reset();
    form.querySelector("[data-files]").replaceChildren();
    form.elements.client_token.value = desk.token();
    form.closest("dialog")?.close();
    location.assign(url);
  }

  function turn(item, { progress, retry }) {
    item.querySelector("progress").hidden = !progress;
    item.querySelector("[data-retry]").hidden = !retry;
  }

  /** Files are sent one after the other, so what has been sent tells how far each is. */
  function spread(bars, loaded, total) {
    const sizes = bars.map((item) => item.file.size);
    let left = loaded - (total - sizes.reduce((sum, size) => sum + size, 0));
    bars.forEach((item, n) => {
      item.querySelector("progress").value = Math.max(0, Math.min(1, left / sizes[n]));
      left -= sizes[n];
    });
  }

  function show({ message, status, body }) {
    const notice = form.querySelector("[data-notice]");
    notice.hidden = false;
    notice.textContent = message;
    for (const item of chosen()) turn(item, { progress: false, retry: status !== 400 });
    for (const list of form.querySelectorAll(".support-errors")) list.remove();
    for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
    for (const list of body?.querySelectorAll(".support-errors") ?? []) mark(list);
    (form.querySelector("[aria-invalid]") ?? notice).focus();
  }

  function mark(list) {
    const input = form.elements[list.id.replace("error-", "")];
    if (!input) return form.prepend(list);
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", list.id);
    input.closest(".support-field").after(list);
  }
}
