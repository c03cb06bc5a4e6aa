// Small helps for the staff pages; everything works without them.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // Menus close on a click elsewhere and on Escape.
  document.addEventListener("click", (event) => {
    for (const menu of all("details[data-menu][open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "Escape") {
      for (const menu of all("details[data-menu][open]")) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    } else if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      document.querySelector("[data-key='/']")?.focus();
    }
  });

  // Lists: choosing rows shows what can be done with them.
  const bulk = document.querySelector("[data-bulk]");
  if (bulk) {
    const rows = () => all("input.action-select");
    const toggle = document.querySelector("#action-toggle");
    const count = () => {
      const chosen = rows().filter((row) => row.checked).length;
      const across = bulk.querySelector("[data-across]");
      bulk.classList.toggle("is-on", chosen > 0 || Boolean(across?.checked));
      const shown = bulk.querySelector("[data-count]");
      shown.textContent = chosen && !across?.checked ? shown.dataset.count.replace("#", chosen) : "";
      if (toggle) {
        toggle.checked = chosen > 0 && chosen === rows().length;
        toggle.indeterminate = chosen > 0 && !toggle.checked;
      }
    };
    toggle?.addEventListener("change", () => {
      for (const row of rows()) row.checked = toggle.checked;
      count();
    });
    document.addEventListener(
      "change",
      (event) => event.target.matches("input.action-select, [data-across]") && count(),
    );
    count();
  }

  // Rows of a form: one more from its template.
  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-add-row]");
    if (!add) return;
    event.preventDefault();
    const prefix = add.dataset.addRow;
    const total = document.querySelector(`#id_${prefix}-TOTAL_FORMS`);
    const holder = document.createElement("template");
    holder.innerHTML = document.querySelector(`#${prefix}-empty`).innerHTML.replaceAll("__prefix__", total.value);
    total.value = Number(total.value) + 1;
    const row = holder.content.firstElementChild;
    document.querySelector(`#${prefix}-rows`).append(row);
    row.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  });

  // Edit pages: say that something is not saved, and ask before leaving it.
  const guarded = document.querySelector("form[data-guard]");
  if (guarded) {
    let unsaved = false;
    const change = () => {
      unsaved = true;
      for (const note of all("[data-unsaved]", guarded)) note.hidden = false;
    };
    guarded.addEventListener("input", change);
    guarded.addEventListener("submit", () => {
      unsaved = false;
    });
    window.addEventListener("beforeunload", (event) => unsaved && event.preventDefault());
  }

  // A form about money or parcels is sent once.
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-once]")) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => {
    for (const form of all("[data-once]")) delete form.dataset.sent;
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).innerText);
    button.querySelector(".vh").textContent = button.dataset.copied;
  });
  document.querySelector("[data-focus]")?.focus();
})();
