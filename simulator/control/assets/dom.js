// Small tools: elements without a framework, numbers as people write them, calls.

import { t } from "./texts.js";

export const byId = id => document.getElementById(id);

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(2).filter(child => child !== null && child !== false && child !== undefined));
  return element;
}

export function pretty(phone) {
  const russian = /^7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(phone);
  if (russian) return `+7 ${russian[1]} ${russian[2]}-${russian[3]}-${russian[4]}`;
  return /^\d{7,}$/.test(phone) ? `+${phone}` : phone;
}

export const field = (label, ...inside) => h("label", { class: "field" }, h("span", {}, label), ...inside);
export const section = (id, title, extra, ...inside) =>
  h("section", { class: "panel", id }, h("div", { class: "panel-head" }, h("h3", {}, title), extra), ...inside);

export function toggle(on, change, label) {
  const box = h("input", { type: "checkbox", role: "switch", "aria-label": label });
  box.checked = on;
  box.addEventListener("change", () => change(box.checked));
  return h("span", { class: "switch" }, box, h("i"));
}

let hiding = 0;
export function toast(text) {
  const element = byId("toast");
  element.textContent = text;
  element.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { element.hidden = true; }, 2600);
}

export async function call(path, data, method = "POST") {
  try {
    const response = await fetch(`/control/${path}`, {
      method, headers: { "Content-Type": "application/json" }, body: data === undefined ? undefined : JSON.stringify(data),
    });
    const answer = await response.json();
    if (!response.ok) toast(answer.error);
    return response.ok ? answer : null;
  } catch {
    toast(t("lost"));
    return null;
  }
}
