// Pictures: in a grid, with the text that stands for them, larger on a press.

import { button, element } from "./dom.js";
import { fromHere } from "./files.js";
import { isWeb, link } from "./markup.js";

/** The pictures of a gallery, laid out by their number. */
export function gallery(items) {
  const count = Math.min(items.length, 10);
  return element("div", { className: "gallery", "data-count": count }, ...items.map(picture));
}

/** One media item: `media.url`, its `description`, perhaps a spoiler. */
export function picture(item) {
  const description = item.description ?? "";
  const src = fromHere(item.media.url);
  if (!src) return foreign(item);
  const shown = element("img", { src, alt: description, loading: "lazy" });
  const { width, height } = item.media;
  if (width && height) Object.assign(shown, { width, height });
  const larger = button({ className: "larger", "aria-label": `Enlarge: ${description || "picture"}` },
    () => enlarge(src, description), shown);
  const node = element("figure", { className: "picture" }, larger);
  if (description) node.append(alternative(description));
  if (item.spoiler) node.append(cover(node));
  return node;
}

/** The page loads nothing from anywhere else; it says what would stand here. */
function foreign({ media, description }) {
  const words = description || "A picture";
  return element("figure", { className: "picture foreign" },
    isWeb(media.url) ? link(media.url, [words]) : words,
    element("small", {}, "It lies elsewhere and is not loaded here."));
}

function alternative(description) {
  const text = element("figcaption", { hidden: true }, description);
  const toggle = button({ className: "alt", title: description, "aria-expanded": false }, () => {
    text.hidden = !text.hidden;
    toggle.setAttribute("aria-expanded", String(!text.hidden));
  }, "ALT");
  const part = document.createDocumentFragment();
  part.append(toggle, text);
  return part;
}

function cover(node) {
  node.classList.add("hidden");
  const open = button({ className: "cover" }, () => {
    node.classList.remove("hidden");
    open.remove();
  }, "Spoiler");
  return open;
}

function enlarge(url, description) {
  const dialog = element("dialog", { className: "lightbox", "aria-label": description || "Picture" });
  const close = button({ className: "plain" }, () => dialog.close(), "Close");
  dialog.append(element("img", { src: url, alt: description }));
  if (description) dialog.append(element("p", {}, description));
  dialog.append(close);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}
