// Elements without a framework.

/** @import { Make, Say } from "./types" */

/** Make an element; what begins with "on" listens, and what is false or null is left out. @type {Make} */
export const h = (/** @type {string} */ tag, properties = {}, /** @type {any[]} */ ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
};

/** @param {string} name */
export const icon = (name) => h("ha-icon", { icon: `mdi:${name}`, "aria-hidden": "true" });

/** Show what somebody wrote: never as markup, and never turning its surroundings round. @type {Say} */
export const said = (tag, text, kind) => h(tag, { class: kind, dir: "auto" }, text);
