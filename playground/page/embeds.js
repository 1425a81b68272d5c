// Embeds, as messages had them before Components V2.

import { markdown } from "./blocks.js";
import { element } from "./dom.js";
import { inline, isWeb, link } from "./markup.js";
import { written } from "./moments.js";
import { picture } from "./pictures.js";

export function embedElement(embed) {
  const texts = element("div", { className: "embed-texts" },
    named(embed.author, "embed-author"), title(embed),
    embed.description ? markdown(embed.description) : null, fields(embed.fields));
  const node = element("div", { className: "embed" }, texts,
    embed.thumbnail?.url ? element("div", { className: "thumbnail" }, picture({ media: embed.thumbnail })) : null,
    embed.image?.url ? element("div", { className: "embed-image" }, picture({ media: embed.image })) : null,
    footer(embed));
  if (Number.isInteger(embed.color)) {
    node.style.setProperty("--accent", `#${embed.color.toString(16).padStart(6, "0")}`);
  }
  return node;
}

/** The addresses of the files an embed shows: they do not stand below it again. */
export const shownIn = (embeds) => embeds.flatMap((embed) => [
  embed.image?.url, embed.thumbnail?.url, embed.author?.icon_url, embed.footer?.icon_url]);

function title(embed) {
  if (!embed.title) return null;
  const words = inline(embed.title);
  return element("strong", { className: "embed-title" },
    ...(isWeb(embed.url) ? [link(embed.url, words)] : words));
}

function named(part, className) {
  if (!part) return null;
  const name = part.name ?? part.text;
  const words = isWeb(part.url) ? link(part.url, [name]) : name;
  const icon = part.icon_url ? picture({ media: { url: part.icon_url } }) : null;
  return element("div", { className }, icon, element("span", {}, words));
}

function fields(all = []) {
  if (!all.length) return null;
  return element("dl", {}, ...all.map((field) => {
    const node = element("div", { className: field.inline ? "inline" : "" },
      element("dt", {}, ...inline(field.name)), element("dd", {}, markdown(field.value)));
    return node;
  }));
}

function footer(embed) {
  const at = embed.timestamp ? written(embed.timestamp) : null;
  const said = named(embed.footer, "embed-said");
  if (!at && !said) return null;
  return element("div", { className: "embed-footer" }, said, said && at ? " • " : null, at);
}
