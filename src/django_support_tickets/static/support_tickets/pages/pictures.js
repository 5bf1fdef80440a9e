/** Pictures, large in place; arrow keys lead from one to the next. */

export default function enhance(dialog) {
  const image = dialog.querySelector("img");
  let shown = null;

  function show(link) {
    const name = link.querySelector("img").alt;
    shown = link;
    Object.assign(image, { src: link.href, alt: name });
    dialog.querySelector("[data-name]").textContent = name;
    dialog.querySelector("[download]").href = link.closest("li").querySelector("[download]").href;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest(".support-thumb");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link);
    dialog.showModal();
  });
  dialog.addEventListener("keydown", ({ key }) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key] * (dialog.matches(":dir(rtl)") ? -1 : 1);
    const links = [...document.querySelectorAll(".support-thumb")];
    const link = links[links.indexOf(shown) + step];
    if (link) show(link);
  });
  dialog.addEventListener("close", () => image.removeAttribute("src"));
}
