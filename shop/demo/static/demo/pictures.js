// The demo's pictures are drawn while the shop is open. This shows each one on the page as soon as it is there.

const EVERY = 1500; // milliseconds
const list = document.currentScript.dataset.list;
let missing = null; // folders that were not drawn when this looked last

function folderOf(image) {
  return new URL(image.currentSrc || image.src, location).pathname.match(/\/(p\/[0-9a-f]{2}\/[0-9a-f]{16})\//)?.[1];
}

// A browser does not ask twice for what a page has shown, so the page asks by another name; the next page need not.
function renew(image) {
  const again = (text) => text.replace(/\.(avif|webp|jpg)(?=[\s,]|$)/g, ".$1?drawn");
  for (const source of image.closest("picture")?.querySelectorAll("source") ?? []) source.srcset = again(source.srcset);
  image.src = again(image.getAttribute("src"));
}

async function look() {
  let now = missing;
  try {
    const answer = await fetch(list, { cache: "no-store" });
    if (answer.ok) now = new Set((await answer.json()).undrawn);
  } catch {
    // The demo was stopped, or is busy: look again later.
  }
  if (now) {
    for (const image of document.images) {
      const folder = folderOf(image);
      if (folder && !now.has(folder) && (missing === null || missing.has(folder))) renew(image);
    }
    missing = now;
  }
  if (missing === null || missing.size) setTimeout(look, EVERY);
}

addEventListener("load", look);
