// The panels on the right: the faults and the last requests, and those of account.js.

import { accountPanel, gatewayPanel, ownerOf } from "./account.js";
import { byId, call, h, section, toggle } from "./dom.js";
import { faultText, t } from "./texts.js";

let kinds = {};
const wishes = {};
const open = new Set(["connection"]);
// Which faults stand together; the rest are those of answers.
const GROUPS = {
  connection: ["delay", "hold", "drop_before", "drop_after", "take_late", "reset", "redirect", "server_error", "html", "error"],
  lists: name => /^(missing|doubled|other|changed|recent|future|inbound)_/.test(name),
};
const groupOf = name => (GROUPS.connection.includes(name) ? "connection" : GROUPS.lists(name) ? "lists" : "answers");

export async function learnFaults() {
  kinds = (await call("faults", undefined, "GET"))?.kinds ?? {};
}

function parameter(fault, name, value, choices) {
  const wish = (wishes[fault] ??= {});
  const keep = event => {
    const asked = event.target.value;
    wish[name] = typeof value === "number" ? Number(asked) : asked;
  };
  const shown = wish[name] ?? value;
  if (choices) {
    return h("select", { onchange: keep, "aria-label": name },
      choices.map(each => h("option", { value: each, selected: each === shown }, t(each))));
  }
  return h("input", { value: shown, onchange: keep, "aria-label": name, title: name, size: 6 });
}

function faultRow(name, kind, active) {
  const on = active.find(each => each.name === name);
  const [title, help] = faultText(name);
  const wish = (wishes[name] ??= {});
  const times = h("select", { "aria-label": "times", onchange: event => { wish.times = Number(event.target.value) || null; } },
    [[0, t("always")], [1, t("once")], [3, t("times", 3)]].map(([value, text]) =>
      h("option", { value, selected: (wish.times ?? 0) === value }, text)));
  const change = async wanted => {
    await call(`faults?name=${name}`, undefined, "DELETE");
    if (wanted) await call("faults", { name, ...kind.parameters, ...wish });
  };
  return h("div", { class: `fault${on ? " on" : ""}`, "data-fault": name },
    h("div", { class: "line" },
      h("div", {}, h("b", {}, title), h("small", {}, on?.hits ? t("struck", on.hits) : help)),
      toggle(Boolean(on), change, title)),
    on ? null : h("div", { class: "wishes" }, times,
      Object.entries(kind.parameters).map(([key, value]) => parameter(name, key, value, kind.choices[key]))));
}

function faultsPanel(state) {
  const release = state.held
    ? h("button", { onclick: () => call("release", {}) }, t("release", state.held)) : null;
  const clear = state.faults.length
    ? h("button", { onclick: () => call("faults", undefined, "DELETE") }, t("clear")) : null;
  return section("faults-panel", t("faults"), h("span", { class: "buttons" }, release, clear),
    ["connection", "answers", "lists"].map(group => faultGroup(group, state.faults)));
}

function faultGroup(group, active) {
  const own = Object.entries(kinds).filter(([name]) => groupOf(name) === group);
  const on = active.filter(each => groupOf(each.name) === group).length;
  const box = h("details", { class: "group", open: open.has(group), "data-group": group },
    h("summary", {}, h("b", {}, t(group)), h("small", {}, on ? t("faultsOn", on) : String(own.length))),
    own.map(([name, kind]) => faultRow(name, kind, active)));
  box.addEventListener("toggle", () => open[box.open ? "add" : "delete"](group));
  return box;
}

const hidden = name => ["apikey", "password"].includes(name);
const opened = new Set();

function requestRow(request) {
  const bad = request.outcome && request.outcome !== "200";
  const words = Object.entries(request.parameters)
    .map(([name, value]) => `${name} = ${hidden(name) ? "••••" : value}`).join("\n");
  const details = h("details", { class: `request${bad ? " bad" : ""}`, open: opened.has(request.at) },
    h("summary", {}, h("time", {}, new Date(request.at).toLocaleTimeString("ru-RU")),
      h("b", {}, request.command), h("span", {}, request.outcome || "…")),
    h("pre", {}, `${request.method} ${request.path}\n${words}`));
  details.addEventListener("toggle", () => opened[details.open ? "add" : "delete"](request.at));
  return details;
}

function requestsPanel(state) {
  const newest = [...state.requests].reverse().slice(0, 40);
  return section("requests-panel", t("requests"), null,
    newest.length ? newest.map(requestRow) : h("small", {}, t("noRequests")));
}

const drawn = {};

// Draw what has changed, and never under the hand of somebody who is typing there.
export function drawPanels(state, redraw, forced = false) {
  const panels = {
    "gateway-panel": [() => gatewayPanel(state, redraw), [state.accounts, state.off, ownerOf(state).id]],
    "faults-panel": [() => faultsPanel(state), [state.faults, state.held, Object.keys(kinds)]],
    "account-panel": [() => accountPanel(state), [state.accounts, state.url, ownerOf(state).id]],
    "requests-panel": [() => requestsPanel(state), state.requests.slice(-40)],
  };
  for (const [id, [draw, shown]] of Object.entries(panels)) {
    const looks = JSON.stringify([shown, document.documentElement.lang]);
    const old = byId(id);
    const busy = old?.contains(document.activeElement) && ["INPUT", "SELECT", "TEXTAREA"].includes(document.activeElement.tagName)
      && document.activeElement.type !== "checkbox";
    if (old && !forced && (busy || drawn[id] === looks)) continue;
    drawn[id] = looks;
    if (old) old.replaceWith(draw()); else byId("panels").append(draw());
  }
}
