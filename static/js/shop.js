/* Everything here only adds comfort: each page works without it. Nothing is evaluated and no markup is built from
   strings. What the data-attributes mean: docs/design.md. */
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const closest = (event, selector) => event.target.closest?.(selector);
  const wide = matchMedia("(min-width: 60rem)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  document.documentElement.classList.add("js");

  /* ---- clicks ---- */
  const clicks = {
    "[data-step]"(button) {
      const input = $("input", button.closest(".stepper"));
      const before = input.value;
      if (button.dataset.step > 0) input.stepUp();
      else input.stepDown();
      if (input.value !== before) input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    "[data-dismiss]"(button) {
      button.closest(".alert").remove();
      $("main").focus({ preventScroll: true });
    },
    "[data-dialog]"(button, event) {
      event.preventDefault();
      $(button.dataset.dialog).showModal();
    },
    "[data-close]"(button, event) {
      event.preventDefault();
      button.closest("dialog").close();
    },
    // On phones the filters move into a modal dialog, so that nothing behind them is touched, and back when it closes.
    "[popovertarget=filters]"(button, event) {
      const sheet = $("#filters-sheet");
      const filters = $("#filters");
      event.preventDefault();
      if (sheet.open) return sheet.close();
      const home = document.createComment("filters");
      filters.replaceWith(home);
      filters.popover = null;
      sheet.append(filters);
      sheet.showModal();
      sheet.addEventListener("close", () => {
        filters.popover = "auto";
        home.replaceWith(filters);
        $(".filters-open").focus({ preventScroll: true });
      }, { once: true });
    },
    "[data-hide]"(button) {
      button.closest("dialog[open]")?.close();
    },
    "[data-zoom]"(link, event) {
      const dialog = $("#zoom");
      const picture = $("img", dialog);
      event.preventDefault();
      picture.src = link.href;
      picture.alt = $("img", link).alt;
      dialog.showModal();
    },
    "[data-retry]"() {
      $("#notice").replaceChildren();
      const source = failed;
      if (source.matches("form")) source.requestSubmit();
      else if (source.form) source.form.requestSubmit();
      else if (source.matches("a, button")) source.click();
      else location.reload();
    },
    ".thumbs a"(link, event) {
      const picture = $(link.hash);
      const strip = picture.parentElement;
      if (strip.scrollWidth <= strip.clientWidth) return;
      event.preventDefault();
      strip.scrollTo({ left: picture.offsetLeft - strip.offsetLeft, behavior: calm.matches ? "auto" : "smooth" });
    },
  };
  on("click", (event) => {
    for (const [selector, act] of Object.entries(clicks)) {
      const hit = closest(event, selector);
      if (hit) return act(hit, event);
    }
    if (event.target.matches("dialog.dialog")) event.target.close(); // the backdrop
  });

  /* ---- menu: leave by Escape, by a click elsewhere, by tabbing on ---- */
  on("pointerdown", (event) => {
    for (const menu of $$("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  on("keydown", (event) => {
    const menu = event.key === "Escape" && closest(event, "details.menu[open]");
    if (!menu) return;
    menu.open = false;
    $("summary", menu).focus();
  });
  on("focusout", (event) => {
    const menu = closest(event, "details.menu[open]");
    if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });

  /* ---- forms: send themselves on change; a write under way is not sent twice ---- */
  const writes = new WeakMap();
  on("change", ({ target }) => {
    const form = target.form;
    // More than there is becomes all there is.
    if (target.matches(".stepper input") && target.validity.rangeOverflow) target.value = target.max;
    if (form?.matches("[data-auto]") && target.reportValidity()) form.requestSubmit();
  });
  /* An error leaves as soon as it is mended: the field's own, and its line in the summary above the form. */
  const isRight = (field) => field.checkValidity() && (field.value.trim() || !field.required) &&
    (!field.dataset.pattern || !field.value || new RegExp(`^(?:${field.dataset.pattern})$`, "i").test(field.value.trim()));
  on("input", (event) => {
    const box = closest(event, ".field.has-error, .choices.has-error");
    if (!box || !isRight(event.target)) return;
    const errors = box.matches(".choices") ? box.nextElementSibling : $(".errorlist", box);
    errors?.remove();
    box.classList.remove("has-error");
    event.target.removeAttribute("aria-invalid");
    const summary = $(".error-summary");
    $(`a[href="#${box.matches(".choices") ? box.id : event.target.id}"]`, summary ?? document.createElement("p"))?.closest("li").remove();
    const left = summary ? $$("li", summary).length : 0;
    if (summary && !left) summary.remove();
    else if (summary) $("h2", summary).textContent = left === 1 ? "One thing needs your attention" : `${left} things need your attention`;
    if (!left) document.title = document.title.replace(/^Error: /, "");
  });
  on("change", (event) => { // what was typed is kept even while the page is being left
    const form = event.target.form;
    if (!form?.matches("[data-keep]")) return;
    const body = new FormData(form);
    body.set("keep", "1");
    fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
  });
  on("submit", (event) => { // htmx knows no button that stands outside of its form
    if (event.submitter?.matches("[data-native]")) event.stopPropagation();
  }, true);
  on("submit", (event) => {
    if (!writes.has(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);

  /* ---- htmx: busy after 300 ms, focus after a swap, failures with a way to try again ---- */
  const timers = new WeakMap();
  let failed;
  let firstNew = null;
  on("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") return;
    for (const [name, value] of [...detail.formData.entries()]) if (value === "") detail.formData.delete(name);
  });
  on("htmx:beforeSend", ({ detail: { target, requestConfig } }) => {
    const { elt, verb, triggeringEvent } = requestConfig;
    timers.set(elt, setTimeout(() => target.setAttribute("aria-busy", "true"), 300));
    if (verb === "get") return;
    writes.set(elt, triggeringEvent?.submitter);
    writes.get(elt)?.setAttribute("aria-busy", "true");
  });
  on("htmx:afterRequest", ({ detail: { target, requestConfig, successful } }) => {
    const { elt } = requestConfig;
    clearTimeout(timers.get(elt));
    target?.removeAttribute("aria-busy");
    writes.get(elt)?.removeAttribute("aria-busy");
    writes.delete(elt);
    if (successful && elt === failed) $("#notice").replaceChildren();
  });
  /* A swap must not move what is being used. The browser's own anchoring would follow the nodes that are taken out, so it
     rests meanwhile, and the control (or the nearest thing around it that is still there) goes back to where it was. */
  const root = document.documentElement;
  const scroller = (node) => {
    for (let box = node.parentElement; box; box = box.parentElement) {
      if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) return box;
    }
    return document.scrollingElement;
  };
  const places = (elt) => {
    const active = document.activeElement;
    const found = [];
    for (let node = elt.contains(active) || active?.form === elt ? active : elt; node; node = node.parentElement) {
      if (node.id) found.push([node.id, node.getBoundingClientRect().top]);
    }
    return found;
  };
  let kept;
  on("htmx:beforeSwap", ({ detail: { target, requestConfig: { elt } } }) => {
    firstNew = elt.matches("[data-append]") ? target.children.length : null;
    root.classList.add("swaps");
    kept = { places: places(elt), open: $$("details[id][open]").map((details) => details.id) };
  });
  on("htmx:afterSwap", ({ detail: { target } }) => {
    for (const id of kept?.open ?? []) document.getElementById(id)?.setAttribute("open", "");
    // What filters found begins in view, wherever the old list had been left.
    const list = target.id === "results" && firstNew === null && $("#results");
    const moves = list && list.getBoundingClientRect().top < 0;
    if (moves) list.scrollIntoView({ behavior: "instant" });
    const [id, top] = kept?.places.find(([id]) => document.getElementById(id)) ?? [];
    const node = id && document.getElementById(id);
    const box = node && scroller(node);
    if (box && !(moves && box === document.scrollingElement)) {
      box.scrollBy({ top: node.getBoundingClientRect().top - top, behavior: "instant" });
    }
    kept = null;
    requestAnimationFrame(() => root.classList.remove("swaps"));
  });
  on("htmx:afterSettle", ({ detail: { target } }) => {
    if (firstNew !== null) $("a", target.children[firstNew])?.focus();
    firstNew = null;
    const box = document.getElementById(target.id) || target; // outerHTML swaps leave the old node in `target`
    const dialog = box.closest("dialog[data-open]");
    if (dialog && !dialog.open) dialog.showModal();
    const goal = box.matches("[data-focus]") ? box : $("[data-focus]", box);
    if (goal && !goal.dataset.seen) {
      goal.dataset.seen = "";
      goal.focus();
    }
    if (document.activeElement === document.body) $("[data-lost]", box)?.focus({ preventScroll: true });
    watch();
  });
  const fail = ({ detail: { xhr, requestConfig } }) => {
    if (!requestConfig || requestConfig.elt.matches("[data-silent]")) return;
    failed = requestConfig.elt;
    const message = $("#failure").content.cloneNode(true);
    for (const text of $$("[data-when]", message)) text.hidden = (text.dataset.when === "offline") === Boolean(xhr?.status);
    $("#notice").replaceChildren(message);
  };
  for (const type of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) on(type, fail);

  /* ---- search suggestions: an ARIA combobox over the links that the server sends ---- */
  const combobox = (field, list) => {
    const options = () => $$("[role=option]", list);
    const choose = (option) => {
      for (const other of options()) other.setAttribute("aria-selected", other === option);
      field.setAttribute("aria-activedescendant", option?.id || "");
    };
    const show = () => {
      if (!field.form.contains(document.activeElement)) list.replaceChildren();
      choose(null);
      field.setAttribute("aria-expanded", options().length > 0);
    };
    const clear = () => {
      list.replaceChildren();
      show();
    };
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": false };
    for (const [name, value] of Object.entries(attributes)) field.setAttribute(name, value);
    field.addEventListener("htmx:beforeRequest", (event) => {
      if (field.value.trim().length > 1) return;
      event.preventDefault();
      clear();
    });
    field.addEventListener("htmx:afterOnLoad", show);
    field.form.addEventListener("focusout", (event) => {
      if (!field.form.contains(event.relatedTarget)) clear();
    });
    field.addEventListener("keydown", (event) => {
      const all = options();
      const now = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
      const move = { ArrowDown: now + 1, ArrowUp: now < 0 ? -1 : now - 1 }[event.key];
      if (!all.length || event.isComposing) return;
      if (event.key === "Escape") clear();
      else if (event.key === "Enter" && now >= 0) all[now].click();
      else if (move !== undefined) choose(all.at(move % all.length));
      else return;
      event.preventDefault();
    });
  };
  const field = $("[data-suggest]");
  if (field) combobox(field, $("#suggest"));

  wide.addEventListener("change", () => $("#filters-sheet")?.close());

  /* ---- what depends on scrolling: the bar with the price on phones, the current thumbnail ---- */
  const seen = new WeakSet();
  const first = (element) => element && !seen.has(element) && seen.add(element);
  const watch = () => {
    const bar = $("[data-buybar]");
    const button = bar && $(bar.dataset.buybar);
    if (first(button)) {
      new IntersectionObserver((entries) => {
        $("[data-buybar]")?.classList.toggle("is-on", entries.at(-1).intersectionRatio < 0.99);
      }, { threshold: [0, 0.99] }).observe(button);
    }
    const strip = $(".gallery-strip");
    if (first(strip)) {
      const observer = new IntersectionObserver((entries) => {
        const shown = !wide.matches && entries.find((entry) => entry.isIntersecting);
        if (shown) for (const link of $$(".thumbs a")) link.ariaCurrent = link.hash === `#${shown.target.id}` ? "true" : null;
      }, { root: strip, threshold: 0.6 });
      for (const item of strip.children) observer.observe(item);
    }
  };
  watch();

  /* Who has a cart or a session (the cookie says no more than that) asks what is in it, also when a page comes back from
     the browser's memory. htmx, loaded before, listens by then. */
  const ask = () => /(^|; )known=1/.test(document.cookie) && window.htmx?.trigger(document.body, "cart:changed");
  on("DOMContentLoaded", ask);
  addEventListener("pageshow", ({ persisted }) => persisted && ask());
})();
