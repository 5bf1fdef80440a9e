/**
 * Enhances the pages of the desk. Without it they work, each by loading anew.
 *
 * An element names its module in `data-support-module`; the address comes from the server, so that
 * hashed names of static files work. A module's default export gets the element and `desk`.
 */

const words = document.querySelector("meta[name=support-words]")?.dataset ?? {};

/** A refusal in the words of the server, or that there was no answer. */
class Refused extends Error {
  constructor({ status, responseText }) {
    const body = desk.parse(responseText ?? "");
    const said = body.querySelector(".support-notice span")?.textContent;
    super(status ? (said ?? words.failed) : words.offline);
    this.status = status;
    this.body = body;
  }
}

const desk = {
  /** Send a form by POST, or ask by GET where there is none; return the HTML of the answer. */
  ask(url, { form, onProgress, onStart } = {}) {
    const call = new XMLHttpRequest();
    call.open(form ? "POST" : "GET", url);
    call.setRequestHeader("HX-Request", "true");
    if (onProgress) call.upload.onprogress = ({ loaded, total }) => onProgress(loaded, total);
    onStart?.(call);
    return new Promise((resolve, reject) => {
      call.onload = () => {
        // Elsewhere is the login of the host.
        const isHere = new URL(call.responseURL).pathname === new URL(url, location).pathname;
        if (call.status < 400 && isHere) resolve({ html: call.responseText, url: call.getResponseHeader("HX-Redirect") });
        else reject(new Refused(call));
      };
      call.onerror = () => reject(new Refused({ status: 0 }));
      call.onabort = () => reject(new DOMException("Cancelled", "AbortError"));
      call.send(form);
    });
  },

  /** A form of this page. */
  form(fields) {
    const form = new FormData();
    form.append("csrfmiddlewaretoken", words.csrf);
    for (const [name, value] of fields) form.append(name, value);
    return form;
  },

  /** The elements of HTML. */
  parse(html) {
    return new DOMParser().parseFromString(html, "text/html").body;
  },

  element(html) {
    return desk.parse(html).firstElementChild;
  },

  /** Say something to those who listen to the page. */
  say(text) {
    const region =
      document.getElementById("support-live") ??
      document.body.appendChild(desk.element('<p id="support-live" class="support-hidden" aria-live="polite">'));
    region.textContent = text;
  },

  /** Words shown and said. */
  notice(text) {
    const notice = desk.element('<p class="support-notice is-error" role="alert">');
    notice.textContent = text;
    return notice;
  },

  /** A copy of what a template holds. */
  copy(id) {
    return document.getElementById(id).content.firstElementChild.cloneNode(true);
  },

  /** Sending a form twice with it writes once. */
  token() {
    // randomUUID() is missing without https.
    return crypto.getRandomValues(new Uint32Array(4)).join("-");
  },

  /** What this browser keeps. */
  kept(key) {
    try {
      return JSON.parse(localStorage.getItem(`support:${key}`));
    } catch {
      return null;
    }
  },

  keep(key, value) {
    try {
      if (value === null) localStorage.removeItem(`support:${key}`);
      else localStorage.setItem(`support:${key}`, JSON.stringify(value));
    } catch {
      // Full, or forbidden: then there is no draft.
    }
  },
};

async function start(root) {
  const all = [root, ...root.querySelectorAll("[data-support-module]")];
  const found = all.filter(({ dataset, supportStarted }) => dataset.supportModule && !supportStarted);
  // All at once, or a second call would overtake this one: no draft before its mode.
  for (const element of found) element.supportStarted = true;
  for (const element of found) {
    for (const address of element.dataset.supportModule.split(" ")) {
      const module = await import(new URL(address, document.baseURI).href);
      module.default(element, desk);
    }
    element.dataset.supportReady = "";
  }
}

async function fill(place, url) {
  place.replaceChildren(...desk.parse((await desk.ask(url)).html).childNodes);
  await start(place);
}

/** A link to a page that asks opens the question in place. */
async function openDialog(event) {
  const link = event.target.closest("[data-support-dialog]");
  const dialog = link && document.getElementById(link.dataset.supportDialog);
  if (dialog && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    const place = dialog.querySelector("[data-support-load]");
    try {
      if (place) await (place.supportFilled ??= fill(place, link.href));
    } catch {
      return location.assign(link.href);
    }
    if (!dialog.open) dialog.showModal();
  } else if (event.target.closest("dialog [data-support-cancel]")) {
    event.preventDefault();
    event.target.closest("dialog").close();
  }
}

/** A second click does not send a form again. */
function sendOnce(event) {
  if (event.defaultPrevented || event.target.method !== "post") return;
  if (event.target.dataset.supportSent) event.preventDefault();
  event.target.dataset.supportSent = "yes";
}

function showFailure({ detail }) {
  const list = detail.target;
  list.parentElement.querySelector(":scope > .is-error")?.remove();
  list.before(desk.notice(new Refused(detail.xhr).message));
}

function afterSwap({ detail }) {
  const list = detail.elt;
  list.parentElement?.querySelector(":scope > .is-error")?.remove();
  if (list.dataset?.say) desk.say(list.dataset.say);
  start(list);
}

document.addEventListener("click", openDialog);
document.addEventListener("submit", sendOnce);
document.addEventListener("support:load", (event) => start(event.target));
document.addEventListener("htmx:load", afterSwap);
document.addEventListener("htmx:responseError", showFailure);
document.addEventListener("htmx:sendError", showFailure);
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-support-sent]")) delete form.dataset.supportSent;
});
start(document.body);
