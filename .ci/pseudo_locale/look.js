// What is wrong with the page as it stands: texts without marks, and texts that are cut or stick out.
() => {
  const bare = new Set(),
    faults = new Set();
  const words = /\p{L}{2}/u;
  let depth = 0;
  const read = (text) => {
    for (const piece of text.split(/([⟦⟧])/)) {
      if (piece === "⟦") depth += 1;
      else if (piece === "⟧") depth -= 1;
      else if (depth === 0 && words.test(piece)) bare.add(piece.replace(/\s+/g, " ").trim());
    }
  };
  read(document.title);
  const silent = "script, style, template, noscript, code, svg, textarea, [translate=no]";
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) if (!texts.currentNode.parentElement.closest(silent)) read(texts.currentNode.data);
  depth = 0;
  for (const element of document.querySelectorAll(
    "[title], [aria-label], [placeholder], [alt], meta[name=description]",
  ))
    for (const name of ["title", "aria-label", "placeholder", "alt", "content"]) read(element.getAttribute(name) ?? "");

  const isHidden = (element, style) => {
    const { width, height } = element.getBoundingClientRect();
    return (
      width <= 1 ||
      height <= 1 ||
      style.visibility !== "visible" ||
      !element.checkVisibility() ||
      element.closest(".vh")
    );
  };
  const scrolls = (element) =>
    element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
  const clips = (element) =>
    element && (/hidden|clip/.test(getComputedStyle(element).overflowX) || clips(element.parentElement));
  for (const element of document.body.querySelectorAll("*")) {
    const text = [...element.childNodes]
      .filter((node) => node.nodeType === 3)
      .map((node) => node.data.trim())
      .join(" ")
      .trim();
    const style = getComputedStyle(element);
    if (!words.test(text) || isHidden(element, style) || element.matches("option, textarea, select")) continue;
    const add = (fault) =>
      faults.add(`${fault}: <${element.localName} class="${element.className}"> ${text.slice(0, 60)}`);
    const hides = /hidden|clip/.test(style.overflowX);
    if (style.display !== "inline" && element.scrollWidth > element.clientWidth + 1 && !scrolls(element))
      add(hides ? "cut" : "sticks out");
    if (hides && element.scrollHeight > element.clientHeight + 3) add("cut below");
    if (element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element) && !clips(element))
      add("beyond the window");
  }
  return { bare: [...bare], faults: [...faults], links: [...document.links].map((link) => link.href) };
};
