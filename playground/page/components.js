// Components V2 as elements. `context` has `act(asked)` and the message they stand in.

import { markdown } from "./blocks.js";
import { isSelect, pickerFor } from "./choices.js";
import { button, element, icon } from "./dom.js";
import { fileElement } from "./files.js";
import { gallery, picture } from "./pictures.js";

const ROW = 1, BUTTON = 2, SECTION = 9, TEXT = 10, THUMBNAIL = 11, GALLERY = 12, FILE = 13;
const SEPARATOR = 14, CONTAINER = 17;
const LINK_STYLE = 5, PREMIUM_STYLE = 6, WIDE_SPACING = 2;

const DRAW = {
  [ROW]: row,
  [BUTTON]: buttonElement,
  [SECTION]: section,
  [TEXT]: (text) => markdown(text.content),
  [THUMBNAIL]: (part) => element("div", { className: "thumbnail" }, picture(part)),
  [GALLERY]: (part) => gallery(part.items),
  [FILE]: file,
  [SEPARATOR]: separator,
  [CONTAINER]: container,
};

export function componentElement(component, context) {
  if (isSelect(component)) return select(component, context);
  const draw = DRAW[component.type];
  return draw ? draw(component, context) : element("p", {}, `(component ${component.type})`);
}

const inside = (part, context) => part.components.map((child) => componentElement(child, context));

function row(part, context) {
  return element("div", { className: "row" }, ...inside(part, context));
}

function container(part, context) {
  const node = element("div", { className: "container" }, ...inside(part, context));
  if (Number.isInteger(part.accent_color)) {
    node.classList.add("accented");
    node.style.setProperty("--accent", `#${part.accent_color.toString(16).padStart(6, "0")}`);
  }
  return part.spoiler ? covered(node) : node;
}

function covered(node) {
  node.inert = true;
  const cover = button({ className: "cover" }, () => {
    node.inert = false;
    cover.remove();
  }, "Spoiler");
  return element("div", { className: "covered" }, node, cover);
}

function section(part, context) {
  const texts = element("div", { className: "texts" }, ...inside(part, context));
  const accessory = componentElement(part.accessory, context);
  return element("div", { className: "section" }, texts, accessory);
}

function file(part) {
  const node = fileElement(part.file.url, part.name, part.size);
  return part.spoiler ? covered(node) : node;
}

function separator(part) {
  const node = element("hr");
  node.classList.toggle("blank", part.divider === false);
  node.classList.toggle("wide", part.spacing === WIDE_SPACING);
  return node;
}

function emojiOf(part) {
  return part.emoji?.name ? element("span", { className: "emoji" }, part.emoji.name) : null;
}

function buttonElement(part, { act, message }) {
  const words = part.label ?? (part.style === PREMIUM_STYLE ? "Premium" : "");
  const label = [emojiOf(part), words ? element("span", { className: "label" }, words) : null];
  if (part.style === LINK_STYLE) {
    const props = { className: "button style-5", href: part.url, target: "_blank", rel: "noopener noreferrer" };
    return element("a", props, ...label, icon("out"));
  }
  const props = {
    className: `button style-${part.style}`,
    disabled: Boolean(part.disabled),
    "data-custom-id": part.custom_id ?? "",
  };
  return button(props, () => act({ do: "press", message: message.id, custom_id: part.custom_id }), ...label);
}

function select(part, { act, message }) {
  const picker = pickerFor(part, (values) =>
    act({ do: "choose", message: message.id, custom_id: part.custom_id, values }));
  picker.node.dataset.customId = part.custom_id;
  return picker.node;
}
