/** The form of a new ticket: sent with the progress of its files, errors shown in place. */

export default function enhance(form, desk) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.busy) return;
    form.dataset.busy = "yes";
    const bars = [...form.querySelectorAll("[data-chosen]")];
    for (const item of bars) item.querySelector("progress").hidden = false;
    try {
      const { url } = await desk.ask(form.action, {
        form: new FormData(form),
        onProgress: (loaded, total) => spread(bars, loaded, total),
        onStart: (call) => (form.call = call),
      });
      desk.keep(form.querySelector("[data-draft]").dataset.draft, null);
      location.assign(url);
    } catch (error) {
      if (error.name !== "AbortError") show(error);
    }
    delete form.dataset.busy;
  });

  /** Files are sent one after the other, so what has been sent tells how far each is. */
  function spread(bars, loaded, total) {
    const sizes = bars.map((item) => item.file.size);
    let left = loaded - (total - sizes.reduce((sum, size) => sum + size, 0));
    bars.forEach((item, n) => {
      item.querySelector("progress").value = Math.max(0, Math.min(1, left / sizes[n]));
      left -= sizes[n];
    });
  }

  function show({ message, body }) {
    const notice = form.querySelector("[data-notice]");
    notice.hidden = false;
    notice.textContent = message;
    for (const bar of form.querySelectorAll("[data-chosen] progress")) bar.hidden = true;
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
