// In the theme's colours; one pane below 600 px, two above.

export const STYLE = `
:host { display: block; height: 100%; container-type: inline-size; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
ha-card {
  --ink: var(--primary-text-color);
  --paper: var(--card-background-color, #fff);
  --line: 1px solid var(--divider-color);
  --soft: color-mix(in srgb, var(--ink) 7%, transparent);
  --faint: color-mix(in srgb, var(--ink) 78%, var(--paper));
  --mine: color-mix(in srgb, var(--primary-color) 16%, var(--paper));
  display: flex; overflow: hidden; color: var(--ink); font-size: 14px; line-height: 1.4;
}
button, select, textarea { font: inherit; color: inherit; border: 0; background: none; }
button { cursor: pointer; padding: 0; text-align: inherit; }
:focus-visible { outline: 2px solid var(--primary-color); outline-offset: -2px; }
h2, p, ul { margin: 0; }
h2 { font-size: 16px; font-weight: 500; min-width: 0; }
h2, h2 *, .line > :first-child { flex: 1; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
h2 * { display: block; }
small, .balance, .second, time, .day, .meta, .under, .none, .empty, .count { color: var(--faint); font-size: 12.5px; font-weight: 400; }
.balance, time { white-space: nowrap; font-variant-numeric: tabular-nums; }
.list, .chat, .log { display: flex; flex-direction: column; flex: 1; min-width: 0; min-height: 0; }
.list { flex: 0 0 clamp(190px, 38%, 320px); border-inline-end: var(--line); }
header { display: flex; align-items: center; gap: 12px; padding: 8px 16px; min-height: 60px; border-bottom: var(--line); }
ul { list-style: none; padding: 4px; overflow-y: auto; flex: 1; }
.thread { display: flex; align-items: center; gap: 10px; width: 100%; padding: 8px 10px; border-radius: 10px; }
.thread:hover, .icon:hover, .avatar, .day span, .bubble, .notice, .send:disabled { background: var(--soft); }
.thread[aria-current], .out .bubble { background: var(--mine); }
.avatar, .icon, .send { flex: none; width: 40px; height: 40px; border-radius: 50%; display: grid; place-items: center; }
.icon { margin: 0 -8px; }
.words { flex: 1; min-width: 0; }
.line { display: flex; gap: 8px; align-items: baseline; }
b, .fresh .second { font-weight: 500; color: var(--ink); }
.count { min-width: 20px; padding: 0 6px; border-radius: 10px; background: var(--ink); color: var(--paper); line-height: 20px; text-align: center; }
.log { overflow-y: auto; overflow-anchor: none; padding: 0 16px; }
.items { flex: none; margin-top: auto; }
.item { display: flex; padding: 4px 0; }
.out { justify-content: flex-end; }
.day { justify-content: center; padding: 8px 0; }
.day span { padding: 2px 12px; border-radius: 12px; }
.bubble { max-width: min(85%, 520px); min-width: 0; padding: 8px 12px 6px; border-radius: 16px 16px 16px 4px; }
.out .bubble { border-radius: 16px 16px 4px; }
.bubble p { white-space: pre-wrap; overflow-wrap: anywhere; }
.bubble.bad { box-shadow: inset 3px 0 var(--error-color); }
.meta { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0 8px; margin-top: 2px; --mdc-icon-size: 16px; }
.state { display: inline-flex; gap: 4px; }
.bad, .odd, .link { color: var(--ink); }
.good ha-icon { color: var(--success-color); }
.bad ha-icon, .error ha-icon { color: var(--error-color); }
.odd ha-icon { color: var(--warning-color); }
.link { text-decoration: underline; }
.none { font-style: italic; }
.empty { margin: auto; padding: 24px; text-align: center; }
.empty b { display: block; }
.notice, .error { display: flex; gap: 12px; align-items: center; padding: 10px 16px; }
.notice.alone { margin: auto; max-width: 460px; background: none; }
.error { margin-bottom: 8px; border-radius: 10px; background: color-mix(in srgb, var(--error-color) 14%, transparent); }
form { padding: 8px 16px 10px; border-top: var(--line); }
.write, .under { display: flex; align-items: flex-end; gap: 12px; }
textarea, select { border: var(--line); border-radius: 20px; padding: 9px 14px; }
textarea { flex: 1; min-width: 0; resize: none; max-height: 130px; field-sizing: content; }
.send { background: var(--primary-color); color: var(--text-primary-color, #fff); }
textarea::placeholder, .send:disabled { color: var(--faint); opacity: 1; }
.under { flex-wrap: wrap; align-items: center; gap: 4px 12px; margin-top: 6px; }
select { max-width: 100%; padding: 2px 6px; background: var(--paper); color: var(--ink); }
.spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.single .list, .single .back { display: none; }
@container (min-width: 600px) { .back { display: none; } }
@container (max-width: 599.9px) {
  .list { flex: 1; border: 0; }
  .in-list .chat, .in-chat .list { display: none; }
}
`;
