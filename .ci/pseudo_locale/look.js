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
    return width <= 1 || height <= 1 || style.visibility !== "visible" || !element.checkVisibility();
  };
  const isInside = (element, way) =>
    element !== document.body &&
    (way.test(getComputedStyle(element).overflowX) || isInside(element.parentElement, way));
  for (const element of document.body.querySelectorAll("*:not(option, textarea, select, svg, svg *, .vh, .vh *)")) {
    const style = getComputedStyle(element);
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && words.test(node.data));
    if (!/[⟦~⟧]/.test(element.textContent) || isHidden(element, style)) continue; // how long names are is no translator's doing
    const add = (fault) => {
      const text = element.textContent.replace(/\s+/g, " ").trim().slice(0, 60);
      faults.add(`${fault}: <${element.localName} class="${element.className}"> ${text}`);
    };
    const isWide = style.display !== "inline" && element.scrollWidth > element.clientWidth + 1;
    const hides = /hidden|clip/.test(style.overflowX);
    if (hides && (isWide || element.scrollHeight > element.clientHeight + 3)) add("cut");
    if (own && isWide && !isInside(element, /auto|scroll|hidden|clip/)) add("sticks out");
    const { right } = element.getBoundingClientRect();
    if (own && right > innerWidth + 1 && !isInside(element, /auto|scroll|hidden|clip/)) add("beyond the window");
  }
  const links = [...document.links, ...document.querySelectorAll("iframe")].map((link) => link.href ?? link.src);
  return { bare: [...bare], faults: [...faults], links };
};
