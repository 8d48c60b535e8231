// The desk's page: keys, the chosen item, and decisions that are kept until the warehouse has taken them.
import { all, find, gather } from "./forms.js";
import { keyOf } from "./keys.js";

const page = document.body.dataset;
const words = JSON.parse(find("#words").textContent);
const say = (key, fillings = {}) =>
  words[key].replace(/\{(\w+)\}/g, (whole, name) => fillings[name] ?? whole);

const list = find("#queue ol");
const pane = find("#item");
const author = find("#author");
const filter = find("#filter");
const keys = find("#keys");
const status = find("#status");
const alarm = find("#alarm");

// What outlives a reload, apart for each data folder: who decides, what waits to be written, what was decided.
const memory = (name, fallback) => {
  const place = `hasila ${page.home} ${name}`;
  return {
    read() { try { return JSON.parse(sessionStorage.getItem(place)) ?? fallback; } catch { return fallback; } },
    write(value) { sessionStorage.setItem(place, JSON.stringify(value)); },
  };
};
const kept = { author: memory("author", ""), waiting: memory("waiting", []), done: memory("done", []), keys: memory("keys", true) };
let waiting = kept.waiting.read();
let done = kept.done.read();

// Said once: a screen reader would read the same words again each time that they are set.
const tell = (text, loud = false) => {
  const [here, there] = loud ? [alarm, status] : [status, alarm];
  if (here.textContent !== text) here.textContent = text;
  there.textContent = "";
};

// The queue ----------------------------------------------------------------------------------------------------
const entries = () => all("li", list).filter((entry) => !entry.hidden);
const link = (entry) => find("a", entry);
const chosen = () => find("a[aria-current]", list)?.closest("li") ?? null;
// The chosen item once it is on the page: nobody decides of what they have not seen.
const shown = () => {
  const item = find("article", pane);
  return item && item.dataset.id === chosen()?.dataset.id ? item : null;
};
const entryOf = (id) => all("li", list).find((entry) => entry.dataset.id === id) ?? null;
let reading = null;

const url = (path, fillings = {}) => `${path}?${new URLSearchParams({ lang: document.documentElement.lang, ...fillings })}`;

// Shows an item; `toward` says whether the focus goes to its place in the queue, to its heading, or stays.
const show = async (entry, toward = "stay") => {
  for (const other of all("a[aria-current]", list)) other.removeAttribute("aria-current");
  if (!entry) { pane.replaceChildren(find("#nothing").content.cloneNode(true)); return; }
  link(entry).setAttribute("aria-current", "true");
  link(entry).scrollIntoView({ block: "nearest" });
  if (toward === "queue") link(entry).focus({ preventScroll: true });
  history.replaceState(null, "", url("", { item: entry.dataset.id }));
  reading?.abort();
  const mine = reading = new AbortController();
  pane.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url("item", { item: entry.dataset.id }), { signal: mine.signal });
    const text = await answer.text();
    if (mine !== reading) return;
    // Markup that our own server made and escaped; the page's policy lets no script in it run.
    pane.innerHTML = text;
    if (toward === "item") find("h2", pane)?.focus({ preventScroll: true });
    const isNarrow = pane.offsetTop > list.parentElement.offsetTop + 1;
    if (isNarrow ? toward === "item" : scrollY > pane.offsetTop) pane.scrollIntoView();
  } catch (error) {
    if (error.name !== "AbortError") tell(say("tell.offline", { number: waiting.length }), true);
    return;
  } finally {
    if (mine === reading) pane.removeAttribute("aria-busy");
  }
};

const open = (entry) => entry && !entry.dataset.sending;
const step = (way) => {
  const found = entries();
  const at = found.indexOf(chosen());
  const next = found[at < 0 ? 0 : at + way];
  if (!next) { tell(say("tell.end")); return; }
  show(next, "queue");
};
// The next that still waits for a decision, after an entry or, where there is none, before it.
const after = (entry) => {
  const found = entries();
  const at = found.indexOf(entry);
  return found.slice(at + 1).find(open) ?? found.slice(0, Math.max(at, 0)).reverse().find(open) ?? null;
};

