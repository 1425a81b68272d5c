// A message as an element: who said it, its components, its buttons.

import { element, markdown, moment } from "./markup.js";

const ROW = 1, BUTTON = 2, STRING_SELECT = 3, SECTION = 9, TEXT = 10, THUMBNAIL = 11;
const GALLERY = 12, FILE = 13, SEPARATOR = 14, CONTAINER = 17;
const LINK_STYLE = 5;

/** `act(asked)` sends something to the playground; `names` turns ids into names. */
export function messageElement(message, { act, names }) {
  const context = { act, names, message };
  const node = element("li", { id: `m${message.id}` });
  node.classList.toggle("private", message.ephemeral);
  node.classList.toggle("pings", message.pings_me);
  if (message.by_command) {
    node.append(element("div", { className: "notice" }, message.by_command));
  }
  node.append(byline(message), ...body(message, context));
  if (message.ephemeral) node.append(privateNotice(context));
  return node;
}

function byline(message) {
  const name = message.author.global_name ?? message.author.username;
  const by = element("div", { className: "by" }, element("strong", {}, name));
  if (message.author.bot) by.append(element("span", {}, "app"));
  by.append(moment(Date.parse(message.timestamp) / 1000, "T"));
  if (message.edited_timestamp) by.append(element("span", {}, "(edited)"));
  return by;
}

function body(message, context) {
  if (message.loading) return [element("p", { className: "notice" }, "Thinking…")];
  const nodes = message.content ? [markdown(message.content, context.names)] : [];
  for (const file of message.attachments) nodes.push(picture(file.url, file.description ?? file.filename));
  nodes.push(...message.components.map((component) => componentElement(component, context)));
  return nodes;
}

function privateNotice({ act, message }) {
  const dismiss = element("button", { type: "button" }, "Dismiss");
  dismiss.addEventListener("click", () => act({ do: "dismiss", message: message.id }));
  return element("div", { className: "notice" }, "Only you can see this · ", dismiss);
}

const DRAW = {
  [ROW]: (row, context) =>
    element("div", { className: "row" }, ...row.components.map((c) => componentElement(c, context))),
  [BUTTON]: button,
  [SECTION]: section,
  [TEXT]: (text, context) => markdown(text.content, context.names),
  [THUMBNAIL]: (thumbnail) => picture(thumbnail.media.url, thumbnail.description ?? ""),
  [GALLERY]: (gallery) =>
    element("div", { className: "gallery" },
      ...gallery.items.map((item) => picture(item.media.url, item.description ?? ""))),
  [FILE]: (file) => element("a", { href: file.file.url }, file.name ?? "File"),
  [SEPARATOR]: (separator) =>
    element("hr", { className: separator.divider === false ? "blank" : "" }),
  [CONTAINER]: container,
};

function componentElement(component, context) {
  const draw = DRAW[component.type] ?? (component.custom_id ? select : null);
  return draw ? draw(component, context) : element("span", {}, `(component ${component.type})`);
}

function container(box, context) {
  const node = element("div", { className: "container" });
  if (Number.isInteger(box.accent_color)) {
    node.style.borderLeftColor = `#${box.accent_color.toString(16).padStart(6, "0")}`;
  }
  node.append(...box.components.map((component) => componentElement(component, context)));
  return node;
}

function section(part, context) {
  const texts = element("div", {}, ...part.components.map((c) => componentElement(c, context)));
  const accessory = componentElement(part.accessory, context);
  return element("div", { className: "section" }, texts, element("div", { className: "row" }, accessory));
}

function picture(url, description) {
  const figure = element("figure", { className: "gallery" }, element("img", { src: url, alt: description }));
  if (description) figure.append(element("figcaption", {}, description));
  return figure;
}

function button(part, { act, message }) {
  const label = [part.emoji?.name, part.label].filter(Boolean).join(" ");
  if (part.style === LINK_STYLE) return element("a", { href: part.url, rel: "noreferrer" }, label);
  const node = element("button", { type: "button", disabled: Boolean(part.disabled) }, label);
  node.classList.add(`style-${part.style}`);
  node.dataset.customId = part.custom_id;
  node.addEventListener("click", () =>
    act({ do: "press", message: message.id, custom_id: part.custom_id }));
  return node;
}

function select(part, { act, message }) {
  if (part.type !== STRING_SELECT) return element("span", {}, "(a choice this page does not offer)");
  const most = part.max_values ?? 1;
  const node = element("select", { multiple: most > 1, disabled: Boolean(part.disabled) });
  node.setAttribute("aria-label", part.placeholder ?? "Choose");
  if (most === 1) node.append(new Option(part.placeholder ?? "Choose…", "", true, true));
  for (const option of part.options) {
    node.append(new Option(option.label, option.value, false, Boolean(option.default)));
  }
  node.addEventListener("change", () => {
    const values = [...node.selectedOptions].map((option) => option.value).filter(Boolean);
    if (values.length) act({ do: "choose", message: message.id, custom_id: part.custom_id, values });
  });
  return node;
}
