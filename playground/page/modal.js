// A form the bot opened.

import { element } from "./markup.js";

const ROW = 1, STRING_SELECT = 3, TEXT_INPUT = 4, TEXT = 10, LABEL = 18;
const PARAGRAPH = 2;

/** Show the form; `act` gets what was filled in. */
export function openModal(modal, act) {
  const dialog = document.querySelector("#modal");
  const form = element("form", { method: "dialog" }, element("h2", {}, modal.title));
  form.append(...modal.components.flatMap(rowElements));
  const cancel = element("button", { type: "button" }, "Cancel");
  cancel.addEventListener("click", () => dialog.close());
  form.append(element("div", { className: "row" }, element("button", { className: "style-1" }, "Submit"), cancel));
  form.addEventListener("submit", () => act({ do: "submit", interaction: modal.id, values: values(form) }));
  dialog.replaceChildren(form);
  dialog.showModal();
}

function rowElements(row) {
  if (row.type === TEXT) return [element("p", {}, row.content)];
  if (row.type === LABEL) return [labelled(row.label, row.description, row.component)];
  if (row.type === ROW) return row.components.map((field) => labelled(field.label, "", field));
  return [];
}

function labelled(label, description, field) {
  const node = element("label", {}, label);
  if (description) node.append(element("small", {}, description));
  node.append(control(field));
  return node;
}

function control(field) {
  const node = make(field);
  node.name = field.custom_id;
  node.required = field.required !== false;
  return node;
}

function make(field) {
  if (field.type === STRING_SELECT) {
    const node = element("select", { multiple: (field.max_values ?? 1) > 1 });
    node.append(...field.options.map((o) => new Option(o.label, o.value, false, Boolean(o.default))));
    return node;
  }
  const node = element(field.style === PARAGRAPH ? "textarea" : "input", { value: field.value ?? "" });
  if (field.type === TEXT_INPUT) {
    node.placeholder = field.placeholder ?? "";
    node.maxLength = field.max_length ?? 4000;
  }
  return node;
}

function values(form) {
  const named = [...form.elements].filter((control) => control.name);
  return Object.fromEntries(named.map((control) => [control.name, valueOf(control)]));
}

function valueOf(control) {
  if (control.nodeName !== "SELECT") return control.value;
  return [...control.selectedOptions].map((option) => option.value);
}