const sift = () => {
  const wanted = filter.value;
  for (const entry of all("li", list)) entry.hidden = Boolean(wanted) && !entry.dataset.reasons.split(" ").includes(wanted);
  count();
};
const count = () => {
  const shown = entries().filter(open).length;
  const every = all("li", list).filter(open).length;
  find("#count").textContent = filter.value ? say("desk.shown", { number: shown, all: every }) : say("desk.waiting", { number: every });
};

const renew = async () => {
  const id = chosen()?.dataset.id;
  const place = list.parentElement.scrollTop;
  const held = list.contains(document.activeElement);
  let answer;
  try { answer = await fetch(url("queue")); } catch { return; }
  if (!answer.ok) return;
  const other = document.createElement("template");
  other.innerHTML = await answer.text();
  list.replaceChildren(...all("li", other.content));
  for (const one of waiting) mark(one.item_id);
  sift();
  list.parentElement.scrollTop = place;
  const again = id && entryOf(id);
  if (!again) { show(entries().find(open) ?? null, held ? "queue" : "stay"); return; }
  link(again).setAttribute("aria-current", "true");
  if (held) link(again).focus({ preventScroll: true });
};

// Decisions ----------------------------------------------------------------------------------------------------
const mark = (id, sending = true) => {
  const entry = entryOf(id);
  if (!entry) return;
  if (sending) entry.dataset.sending = "yes"; else delete entry.dataset.sending;
  find(".sending", entry).hidden = !sending;
};
const keep = () => { kept.waiting.write(waiting); kept.done.write(done); };
const pause = (seconds) => new Promise((go) => setTimeout(go, seconds * 1000));

const post = async (decision) => {
  const answer = await fetch(url("decide"), {
    method: "POST",
    headers: { "content-type": "application/json", "x-hasila-token": page.token },
    body: JSON.stringify(decision),
  });
  if (answer.status === 403) return { status: "restarted" };
  const text = await answer.text();
  return answer.headers.get("content-type") === "application/json" ? JSON.parse(text) : { status: "refused", why: text };
};

let pumping = false;
let sending = false;
const pump = async () => {
  if (pumping) return;
  pumping = true;
  while (waiting.length) {
    const decision = waiting[0];
    let answer;
    sending = true;
    try { answer = await post(decision); } catch { answer = { status: "offline" }; }
    sending = false;
    if (["busy", "offline", "restarted"].includes(answer.status)) {
      tell(say(`tell.${answer.status}`, { holder: answer.holder ?? "", number: waiting.length }), true);
      await pause(Number(page.retry));
      continue;
    }
    waiting.shift();
    settle(decision, answer);
    keep();
  }
  pumping = false;
  await renew();
};

const settle = (decision, answer) => {
  const action = decision.label;
  if (answer.status === "done") {
    if (decision.action === "undo") done = done.filter((one) => key(one.undo) !== key(decision.undo));
    else done.unshift({ undo: answer.undo, item_id: decision.item_id, name: decision.name, label: action, told: answer.told });
    tell(say("tell.decided", { action, what: `${decision.name}: ${answer.told}` }));
    recount();
    return;
  }
  mark(decision.item_id, false);
  tell(`${decision.name}: ${say(`tell.${answer.status}`, { why: answer.why })}`, true);
  const entry = entryOf(decision.item_id);
  if (entry) show(entry, "queue");
};

const decide = (action, more = {}) => {
  const entry = chosen();
  const item = shown();
  const label = find(`button[data-act="${action}"]`, item).firstChild.textContent.trim();
  const next = after(entry);
  waiting.push({ item_id: item.dataset.id, state: item.dataset.state, action, author: author.value.trim(), name: item.dataset.name, label, ...more });
  keep();
  mark(item.dataset.id);
  count();
  tell(say("tell.writing", { action: label }));
  show(next, "queue");
  pump();
};

