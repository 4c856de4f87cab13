// Elements without a framework.

/**
 * Make an element; what begins with "on" listens, and what is false or null is left out.
 * @param {string} tag
 * @param {Record<string, any>} [properties]
 * @param {...any} children
 * @returns {HTMLElement}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

/** @param {string} name */
export const icon = (name) => h("ha-icon", { icon: `mdi:${name}`, "aria-hidden": "true" });

/**
 * Show what somebody wrote: never as markup, and never able to turn its surroundings round.
 * @param {string} tag
 * @param {string} text
 * @param {string} [kind]
 */
export const said = (tag, text, kind) => h(tag, { class: kind, dir: "auto" }, text);
