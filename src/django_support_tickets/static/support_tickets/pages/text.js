/** A text that counts its characters, keeps its draft and is sent by Ctrl or Cmd with Enter. */

export default function enhance(field, desk) {
  const text = field.querySelector("textarea");
  const counter = desk.element('<small class="support-counter">');
  const key = text.dataset.draft;
  field.append(counter);

  const show = () => {
    counter.textContent = text.dataset.counter.replace("#", text.value.length);
    counter.classList.toggle("is-short", text.maxLength - text.value.length < 200);
  };
  const keep = () => key && desk.keep(key, text.value || null);
  if (key && !text.value) text.value = desk.kept(key) ?? "";
  else keep(); // typed before this was here
  show();
  text.addEventListener("input", () => {
    show();
    keep();
  });
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) {
      event.preventDefault();
      text.form.requestSubmit();
    }
  });
}
