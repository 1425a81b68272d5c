// A message's text as blocks: headings, subtext, quotes, lists, code, paragraphs.

import { element } from "./dom.js";
import { inline } from "./markup.js";

const FENCE = /^```(?:([\w+-]+)\n)?\n?([^]*?)\n?```/u;
const HEADING = /^(#{1,3})\s+(.+)$/u;
const SMALL = /^-#\s+(.+)$/u;
const ITEM = /^(\s*)(?:[-*]|(\d{1,9})[.)])\s+(.+)$/u;
const QUOTE = /^>\s(.*)$/u;
const ALL_QUOTED = /^>>>\s/u;

/** A message's text as one element. */
export function markdown(text) {
  return element("div", { className: "said" }, ...blocks(text));
}

function blocks(text) {
  const nodes = [];
  let rest = text;
  while (rest) {
    const [node, used] = block(rest);
    nodes.push(node);
    rest = rest.slice(used).replace(/^\n/u, "");
  }
  return nodes;
}

/** The block a text begins with, and how many characters it takes. */
function block(text) {
  const fence = FENCE.exec(text);
  if (fence) return [element("pre", {}, element("code", {}, fence[2])), fence[0].length];
  if (ALL_QUOTED.test(text)) {
    return [element("blockquote", {}, ...blocks(text.replace(ALL_QUOTED, ""))), text.length];
  }
  const [first] = text.split("\n", 1);
  const heading = HEADING.exec(first);
  if (heading) return [element(`h${heading[1].length + 2}`, {}, ...inline(heading[2])), first.length];
  const small = SMALL.exec(first);
  if (small) return [element("small", {}, ...inline(small[1])), first.length];
  if (QUOTE.test(first)) return quote(text);
  if (ITEM.test(first)) return list(text);
  return paragraph(text);
}

function quote(text) {
  const lines = taken(text, (line) => QUOTE.test(line));
  const inside = lines.map((line) => QUOTE.exec(line)[1]).join("\n");
  return [element("blockquote", {}, ...blocks(inside)), lines.join("\n").length];
}

/** Lines as list items; a deeper indent is a list in the item before it. */
function list(text) {
  const [indent, isNumbered] = kindOf(text.split("\n", 1)[0]);
  const lines = taken(text, (line) => {
    // Another sort of mark at the same depth begins another list.
    const [depth, numbered] = kindOf(line);
    return ITEM.test(line) && (depth > indent || numbered === isNumbered);
  });
  const items = lines.map((line) => ITEM.exec(line));
  return [nested(items.map(([, space, number, said]) => ({ depth: space.length, number, said }))),
    lines.join("\n").length];
}

function kindOf(line) {
  const [, space = "", number] = ITEM.exec(line) ?? [];
  return [space.length, number !== undefined];
}

function nested(items) {
  const { depth, number } = items[0];
  const box = number ? element("ol", { start: Number(number) }) : element("ul");
  for (let at = 0; at < items.length; ) {
    const item = element("li", {}, ...inline(items[at].said));
    let end = at + 1;
    while (end < items.length && items[end].depth > depth) end += 1;
    if (end > at + 1) item.append(nested(items.slice(at + 1, end)));
    box.append(item);
    at = end;
  }
  return box;
}

function paragraph(text) {
  const lines = taken(text, (line, index) => index === 0 || !startsBlock(line));
  const said = lines.join("\n");
  const fence = said.indexOf("```");
  // A fence in mid-line ends the paragraph where it stands.
  const cut = fence > 0 && FENCE.test(said.slice(fence)) ? said.slice(0, fence) : said;
  return [element("p", {}, ...inline(cut)), cut.length];
}

function startsBlock(line) {
  return [HEADING, SMALL, QUOTE, ALL_QUOTED, ITEM, /^```/u].some((mark) => mark.test(line));
}

/** The lines from the start for which this holds. */
function taken(text, holds) {
  const lines = text.split("\n");
  const end = lines.findIndex((line, index) => !holds(line, index));
  return end === -1 ? lines : lines.slice(0, Math.max(1, end));
}
