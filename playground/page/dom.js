// Elements from values. Text only ever becomes text nodes: nothing said can become markup.

const SVG = "http://www.w3.org/2000/svg";

/** Properties by name; `aria-*`, `data-*` and `role` as attributes; `on` holds listeners. */
export function element(name, props = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(props)) {
    if (key === "on") listen(node, value);
    else if (key === "role" || key.includes("-")) node.setAttribute(key, String(value));
    else node[key] = value;
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

function listen(node, listeners) {
  for (const [name, listener] of Object.entries(listeners)) node.addEventListener(name, listener);
}

/** A button that does one thing. */
export function button(props, onClick, ...children) {
  return element("button", { type: "button", ...props, on: { click: onClick } }, ...children);
}

/** Change what is inside a box; whoever has the focus there keeps it, on what is the same. */
export function keepingFocus(box, change) {
  const held = box.contains(document.activeElement) ? document.activeElement : null;
  const key = held && keyOf(held);
  change();
  if (!held || held.isConnected) return;
  const same = [...box.querySelectorAll("a, button, input")].find((it) => it.isConnected && keyOf(it) === key);
  (same ?? document.querySelector("#line")).focus({ preventScroll: true });
}

const keyOf = (node) => node.dataset.key ?? node.getAttribute("aria-label") ?? node.textContent;

const ICONS = {
  hash: "M9 3 7 21M17 3l-2 18M4 8.5h17M3 15.5h17",
  speaker: "M4 9v6h4l5 4V5L8 9H4Zm12.5-1.5a6 6 0 0 1 0 9M19 5a9.5 9.5 0 0 1 0 14",
  thread: "M5 4v8a4 4 0 0 0 4 4h10m-4-4 4 4-4 4",
  menu: "M4 6h16M4 12h16M4 18h16",
  sliders: "M4 7h9m4 0h3M4 17h3m4 0h9M15 4.5v5M9 14.5v5",
  close: "m6 6 12 12M18 6 6 18",
  down: "m6 9 6 6 6-6",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12Zm9.5 3a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
  out: "M14 4h6v6m0-6-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
  moon: "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
  sun: "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2m0 16v2M2 12h2m16 0h2M5 5l1.4 1.4m11.2 11.2L19 19M5 19l1.4-1.4M17.6 6.4 19 5",
  crown: "M3 18h18M4 15 3 7l5 4 4-6 4 6 5-4-1 8H4Z",
  send: "M4 12 21 4l-5 17-4-7-8-2Zm8 2 4-4",
  check: "m5 12.5 4.5 4.5L19 7.5",
  warn: "M12 3 2 20h20L12 3Zm0 6.5v5m0 2.8v.2",
  file: "M6 3h8l5 5v13H6V3Zm8 0v5h5",
  skip: "m5 5 8 7-8 7V5Zm9 0 6 7-6 7",
};

/** A line drawing, for the eye only. */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", "icon");
  drawing.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  drawing.append(path);
  return drawing;
}

const HUES = 6;

/** The round picture of a person (their initial) or of the bot. */
export function avatar(name, isBot) {
  if (isBot) return element("img", { className: "avatar", src: "/page/icon.svg", alt: "" });
  const hue = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % HUES;
  return element("span", { className: `avatar hue-${hue}`, "aria-hidden": true }, name.slice(0, 1));
}

export function badge(count) {
  return count ? element("span", { className: "badge" }, count > 99 ? "99+" : String(count)) : null;
}
