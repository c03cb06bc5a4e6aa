/* Everything here only adds comfort: each page works without it. Nothing is evaluated and no markup is built from
   strings. What the data-attributes mean: docs/design.md. */
(() => {
  "use strict";
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => [...from.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const on = (type, handler, options) => document.addEventListener(type, handler, options);
  const closest = (event, selector) => event.target.closest?.(selector);
  const wide = matchMedia("(min-width: 60rem)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const root = document.documentElement;
  root.classList.add("js");

  /* ---- clicks ---- */
  const clicks = {
    "[data-step]"(button) {
      const input = $("input", button.closest(".stepper"));
      const before = input.value;
      input.stepUp(button.dataset.step);
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
    // On phones the filters move into a modal dialog, so that nothing behind is touched, and back when it closes.
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
      sheet.addEventListener(
        "close",
        () => {
          filters.popover = "auto";
          home.replaceWith(filters);
          $(".filters-open").focus({ preventScroll: true });
        },
        { once: true },
      );
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
      const form = failed.matches("form") ? failed : failed.form;
      if (form) form.requestSubmit();
      else if (failed.matches("a, button")) failed.click();
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

  /* ---- menu: leave by Escape, a click elsewhere, tabbing on ---- */
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

  /* ---- forms send themselves on change; a write under way is not sent twice ---- */
  const writes = new WeakMap();
  on("change", ({ target }) => {
    const form = target.form;
    // More than there is becomes all there is.
    if (target.matches(".stepper input") && target.validity.rangeOverflow) target.value = target.max;
    if (form?.matches("[data-auto]") && target.reportValidity()) form.requestSubmit();
    if (!form?.matches("[data-keep]")) return;
    const body = new FormData(form);
    body.set("keep", target.name);
    fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
  });
  /* An error leaves as soon as it is mended: the field's own, and its line in the summary. */
  const isRight = (field) =>
    field.checkValidity() &&
    (field.value.trim() || !field.required) &&
    (!field.dataset.pattern ||
      !field.value ||
      new RegExp(`^(?:${field.dataset.pattern})$`, "i").test(field.value.trim()));
  on("input", (event) => {
    const box = closest(event, ".field.has-error, .choices.has-error");
    if (!box || !isRight(event.target)) return;
    const isGroup = box.matches(".choices");
    (isGroup ? box.nextElementSibling : $(".errorlist", box))?.remove();
    box.classList.remove("has-error");
    event.target.removeAttribute("aria-invalid");
    $(`.error-summary a[href="#${(isGroup ? box : event.target).id}"]`)
      ?.closest("li")
      .remove();
    if ($(".error-summary li")) return;
    const mark = $(".error-summary[data-title]")?.dataset.title;
    if (mark && document.title.startsWith(mark)) document.title = document.title.slice(mark.length);
    $(".error-summary")?.remove();
  });
  on(
    "submit",
    (event) => {
      if (event.submitter?.matches("[data-native]")) event.stopPropagation(); // htmx knows no button outside of its form
      if (!writes.has(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    true,
  );

  /* ---- htmx: busy after 300 ms, focus after a swap, a way to try again ---- */
  const timers = new WeakMap();
  let failed;
  let firstNew = null;
  on("htmx:configRequest", ({ detail }) => {
    if (detail.verb !== "get") return;
    const empty = [...detail.formData].filter(([, value]) => value === "");
    for (const [name] of empty) detail.formData.delete(name);
  });
  on("htmx:beforeSend", ({ detail: { target, requestConfig } }) => {
    const { elt, verb, triggeringEvent } = requestConfig;
    timers.set(
      elt,
      setTimeout(() => target.setAttribute("aria-busy", "true"), 300),
    );
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
  /* A swap must not move what is being used: the browser's own anchoring, which would follow the nodes that go, rests
     meanwhile, and the control (or the nearest thing around it that is still there) goes back to where it was. */
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
  on(
    "htmx:beforeSwap",
    ({
      detail: {
        target,
        requestConfig: { elt },
      },
    }) => {
      firstNew = elt.matches("[data-append]") ? target.children.length : null;
      root.classList.add("swaps");
      kept = { places: places(elt), open: $$("details[id][open]").map((details) => details.id) };
    },
  );
  on("htmx:afterSwap", ({ detail: { target } }) => {
    for (const id of kept?.open ?? []) byId(id)?.setAttribute("open", "");
    // What filters found begins in view, wherever the old list had been left.
    const list = target.id === "results" && firstNew === null && $("#results");
    const moves = list && list.getBoundingClientRect().top < 0;
    if (moves) list.scrollIntoView({ behavior: "instant" });
    const [id, top] = kept?.places.find(([one]) => byId(one)) ?? [];
    const node = id && byId(id);
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
    const box = byId(target.id) || target; // an outerHTML swap leaves the old node in it
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
  for (const type of ["responseError", "sendError", "timeout"])
    on(`htmx:${type}`, ({ detail: { xhr, requestConfig } }) => {
      const elt = requestConfig?.elt;
      if (!elt || elt.matches("[data-silent]")) return;
      failed = elt;
      const message = $("#failure").content.cloneNode(true);
      for (const text of $$("[data-when]", message))
        text.hidden = (text.dataset.when === "offline") === Boolean(xhr?.status);
      $("#notice").replaceChildren(message);
    });

  /* ---- search suggestions: an ARIA combobox over the server's links ---- */
  const combobox = (field, list) => {
    const options = () => $$("[role=option]", list);
    const choose = (option) => {
      for (const other of options()) other.ariaSelected = other === option;
      field.setAttribute("aria-activedescendant", option?.id || "");
    };
    const show = () => {
      if (!field.form.contains(document.activeElement)) list.replaceChildren();
      choose();
      field.ariaExpanded = options().length > 0;
    };
    const clear = () => {
      list.replaceChildren();
      show();
    };
    field.role = "combobox";
    field.ariaAutoComplete = "list";
    field.ariaExpanded = false;
    field.setAttribute("aria-controls", list.id);
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
      const now = all.findIndex((option) => option.ariaSelected === "true");
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

  /* ---- scrolling: the bar with the price on phones, the current thumbnail ---- */
  const seen = new WeakSet();
  const first = (element) => element && !seen.has(element) && seen.add(element);
  const watch = () => {
    const bar = $("[data-buybar]");
    const button = bar && $(bar.dataset.buybar);
    if (first(button)) {
      new IntersectionObserver(
        (entries) => {
          $("[data-buybar]")?.classList.toggle("is-on", entries.at(-1).intersectionRatio < 0.99);
        },
        { threshold: [0, 0.99] },
      ).observe(button);
    }
    const strip = $(".gallery-strip");
    if (first(strip)) {
      const observer = new IntersectionObserver(
        (entries) => {
          const shown = !wide.matches && entries.find((entry) => entry.isIntersecting);
          if (shown)
            for (const link of $$(".thumbs a")) link.ariaCurrent = link.hash === `#${shown.target.id}` ? "true" : null;
        },
        { root: strip, threshold: 0.6 },
      );
      for (const item of strip.children) observer.observe(item);
    }
  };
  watch();

  /* Who has a cart or a session (the cookie says only that) asks what is in it, also when a page comes back from memory.
     htmx, loaded before, listens by then. */
  const ask = () => /(^|; )known=1/.test(document.cookie) && window.htmx?.trigger(document.body, "cart:changed");
  on("DOMContentLoaded", ask);
  addEventListener("pageshow", ({ persisted }) => persisted && ask());
})();
