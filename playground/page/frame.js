// The frame around the chat: drawers on narrow screens, the tools' panel, the colours.

import { icon } from "./dom.js";

const $ = (selector) => document.querySelector(selector);
const THEMES = ["dark", "light"];
const WIDE = matchMedia("(min-width: 68rem)");

function theme() {
  const asked = localStorage.getItem("theme");
  if (THEMES.includes(asked)) return asked;
  return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}

function paint() {
  const now = theme();
  document.documentElement.style.colorScheme = now;
  $("#theme").replaceChildren(icon(now === "dark" ? "sun" : "moon"));
}

function openTools(isOpen) {
  document.body.classList.toggle("tools", isOpen);
  $("#tools-toggle").setAttribute("aria-expanded", String(isOpen));
}

function openPlaces(isOpen) {
  document.body.classList.toggle("places", isOpen);
  $("#places-toggle").setAttribute("aria-expanded", String(isOpen));
}

/** On narrow screens the chat is what one wants to see after a choice. */
export function closeDrawers() {
  openPlaces(false);
  if (!WIDE.matches) openTools(false);
}

export function furnishFrame() {
  $("#places-toggle").append(icon("menu"));
  $("#tools-toggle").append(icon("sliders"));
  $("#theme").addEventListener("click", () => {
    localStorage.setItem("theme", theme() === "dark" ? "light" : "dark");
    paint();
  });
  $("#places-toggle").addEventListener("click", () => openPlaces(true));
  $("#tools-toggle").addEventListener("click", () => openTools(!document.body.classList.contains("tools")));
  $("#tools-close").append(icon("close"));
  $("#tools-close").addEventListener("click", () => openTools(false));
  $("#shade").addEventListener("click", closeDrawers);
  document.addEventListener("keydown", walk);
  document.addEventListener("keydown", escape);
  matchMedia("(prefers-color-scheme: light)").addEventListener("change", paint);
  WIDE.addEventListener("change", () => openTools(WIDE.matches));
  paint();
  openTools(WIDE.matches);
}

/** The parts of the page, and what has the focus in each. */
const PARTS = [
  ["main", "#line"],
  ["#messages", "#messages"],
  ["#people", "#people [aria-pressed=true]"],
  ["#sidebar", "#places [aria-current=true]"],
  ["#tools", "#tools button"],
];

/** F6 goes from part to part, as in other programs; the page keys turn the messages' pages. */
function walk(event) {
  const page = { PageUp: -1, PageDown: 1 }[event.key];
  if (page && event.target.id === "line") {
    $("#messages").scrollBy(0, page * $("#messages").clientHeight * .9);
    event.preventDefault();
  }
  if (event.key !== "F6" || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  const seen = PARTS.filter(([, inside]) => $(inside)?.checkVisibility({ visibilityProperty: true }));
  const at = seen.findLastIndex(([part]) => $(part).contains(document.activeElement));
  $(seen.at((at + (event.shiftKey ? -1 : 1)) % seen.length)[1]).focus();
}

/** From anywhere back to the line one writes in. */
function escape(event) {
  if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  closeDrawers();
  $("#line").focus();
}
