/** Tells colleagues who else is at a ticket. */

const AGAIN = 30000; // milliseconds between signs of being there

export default function enhance(article, desk) {
  const { presence } = article.dataset;
  const viewing = article.querySelector("[data-viewing]");
  if (!presence) return;

  function show({ detail }) {
    const names = detail.viewing.map(({ name }) => name);
    viewing.hidden = !names.length;
    viewing.textContent = `${viewing.dataset.viewing} ${names.join(", ")}`;
  }

  function sayHere() {
    if (document.visibilityState !== "visible") return;
    desk.ask(presence, { form: desk.form([]) }).catch(() => {});
  }

  article.addEventListener("support:presence", show);
  // Signs are kept where somebody listens, so that two who come at once learn of each other.
  article.addEventListener("support:live", sayHere);
  document.addEventListener("visibilitychange", sayHere);
  setInterval(sayHere, AGAIN);
  sayHere();
}
