// The fields of a form. Each has a node, its value, and why that does not do yet.

import { isSelect, pickerFor } from "./choices.js";
import { element } from "./dom.js";
import { Dropbox } from "./files.js";

const TEXT_INPUT = 4, FILE_UPLOAD = 19, RADIOS = 21, CHECKBOXES = 22, CHECKBOX = 23;
const PARAGRAPH = 2;
const MISSING = "This field is required.";
const tooFew = (least) => (least > 1 ? `At least ${least}.` : MISSING);

let lastId = 0;

/** `label` names it; `ask` hands over what cannot be said in text. */
export function fieldOf(component, label, ask) {
  const id = `field${++lastId}`;
  const required = component.required !== false && component.type !== CHECKBOX;
  const make = isSelect(component) ? selectField : MAKE[component.type] ?? unknown;
  return { id, required, ...make(component, { id, required, label, ask }) };
}

const MAKE = {
  [TEXT_INPUT]: textField,
  [RADIOS]: (it, about) => groupField(it, about, "radio"),
  [CHECKBOXES]: (it, about) => groupField(it, about, "checkbox"),
  [CHECKBOX]: checkboxField,
  [FILE_UPLOAD]: uploadField,
};

function textField(component, { id, required }) {
  const isLong = component.style === PARAGRAPH;
  const least = component.min_length ?? 0, most = component.max_length ?? 4000;
  const input = element(isLong ? "textarea" : "input", {
    id,
    required,
    value: component.value ?? "",
    placeholder: component.placeholder ?? "",
    maxLength: most,
    autocomplete: "off",
  });
  if (least) input.minLength = least;
  const count = element("span", { className: "count", "aria-hidden": true });
  const draw = () => (count.textContent = String(most - input.value.length));
  input.addEventListener("input", draw);
  draw();
  const tooShort = () => input.value && input.value.length < least && `At least ${least} characters.`;
  return {
    node: element("div", { className: "text" }, input, count),
    value: () => input.value,
    why: () => (required && !input.value ? MISSING : tooShort()) || "",
  };
}

function selectField(component, { id, required, label }) {
  let values = [];
  const least = required ? component.min_values ?? 1 : 0;
  const picker = pickerFor({ ...component, min_values: least }, (chosen) => (values = chosen));
  values = [...picker.values];
  picker.line.id = id;
  picker.line.setAttribute("aria-label", label);
  return { node: picker.node, value: () => values, why: () => (values.length < least ? tooFew(least) : "") };
}

function groupField(component, { id, required, label }, type) {
  const inputs = component.options.map((option, index) => element("input", {
    id: index ? `${id}-${index}` : id,
    type,
    name: id,
    value: option.value,
    checked: Boolean(option.default),
  }));
  const rows = component.options.map((option, index) => element("label", { className: "choice" },
    inputs[index], element("span", {}, option.label,
      option.description ? element("small", {}, option.description) : null)));
  const role = type === "radio" ? "radiogroup" : "group";
  const chosen = () => inputs.filter((input) => input.checked).map((input) => input.value);
  const most = type === "radio" ? 1 : component.max_values ?? component.options.length;
  const least = required ? Math.max(1, component.min_values ?? 1) : 0;
  return {
    node: element("div", { className: "choices", role, "aria-label": label }, ...rows),
    value: () => (type === "radio" ? chosen()[0] ?? null : chosen()),
    why: () => (chosen().length < least ? tooFew(least) : chosen().length > most ? `At most ${most}.` : ""),
  };
}

function checkboxField(component, { id }) {
  const input = element("input", { id, type: "checkbox", checked: Boolean(component.default) });
  return { node: input, value: () => input.checked, why: () => "" };
}

function uploadField(component, { id, required, ask }) {
  const least = required ? component.min_values ?? 1 : 0;
  const box = new Dropbox({ id, most: component.max_values ?? 1, ask });
  const missing = () => box.ids.length < least && tooFew(least);
  return {
    node: box.node,
    value: () => box.ids,
    why: () => (box.waiting ? "Still uploading." : missing() || ""),
  };
}

function unknown(component) {
  const text = `This page does not know component ${component.type}.`;
  return { node: element("p", {}, text), value: () => null, why: () => text };
}
