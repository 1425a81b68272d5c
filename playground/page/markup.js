// Discord's markdown inside a line, as nodes. Blocks are `blocks.js`.

import { button, element } from "./dom.js";
import { moment } from "./moments.js";
import { state } from "./state.js";

/** Each rule: what it looks like, and the node it becomes. The first that fits wins. */
const RULES = [
  [/\\([^A-Za-z0-9\s])/u, (found) => found[1]],
  [/``([^]+?)``(?!`)/u, (found) => element("code", {}, found[1].trim())],
  [/`([^`\n]+)`/u, (found) => element("code", {}, found[1])],
  [/<t:(-?\d{1,17})(?::([tTdDfFRsS]))?>/u, (found) => moment(Number(found[1]), found[2])],
  [/<(@!?|@&|#)(\d+)>/u, (found) => mention(found[1].replace("!", ""), found[2])],
  [/<\/([^:>\n]+):\d+>/u, (found) => element("span", { className: "mention" }, `/${found[1]}`)],
  [/<a?(:\w+:)\d+>/u, (found) => element("span", { className: "emoji" }, found[1])],
  [/<(https?:\/\/[^\s>]+)>/u, (found) => link(found[1], [found[1]])],
  [/\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)(?:\s+"[^"\n]*")?\)/u, masked],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"'\])]/u, (found) => link(found[0], [found[0]])],
  [/@(?:everyone|here)\b/u, (found) => element("span", { className: "mention" }, found[0])],
  [/\|\|([^]+?)\|\|/u, (found) => spoiler(found[1])],
  [/\*\*\*([^]+?)\*\*\*/u, (found) => element("strong", {}, element("em", {}, ...inline(found[1])))],
  [/\*\*([^]+?)\*\*(?!\*)/u, (found) => element("strong", {}, ...inline(found[1]))],
  [/__([^]+?)__(?!_)/u, (found) => element("u", {}, ...inline(found[1]))],
  [/~~([^]+?)~~/u, (found) => element("s", {}, ...inline(found[1]))],
  [/\*(?=\S)([^*]+?)\*(?!\*)/u, (found) => element("em", {}, ...inline(found[1]))],
  [/(?<![\p{L}\p{N}_])_(?=\S)([^_]+?)_(?![\p{L}\p{N}_])/u, (found) => element("em", {}, ...inline(found[1]))],
];
const ANY = new RegExp(RULES.map(([pattern]) => pattern.source).join("|"), "u");

/** A text without line marks, as nodes. */
export function inline(text) {
  const nodes = [];
  let rest = text;
  for (let found = ANY.exec(rest); found; found = ANY.exec(rest)) {
    if (found.index) nodes.push(rest.slice(0, found.index));
    const [used, node] = made(rest, found.index);
    nodes.push(node);
    rest = rest.slice(found.index + used);
  }
  if (rest) nodes.push(rest);
  return nodes;
}

/** The node of the rule that fits at this place, and how many characters it took. */
function made(text, from) {
  for (const [pattern, build] of RULES) {
    const sticky = new RegExp(pattern.source, "uy");
    sticky.lastIndex = from;
    const found = sticky.exec(text);
    if (found) return [found[0].length, build(found)];
  }
  return [1, text[from]];
}

function mention(sort, id) {
  const name = state.names[sort + id];
  const unknown = sort === "#" ? "#unknown" : "@unknown";
  const node = element("span", { className: "mention" }, name ?? unknown);
  node.classList.toggle("me", sort === "@" && id === state.personId);
  return node;
}

function masked(found) {
  // A label that looks like another address would lead astray; Discord shows both.
  const label = /https?:\/\//u.test(found[1]) ? found[0] : null;
  return label ? element("span", {}, label) : link(found[2], inline(found[1]));
}

/** Whether an address is one a link may lead to. */
export const isWeb = (url) => /^https?:\/\//u.test(url ?? "");

export function link(href, children) {
  const props = { href, title: href, target: "_blank", rel: "noopener noreferrer" };
  return element("a", props, ...children);
}

function spoiler(text) {
  const hidden = element("span", { className: "hidden", inert: true }, ...inline(text));
  const node = button({ className: "spoiler", "aria-label": "Spoiler" }, () => {
    node.replaceWith(element("span", { className: "spoiler shown" }, ...inline(text)));
  }, hidden);
  return node;
}
