// Discord's markdown as elements. Text only ever becomes text nodes, so nothing in a message can
// inject markup.

const INLINE =
  /\*\*(?<bold>[^*]+)\*\*|__(?<under>[^_]+)__|\*(?<it>[^*\s][^*]*)\*|(?<![\w_])_(?<it2>[^_]+)_(?!\w)|`(?<code>[^`]+)`|~~(?<gone>[^~]+)~~|<t:(?<at>-?\d+)(?::(?<style>[tTdDfFR]))?>|<(?<ref>@!?\d+|@&\d+|#\d+)>|<\/(?<command>[^:>]+):\d+>|\[(?<label>[^\]]+)\]\((?<link>https?:\/\/[^)\s]+)\)/gu;

const STYLES = {
  t: { timeStyle: "short" },
  T: { timeStyle: "medium" },
  d: { dateStyle: "short" },
  D: { dateStyle: "long" },
  f: { dateStyle: "long", timeStyle: "short" },
  F: { dateStyle: "full", timeStyle: "short" },
};

export function element(name, props = {}, ...children) {
  const node = Object.assign(document.createElement(name), props);
  node.append(...children);
  return node;
}

export function moment(seconds, style = "f") {
  const at = new Date(seconds * 1000);
  const text = style === "R" ? relative(at) : at.toLocaleString(undefined, STYLES[style]);
  return element("time", { dateTime: at.toISOString(), title: at.toLocaleString() }, text);
}

function relative(at) {
  const seconds = Math.round((at - Date.now()) / 1000);
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(seconds, "second");
}

function inline(text, names) {
  const nodes = [];
  let from = 0;
  for (const found of text.matchAll(INLINE)) {
    nodes.push(text.slice(from, found.index), marked(found.groups, names));
    from = found.index + found[0].length;
  }
  nodes.push(text.slice(from));
  return nodes;
}

function marked(part, names) {
  if (part.bold) return element("strong", {}, ...inline(part.bold, names));
  if (part.under) return element("u", {}, ...inline(part.under, names));
  if (part.it || part.it2) return element("em", {}, ...inline(part.it ?? part.it2, names));
  if (part.code) return element("code", {}, part.code);
  if (part.gone) return element("s", {}, ...inline(part.gone, names));
  if (part.at) return moment(Number(part.at), part.style);
  if (part.command) return element("span", { className: "name" }, `/${part.command}`);
  if (part.label) return element("a", { href: part.link, rel: "noreferrer" }, part.label);
  return element("span", { className: "name" }, names[part.ref.replace("!", "")] ?? part.ref);
}

function line(text, names) {
  const heading = /^(#{1,3})\s+(.+)$/u.exec(text);
  if (heading) return element(`h${heading[1].length + 2}`, {}, ...inline(heading[2], names));
  const small = /^-#\s+(.+)$/u.exec(text);
  if (small) return element("small", {}, ...inline(small[1], names));
  const quote = /^>\s+(.+)$/u.exec(text);
  if (quote) return element("blockquote", {}, ...inline(quote[1], names));
  return element("span", {}, ...inline(text, names));
}

/** A message's text as one element. */
export function markdown(text, names) {
  const box = element("div", { className: "said" });
  let list = null;
  for (const raw of text.split("\n")) {
    const item = /^\s*[-*]\s+(.+)$/u.exec(raw);
    if (item && !raw.startsWith("-#")) {
      if (!list) box.append((list = element("ul")));
      list.append(element("li", {}, ...inline(item[1], names)));
      continue;
    }
    list = null;
    const made = line(raw, names);
    const previous = box.lastChild;
    if (previous && isInline(previous) && isInline(made)) box.append("\n");
    box.append(made);
  }
  return box;
}

function isInline(node) {
  return node.nodeName === "SPAN" || node.nodeName === "SMALL";
}
