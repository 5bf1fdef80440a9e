/**
 * Files by picker, drop and paste. They are checked first; where the field names an address they
 * go there at once, each with its own progress; otherwise they wait for their form.
 */

export default function enhance(field, desk) {
  const input = field.querySelector("input[type=file]");
  const form = input.form;
  const list = form.querySelector("[data-files]");
  const { tooLarge, wrongType, tooMany } = input.dataset;
  const endings = input.accept.split(",");

  function problemOf(file) {
    if (file.size > Number(input.dataset.maxSize)) return tooLarge;
    const isKnown = endings.some((ending) => file.name.toLowerCase().endsWith(ending));
    return isKnown ? "" : wrongType;
  }

  function take(files) {
    for (const file of files) {
      const item = desk.copy("support-upload");
      item.file = file;
      item.querySelector("[data-name]").textContent = file.name;
      list.append(item);
      const isFull = count() > Number(input.dataset.maxFiles);
      const problem = isFull ? tooMany : problemOf(file);
      if (problem) refuse(item, problem, false);
      else if (input.dataset.upload) upload(item);
      else item.dataset.chosen = "";
      item.querySelector("[data-cancel]").onclick = () => drop(item);
      item.querySelector("[data-retry]").onclick = () => (input.dataset.upload ? upload(item) : form.requestSubmit());
    }
    if (!input.dataset.upload) mirror();
    else input.value = "";
  }

  function count() {
    return list.querySelectorAll(":scope > :not(.is-refused)").length;
  }

  function refuse(item, words, mayRetry) {
    item.classList.add("is-refused");
    item.querySelector("[data-words]").textContent = words;
    item.querySelector("progress").hidden = true;
    item.querySelector("[data-retry]").hidden = !mayRetry;
    delete item.dataset.uploading;
    desk.say(`${item.file.name}: ${words}`);
  }

  function drop(item) {
    item.call?.abort();
    const next = item.nextElementSibling?.querySelector("button, input") ?? input;
    item.remove();
    next.focus();
    if (input.dataset.upload) return;
    mirror();
    form.dispatchEvent(new CustomEvent("support:dropped"));
  }

  async function upload(item) {
    const bar = item.querySelector("progress");
    item.classList.remove("is-refused");
    item.querySelector("[data-words]").textContent = "";
    item.querySelector("[data-retry]").hidden = true;
    bar.hidden = false;
    bar.value = 0;
    item.dataset.uploading = "";
    try {
      const { html } = await desk.ask(input.dataset.upload, {
        form: desk.form([["files", item.file]]),
        onProgress: (loaded, total) => (bar.value = loaded / total),
        onStart: (call) => (item.call = call),
      });
      if (item.isConnected) item.replaceWith(...desk.element(`<ul>${html}</ul>`).children);
    } catch (error) {
      if (error.name !== "AbortError") refuse(item, error.message, error.status !== 400);
    }
  }

  /** Let the form hold just the files in the list. */
  function mirror() {
    const chosen = new DataTransfer();
    for (const item of list.querySelectorAll("[data-chosen]")) chosen.items.add(item.file);
    input.files = chosen.files;
  }

  input.addEventListener("change", () => take([...input.files]));
  if (input.files.length) take([...input.files]); // chosen before this was here
  form.addEventListener("paste", (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) event.preventDefault();
    take(files);
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      form.classList.toggle("is-dropzone", kind === "dragover");
      if (kind === "drop") take([...event.dataTransfer.files]);
    });
  }
}
