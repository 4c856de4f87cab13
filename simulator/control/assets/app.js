// Fetches the simulator's state whenever something has changed, and draws it.

import { ownerOf } from "./account.js";
import { byId, call, toast } from "./dom.js";
import { drawPanels, learnFaults } from "./panels.js";
import { addPhone, answer, drawPhones } from "./phones.js";
import { locale, money, setLocale, t } from "./texts.js";

let state = null, fetching = false, again = false;

function drawWords() {
  document.documentElement.lang = locale();
  for (const each of document.querySelectorAll("[data-text]")) each.textContent = t(each.dataset.text);
  for (const each of document.querySelectorAll("[data-placeholder]")) each.placeholder = t(each.dataset.placeholder);
  for (const each of document.querySelectorAll("[data-label]")) {
    each.title = t(each.dataset.label);
    each.setAttribute("aria-label", t(each.dataset.label));
  }
  byId("language").textContent = locale() === "ru" ? "EN" : "RU";
}

function draw(forced = false) {
  if (!state) return;
  drawPhones(state, draw);
  drawPanels(state, draw, forced);
  const owner = ownerOf(state);
  byId("balance-chip").textContent = money(owner.balance);
  byId("balance-chip").classList.toggle("low", Number(owner.balance) < 100);
  byId("gateway-word").textContent = t(state.off ? "off" : "on");
  byId("gateway-chip").classList.toggle("away", Boolean(state.off));
  byId("faults-chip").hidden = !state.faults.length;
  byId("faults-chip").textContent = t("faultsOn", state.faults.length);
}

async function refresh() {
  if (fetching) { again = true; return; }
  fetching = true;
  const answered = await call("state?limit=300", undefined, "GET");
  fetching = false;
  if (answered) { state = answered; draw(); }
  if (again) { again = false; setTimeout(refresh, 80); }
}

function watch() {
  const events = new EventSource("/control/events");
  events.onmessage = refresh;
  events.onerror = () => {
    events.close();
    toast(t("lost"));
    setTimeout(watch, 2000);
  };
}

byId("language").addEventListener("click", () => {
  setLocale(locale() === "ru" ? "en" : "ru");
  drawWords();
  draw(true);
});
byId("toggle-panels").addEventListener("click", () => document.body.classList.toggle("panels-open"));
byId("back").addEventListener("click", () => document.body.classList.remove("chatting"));
byId("faults-chip").addEventListener("click", () => {
  document.body.classList.add("panels-open");
  byId("faults-panel")?.scrollIntoView({ behavior: "smooth" });
});
byId("new-phone").addEventListener("click", () => {
  byId("new-phone-form").hidden = !byId("new-phone-form").hidden;
  byId("new-phone-number").focus();
});
byId("new-phone-form").addEventListener("submit", async event => {
  event.preventDefault();
  let phone = byId("new-phone-number").value.replace(/\D/g, "");
  if (phone.length === 10) phone = `7${phone}`;
  if (phone.length === 11 && phone.startsWith("8")) phone = `7${phone.slice(1)}`;
  if (!phone) return;
  await addPhone(phone, byId("new-phone-name").value.trim());
  byId("new-phone-number").value = byId("new-phone-name").value = "";
  byId("new-phone-form").hidden = true;
  draw();
  byId("answer").focus();
});

const text = byId("answer");
const fit = () => {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + text.offsetHeight - text.clientHeight}px`;
};
text.addEventListener("input", fit);
text.addEventListener("keydown", event => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    byId("composer").requestSubmit();
  }
});
byId("composer").addEventListener("submit", async event => {
  event.preventDefault();
  const words = text.value;
  if (!words.trim()) return;
  text.value = "";
  fit();
  if (!await answer(state, words, ownerOf(state).id)) text.value = words;
});
document.addEventListener("visibilitychange", () => draw());

drawWords();
await learnFaults();
await refresh();
watch();
setInterval(refresh, 15000);