const key = JSON.stringify;
const undo = (wanted) => {
  const last = waiting.at(-1);
  if (!wanted && last && !(sending && waiting.length === 1)) {
    waiting.pop();
    keep();
    mark(last.item_id, false);
    count();
    tell(say("tell.withdrawn"));
    return;
  }
  const one = wanted ?? done.find((entry) => !waiting.some((other) => key(other.undo) === key(entry.undo)));
  if (!one) { tell(say("tell.nothing_to_undo")); return; }
  if (!named()) return;
  waiting.push({ item_id: one.item_id, action: "undo", undo: one.undo, author: author.value.trim(), name: one.name, label: words["act.undo"] });
  keep();
  pump();
};

const recount = () => {
  const rows = done.map((one) => {
    const row = find("#done-row").content.firstElementChild.cloneNode(true);
    find("b", row).textContent = one.label;
    find("span", row).textContent = `${one.name}: ${one.told}`;
    find("button", row).addEventListener("click", () => undo(one));
    return row;
  });
  find("#done ol").replaceChildren(...rows);
  find("#done p").hidden = rows.length > 0;
  find("#done .n").textContent = rows.length;
};

const named = () => {
  if (author.value.trim()) return true;
  tell(say("tell.need_author"), true);
  author.focus();
  return false;
};

// An action: at once where it needs nothing more, else by its form.
const act = (action) => {
  if (action === "undo") { undo(); return; }
  if (!shown()) { tell(say("tell.loading")); return; }
  if (!find(`button[data-act="${action}"]`, pane)) { tell(say("tell.cannot")); return; }
  if (!named()) return;
  const form = find(`dialog[data-act="${action}"]`, pane);
  if (!form) { decide(action, { reason: page.checked }); return; }
  find("form", form).reset();
  form.showModal();
};

pane.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  const found = gather(form, say);
  if (typeof found === "string") { find(".missing", form).textContent = found; return; }
  form.closest("dialog").close();
  decide(form.dataset.act, found);
});
pane.addEventListener("reset", (event) => { find(".missing", event.target).textContent = ""; });

document.addEventListener("click", (event) => {
  const target = event.target.closest("button, a");
  if (!target) return;
  if (target.dataset.act) act(target.dataset.act);
  else if ("close" in target.dataset) target.closest("dialog").close();
  else if (target.id === "help") find("#keys-help").showModal();
  else if (target.closest("#queue li") && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    show(target.closest("li"), "item");
  }
});

// Keys ---------------------------------------------------------------------------------------------------------
const bound = {
  j: () => step(1), ArrowDown: () => step(1), k: () => step(-1), ArrowUp: () => step(-1),
  a: () => act(find("button[data-act=accept], button[data-act=approve]", pane)?.dataset.act ?? "accept"),
  m: () => act("merge"), s: () => act("split"), c: () => act("change"),
  x: () => act(find("button[data-act=reject], button[data-act=refuse]", pane)?.dataset.act ?? "reject"),
  u: () => act("undo"), "/": () => filter.focus(), "?": () => find("#keys-help").showModal(),
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (find("dialog[open]")) return;
  if (event.target.matches("input, select, textarea")) {
    if (event.key === "Escape") { event.target.blur(); }
    return;
  }
  const run = keys.checked && bound[keyOf(event)];
  if (!run) return;
  event.preventDefault();
  run();
});

author.value = kept.author.read() || page.author;
author.addEventListener("input", () => kept.author.write(author.value.trim()));
keys.checked = kept.keys.read();
keys.addEventListener("change", () => kept.keys.write(keys.checked));
filter.addEventListener("change", () => {
  sift();
  const entry = chosen();
  if (!entry || entry.hidden) show(entries()[0] ?? null, "stay");
});
addEventListener("beforeunload", (event) => { if (waiting.length) event.preventDefault(); });

for (const one of waiting) mark(one.item_id);
recount();
count();
if (waiting.length) pump();
