// One line of the list of conversations.

import { h, icon, said } from "./dom.js";

/** @import { Person } from "./types" */

/** @type {Person} */
export const person = ({ key, name, recipient, entries, unread }, { say, time, day }, chosen, choose) => {
  const last = entries.at(-1), when = last && day(last.at);
  const text = last ? (last.text ?? "…").slice(0, 99) : "";
  return h("button", {
    class: `thread${unread ? " fresh" : ""}`, type: "button", "data-thread": key, "aria-current": chosen && "true", onclick: choose,
  },
  h("span", { class: "avatar" }, icon(recipient ? "account" : "phone")),
  h("span", { class: "words" },
    h("span", { class: "line" }, said("b", name), last && h("time", {}, when === say("today") ? time(last.at) : when)),
    h("span", { class: "line" }, said("span", last?.rows[0].state ? `${say("you")}: ${text}` : text, "second"),
      unread > 0 && h("span", { class: "count", role: "img", "aria-label": say("unread", { count: unread }) }, unread))));
};
