// The panels on the right: the account, the faults, the last requests.

import { byId, call, h, toast } from "./dom.js";
import { clockTime, faultText, t } from "./texts.js";

let kinds = {};
export let account = null;
const wishes = {};

const field = (label, ...inside) => h("label", { class: "field" }, h("span", {}, label), ...inside);
const section = (id, title, extra, ...inside) =>
  h("section", { class: "panel", id }, h("div", { class: "panel-head" }, h("h3", {}, title), extra), ...inside);

function toggle(on, change, label) {
  const box = h("input", { type: "checkbox", role: "switch", "aria-label": label });
  box.checked = on;
  box.addEventListener("change", () => change(box.checked));
  return h("span", { class: "switch" }, box, h("i"));
}

export async function learnFaults() {
  kinds = (await call("faults", undefined, "GET"))?.kinds ?? {};
}

function gatewayPanel(state, redraw) {
  const owner = state.accounts.find(each => each.id === account) ?? state.accounts[0];
  account = owner.id;
  const amount = h("input", { id: "balance", inputmode: "decimal", value: Number(owner.balance).toFixed(2) });
  const key = h("input", { id: "key", class: "mono", value: owner.key, spellcheck: "false" });
  const many = h("select", { onchange: event => { account = Number(event.target.value); redraw(true); } },
    state.accounts.map(each => h("option", { value: each.id, selected: each.id === account }, `№ ${each.id} · ${each.email}`)));
  const turn = on => call(on ? "on" : "off", { mode: state.can_refuse ? "refuse" : "drop" });
  return section("gateway-panel", t("gateway"), null,
    h("div", { class: "line" }, h("div", {}, h("b", {}, t("power")), h("small", {}, t("powerHint"))),
      toggle(!state.off, turn, t("power"))),
    state.accounts.length > 1 ? field(t("account"), many) : null,
    h("form", { onsubmit: event => { event.preventDefault(); call("balance", { balance: amount.value, account }); amount.blur(); } },
      field(t("balance"), h("span", { class: "joined" }, amount, h("button", {}, t("set"))))),
    h("form", { onsubmit: event => { event.preventDefault(); call("key", { key: key.value.trim(), account }); key.blur(); } },
      field(t("key"), h("span", { class: "joined" }, key,
        h("button", { type: "button", id: "copy-key", onclick: () => copy(owner.key) }, t("copy"))))),
    h("div", { class: "line" }, h("small", {}, t("changeKeyHint")),
      h("button", { id: "change-key", onclick: () => call("key", { account }) }, t("changeKey"))),
    field(t("address"), h("input", { class: "mono", readonly: true, value: state.url })),
    h("button", { class: "quiet", onclick: () => confirm(t("resetSure")) && call("reset", {}) }, t("reset")));
}

async function copy(text) {
  await navigator.clipboard?.writeText(text);
  toast(t("copied"));
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
    Object.entries(kinds).map(([name, kind]) => faultRow(name, kind, state.faults)));
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
    "gateway-panel": [() => gatewayPanel(state, redraw), [state.accounts, state.off, state.url, account]],
    "requests-panel": [() => requestsPanel(state), state.requests.slice(-40)],
    "faults-panel": [() => faultsPanel(state), [state.faults, state.held, Object.keys(kinds)]],
  };
  for (const [id, [draw, shown]] of Object.entries(panels)) {
    const looks = JSON.stringify([shown, document.documentElement.lang]);
    const old = byId(id);
    const busy = old?.contains(document.activeElement) && ["INPUT", "SELECT"].includes(document.activeElement.tagName)
      && document.activeElement.type !== "checkbox";
    if (old && !forced && (busy || drawn[id] === looks)) continue;
    drawn[id] = looks;
    if (old) old.replaceWith(draw()); else byId("panels").append(draw());
  }
}
