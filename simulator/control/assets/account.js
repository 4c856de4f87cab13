// The panels of the gateway and of an account: whether it answers, money, key, troubles, templates.

import { call, field, h, section, toast, toggle } from "./dom.js";
import { t } from "./texts.js";

let account = null;
export const ownerOf = state => state.accounts.find(each => each.id === account) ?? state.accounts[0];

const change = data => call("account", { account: account ?? undefined, ...data });
const form = (save, ...inside) => h("form", {
  onsubmit: event => { event.preventDefault(); document.activeElement.blur(); save(); },
}, ...inside);

export function gatewayPanel(state, redraw) {
  const owner = ownerOf(state);
  account = owner.id;
  const amount = h("input", { id: "balance", inputmode: "decimal", value: Number(owner.balance).toFixed(2) });
  const many = h("select", { onchange: event => { account = Number(event.target.value); redraw(true); } },
    state.accounts.map(each => h("option", { value: each.id, selected: each.id === account }, `№ ${each.id} · ${each.email}`)));
  const turn = on => call(on ? "on" : "off", { mode: state.can_refuse ? "refuse" : "drop" });
  return section("gateway-panel", t("gateway"), null,
    h("div", { class: "line" }, h("div", {}, h("b", {}, t("power")), h("small", {}, t("powerHint"))),
      toggle(!state.off, turn, t("power"))),
    state.accounts.length > 1 ? field(t("account"), many) : null,
    form(() => call("balance", { balance: amount.value, account }),
      field(t("balance"), h("span", { class: "joined" }, amount, h("button", {}, t("set"))))),
    field(t("trouble"), troubles(owner)));
}

// What the gateway may have against an account, and what is changed for it.
const TROUBLES = {
  none: {}, 105: { blocked: 105 }, 106: { blocked: 106 }, 107: { blocked: 107 }, 122: { blocked: 122 },
  ip: { allowed_addresses: [] }, money: { balance: "0" },
};

function troubles(owner) {
  const now = owner.blocked ?? (owner.allowed_addresses ? "ip" : Number(owner.balance) <= 0 ? "money" : "none");
  const choose = event => {
    const wished = TROUBLES[event.target.value];
    const money = Number(owner.balance) <= 0 && !wished.balance ? { balance: "2934.76" } : {};
    event.target.blur();
    change({ blocked: null, allowed_addresses: null, ...money, ...wished });
  };
  return h("select", { id: "trouble", onchange: choose }, ["none", "105", "106", "107", "122", "ip", "money"].map(each =>
    h("option", { value: each, selected: String(now) === each }, t(`trouble_${each}`))));
}

export function accountPanel(state) {
  const owner = ownerOf(state);
  const key = h("input", { id: "key", class: "mono", value: owner.key, spellcheck: "false" });
  return section("account-panel", t("account"), h("small", {}, `№ ${owner.id}`),
    form(() => call("key", { key: key.value.trim(), account }),
      field(t("key"), h("span", { class: "joined" }, key,
        h("button", { type: "button", id: "copy-key", onclick: () => copy(owner.key) }, t("copy"))))),
    h("div", { class: "line" }, h("small", {}, t("changeKeyHint")),
      h("button", { id: "change-key", onclick: () => call("key", { account }) }, t("changeKey"))),
    templates(owner),
    field(t("address"), h("input", { class: "mono", readonly: true, value: state.url })),
    h("button", { class: "quiet", onclick: () => confirm(t("resetSure")) && call("reset", {}) }, t("reset")));
}

function templates(owner) {
  const list = h("textarea", { id: "templates", rows: 3, "data-placeholder": "" });
  list.value = (owner.templates ?? []).join("\n");
  const lines = () => list.value.split("\n").filter(line => line.trim());
  return form(() => change({ templates: lines() }),
    h("div", { class: "line" }, h("div", {}, h("b", {}, t("templates")), h("small", {}, t("templatesHint"))),
      toggle(owner.templates !== null, on => change({ templates: on ? lines() : null }), t("templates"))),
    owner.templates !== null ? [list, h("button", { id: "save-templates" }, t("set"))] : null);
}

async function copy(text) {
  await navigator.clipboard?.writeText(text);
  toast(t("copied"));
}
