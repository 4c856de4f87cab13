// The list of phones and the conversation with one of them.

import { byId, call, h, pretty } from "./dom.js";
import { clockTime, day, money, t } from "./texts.js";

const added = new Set(JSON.parse(localStorage.getItem("phones") ?? "[]"));
const seen = new Map(Object.entries(JSON.parse(localStorage.getItem("seen") ?? "{}")));
const QUERIES = ["hlr", "ping"];
let chosen = null, byHand = false, drawn = "";

// Every message in either direction, by phone, oldest first.
function conversations(state) {
  const found = new Map([...added].map(phone => [phone, []]));
  const put = (phone, entry) => {
    if (!found.has(phone)) found.set(phone, []);
    found.get(phone).push(entry);
  };
  for (const each of state.messages) put(each.phone, { ...each, out: true, order: each.created });
  for (const each of state.inbound) put(each.phone, { ...each, out: false, order: each.created });
  for (const entries of found.values()) entries.sort((a, b) => (a.order < b.order ? -1 : 1));
  const last = entries => entries.at(-1)?.order ?? "";
  return new Map([...found].sort((a, b) => (last(a[1]) < last(b[1]) ? 1 : -1)));
}

export async function addPhone(phone, name) {
  added.add(phone);
  if (name) await call("phone", { phone, name });
  localStorage.setItem("phones", JSON.stringify([...added]));
  choose(phone);
}

export function choose(phone) {
  chosen = phone;
  byHand = true;
  document.body.classList.add("chatting");
}

const avatar = (phone, name) => h("span", {
  class: "avatar", style: `--hue:${(Number(phone.slice(-4)) * 47) % 360}`,
}, name ? [...name][0].toUpperCase() : phone.slice(-2));

function rename(phone, name) {
  const wished = prompt(t("namePrompt", pretty(phone)), name ?? "");
  if (wished !== null) call("phone", { phone, name: wished });
}

const preview = entry => {
  if (!entry) return "…";
  if (!entry.out) return `${t("you")}: ${entry.text}`;
  return QUERIES.includes(entry.channel) ? t("asked", entry.text) : entry.text;
};

function row(phone, name, entries, now, redraw) {
  const last = entries.at(-1);
  const fresh = entries.filter(each => each.out && !QUERIES.includes(each.channel) && each.order > (seen.get(phone) ?? "")).length;
  const when = last && (day(last.order, now) === t("today") ? clockTime(last.order) : day(last.order, now));
  return h("li", {},
    h("button", {
      class: `phone${phone === chosen ? " chosen" : ""}${fresh ? " fresh" : ""}`,
      onclick: () => { choose(phone); redraw(); },
    },
    avatar(phone, name),
    h("span", { class: "phone-words" },
      h("span", { class: "phone-top" }, h("b", {}, name ?? pretty(phone)), h("time", {}, when ?? "")),
      name ? h("small", {}, pretty(phone)) : null,
      h("span", { class: "phone-bottom" }, h("span", {}, preview(last)),
        fresh ? h("i", { class: "count" }, String(fresh)) : null))));
}

const TICKS = { "-2": "✕", "-1": "✕", 0: "✓", 1: "✓", 2: "✓✓", 3: "◷" };
const WORDS = { "-2": "refused", "-1": "undelivered", 0: "sent", 1: "queued", 2: "delivered", 3: "scheduled" };

function status(entry) {
  const word = t(WORDS[entry.status] ?? "sent") + (entry.error ? ` (${entry.error})` : "");
  const kind = entry.status < 0 ? "bad" : entry.status === 2 ? "good" : "";
  const words = entry.status < 0 ? h("em", {}, word) : null;
  return h("span", { class: `ticks ${kind}`, title: word }, words, TICKS[entry.status] ?? "");
}

function bubble(entry, several) {
  if (!entry.out) {
    return h("div", { class: "bubble mine" }, h("p", {}, entry.text),
      h("footer", {}, h("time", {}, clockTime(entry.created))));
  }
  if (QUERIES.includes(entry.channel)) {
    const network = entry.network.net ? ` · ${entry.network.net}` : "";
    return h("div", { class: "note" }, t("asked", entry.text), network, " ", status(entry));
  }
  const later = entry.status === 3;
  return h("div", { class: `bubble theirs ${entry.channel}${entry.test ? " test" : ""}${later ? " later" : ""}${entry.status < 0 ? " failed" : ""}` },
    h("header", {}, h("b", {}, entry.sender),
      h("span", { class: `badge ${entry.channel}` }, t(entry.channel)),
      several ? h("span", { class: "badge" }, `№ ${entry.account}`) : null,
      entry.test ? h("span", { class: "badge" }, t("test")) : null),
    h("p", {}, entry.text),
    later ? h("small", {}, `${t("scheduledFor")}: ${day(entry.send_at, Date.now())}, ${clockTime(entry.send_at)}`) : null,
    h("footer", {}, entry.parts > 1 ? h("span", {}, t("segments", entry.parts)) : null,
      h("span", {}, money(entry.price)), h("time", {}, clockTime(entry.created)), status(entry)));
}

export function drawPhones(state, redraw) {
  const all = conversations(state);
  const newest = all.keys().next().value ?? null;
  if (!byHand || !all.has(chosen)) chosen = newest;
  const entries = all.get(chosen) ?? [];
  const visible = document.visibilityState === "visible" && byId("bubbles").offsetParent !== null;
  if (chosen && entries.length && visible) seen.set(chosen, entries.at(-1).order);
  localStorage.setItem("seen", JSON.stringify(Object.fromEntries(seen)));
  byId("phone-list").replaceChildren(...[...all].map(([phone, each]) => row(phone, state.names[phone], each, state.clock.now, redraw)));
  byId("composer").hidden = !chosen;
  document.body.classList.toggle("no-phones", !chosen);
  const name = state.names[chosen];
  byId("chat-head").replaceChildren(...(chosen ? [
    avatar(chosen, name),
    h("div", {}, h("h2", {}, name ?? pretty(chosen)), name ? h("small", {}, pretty(chosen)) : null),
    h("button", { class: "text-button", id: "rename", onclick: () => rename(chosen, name) }, t(name ? "rename" : "giveName")),
  ] : []));
  drawBubbles(entries, state);
}

function drawBubbles(entries, state) {
  const box = byId("bubbles");
  const looks = JSON.stringify([chosen, entries, document.documentElement.lang]);
  if (looks === drawn) return;
  drawn = looks;
  const nearEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 120 || box.dataset.phone !== chosen;
  const children = [];
  let lastDay = "";
  for (const entry of entries) {
    const today = day(entry.order, state.clock.now);
    if (today !== lastDay) children.push(h("div", { class: "day" }, today));
    lastDay = today;
    children.push(bubble(entry, state.accounts.length > 1));
  }
  if (!entries.length) {
    children.push(h("div", { class: "empty" }, h("img", { src: "/page/icon.svg", alt: "" }),
      h("b", {}, t(chosen ? "noMessages" : "noPhones")),
      h("span", {}, t(chosen ? "noMessagesHint" : "noPhonesHint"))));
  }
  box.replaceChildren(...children);
  box.dataset.phone = chosen ?? "";
  if (nearEnd) box.scrollTop = box.scrollHeight;
}

// Answer to the account that wrote last to this phone, else to the one chosen in the panel.
export async function answer(state, text, account) {
  const last = state.messages.filter(each => each.phone === chosen).at(-1);
  return call("receive", { phone: chosen, text, account: last?.account ?? account });
}
