/** Keyboard shortcuts of the desk; keys of one letter can be switched off in their help. */

const OFF = "keys-off";

export default function enhance(page, desk) {
  const help = page.querySelector("[data-desk-help-dialog]");
  const toggle = help.querySelector("[data-desk-keys]");
  const rows = () => [...page.querySelectorAll("[data-desk-row] .support-row-link")];
  const row = () => document.activeElement.closest?.("[data-desk-row]");

  function move(step) {
    const links = rows();
    const here = links.indexOf(row()?.querySelector(".support-row-link"));
    links[Math.max(0, Math.min(links.length - 1, here + step))]?.focus();
  }

  function write(mode) {
    const form = page.querySelector(".desk-composer");
    const link = row()?.querySelector(".support-row-link");
    if (link) return location.assign(`${link.href}#${mode}`);
    const radio = form?.querySelector(`[name=is_internal][value=${mode === "note"}]`);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    form.elements.message_text.focus();
  }

  function assign() {
    if (row()) row().dispatchEvent(new CustomEvent("desk:assign", { bubbles: true }));
    else page.querySelector("[data-desk-assign]")?.requestSubmit();
  }

  const keys = {
    j: () => move(1),
    k: () => move(-1),
    x: () => row()?.querySelector("[name=ids]").click(),
    r: () => write("reply"),
    n: () => write("note"),
    a: assign,
    "?": () => help.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    const isTyping = target.closest("input:not([type=checkbox]), textarea, select, dialog");
    const act = Object.hasOwn(keys, key) && keys[key];
    if (!act || isTyping || event.ctrlKey || event.metaKey || event.altKey || desk.kept(OFF)) return;
    event.preventDefault();
    act();
  });
  toggle.checked = !desk.kept(OFF);
  toggle.addEventListener("change", () => desk.keep(OFF, toggle.checked ? null : true));
  for (const button of page.querySelectorAll("[data-desk-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }
  if (["#reply", "#note"].includes(location.hash)) write(location.hash.slice(1));
}
