// Discord's timestamps, in the viewer's zone and words; the relative ones tick.

import { element } from "./dom.js";

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
  s: { dateStyle: "short", timeStyle: "short" },
  S: { dateStyle: "short", timeStyle: "medium" },
};
const UNITS = [
  ["year", 31536000],
  ["month", 2592000],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const LATEST = 8.64e12;

/** `<t:seconds:style>` as an element. */
export function moment(seconds, style = "f") {
  if (Math.abs(seconds) > LATEST) return element("span", {}, "Invalid Date");
  const at = new Date(seconds * 1000);
  const node = element("time", {
    className: "moment",
    dateTime: at.toISOString(),
    title: at.toLocaleString(undefined, { dateStyle: "full", timeStyle: "medium" }),
    "data-style": style,
  });
  node.textContent = worded(at, style);
  return node;
}

function worded(at, style) {
  return style === "R" ? relative(at) : at.toLocaleString(undefined, STYLES[style]);
}

function relative(at) {
  const seconds = Math.round((at - Date.now()) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  return words.format(Math.trunc(seconds / size), unit);
}

/** When a message was written, as short as it can be said. */
export function written(iso) {
  const at = new Date(iso);
  const isToday = at.toDateString() === new Date().toDateString();
  const text = at.toLocaleString(undefined, isToday ? STYLES.t : STYLES.s);
  return element("time", { dateTime: iso, title: at.toLocaleString(undefined, STYLES.F) }, text);
}

/** The day a line of messages begins with. */
export function day(iso) {
  return new Date(iso).toLocaleDateString(undefined, { dateStyle: "long" });
}

function tick() {
  for (const node of document.querySelectorAll('time.moment[data-style="R"]')) {
    const text = relative(new Date(node.dateTime));
    if (node.textContent !== text) node.textContent = text;
  }
}

setInterval(tick, 1000);
