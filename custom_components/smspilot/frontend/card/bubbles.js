// What one entry of a conversation looks like.

import { h, icon, said } from "./dom.js";
import { pretty } from "./format.js";

/** @import { Draw, Outcome, State, Way } from "./types" */

/** @type {Record<State, [string, string]>} */
const STATES = {
  queued: ["clock-outline", ""], waiting: ["timer-sand", "odd"], sending: ["clock-outline", ""],
  accepted: ["check", ""], delivered: ["check-all", "good"], undelivered: ["close", "bad"],
  unconfirmed: ["help", "odd"], rejected: ["close", "bad"], expired: ["close", "bad"],
  cancelled: ["cancel", "odd"], unknown: ["help", "odd"],
};

/** Say what became of a message and, if it did not arrive, why: in our words and the gateway's. @type {Outcome} */
export const outcome = ({ state = "unknown", error }, { say, language }) => {
  if (!error || STATES[state]?.[1] !== "bad") return say(state);
  const theirs = (language.startsWith("ru") && error.ru) || error.en || error.ru || "";
  const ours = error.kind === "other" ? "" : say(`why_${error.kind}`);
  const why = [ours, theirs].filter(Boolean).join(": ");
  return `${say(state)}: ${why}${error.code ? ` (${error.code})` : ""}`;
};

/** Draw one way that a text took, and how far it came. @type {Way} */
const way = (row, formats, several, cancel) => {
  const { say, time, money, day } = formats;
  const [picture, kind] = STATES[row.state ?? "unknown"] ?? STATES.unknown;
  const words = outcome(row, formats);
  const button = row.can_cancel && h("button", { class: "link", type: "button" }, say("cancel"));
  if (button) button.onclick = () => cancel(row, button);
  const later = (row.send_at ?? 0) * 1000 > Date.now() && row.send_at;
  return h("div", { class: "meta" },
    several && h("span", {}, pretty(row.phone)),
    h("span", {}, say(row.channel ?? "sms")),
    row.sender && said("span", row.sender),
    row.test && h("span", {}, say("test")),
    (row.parts ?? 0) > 1 && h("span", {}, say("parts", { count: row.parts })),
    row.price != null && h("span", {}, money(row.price)),
    later && h("b", {}, say("scheduled", { when: `${day(later)}, ${time(later)}` })),
    button,
    (!several || row.follows) && h("time", {}, time(row.at)),
    h("span", { class: `state ${kind}`, title: words },
      h("span", { class: ["bad", "odd"].includes(kind) ? "" : "spoken" }, words), icon(picture)));
};

/** Draw a day's name, or what was said. @type {Draw} */
export const draw = ({ entry, day }, formats, { name, asking, cancel }) => {
  if (!entry) return h("div", { class: "item day", role: "listitem" }, h("span", {}, day));
  const { rows, text, at } = entry, out = rows[0].state, several = rows.some(({ phone }) => phone !== rows[0].phone);
  const bad = rows.every(({ state }) => state && STATES[state]?.[1] === "bad");
  return h("div", { class: `item ${out ? "out" : "in"}`, role: "listitem" },
    h("div", { class: `bubble${bad ? " bad" : ""}` },
      h("span", { class: "spoken" }, out ? formats.say("you") : name),
      text === null ? h("p", { class: "none" }, formats.say(asking ? "text_later" : "no_text")) : said("p", text),
      out && rows.map((row) => way(row, formats, several, cancel)),
      (several || !out) && h("div", { class: "meta" },
        rows[0].late && h("b", {}, formats.say("late")), h("time", {}, formats.time(at)))));
};
