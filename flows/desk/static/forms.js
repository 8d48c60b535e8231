// What the forms of an item say, as the fields of a decision.
export const find = (query, root = document) => root.querySelector(query);
export const all = (query, root = document) => [...root.querySelectorAll(query)];

// The decision's fields; or, where something is missing, the words that say so.
export const gather = (form, say) => {
  const data = new FormData(form);
  const text = (name) => (data.get(name) ?? "").trim();
  const more = { reason: text("reason"), events: data.getAll("event") };
  const [kind, id] = text("target").split(" ");
  if (kind === "event") more.events = [id]; else if (kind) more.incident = id;
  const add = { merge: addOther, split: checkSplit, change: addChanges }[form.dataset.act];
  const missing = add?.(form, more, text);
  if (missing) return say(missing);
  return more.reason ? more : say("tell.need_reason");
};

const addOther = (form, more, text) => {
  more.other = text("other_id") || text("other");
  return more.other ? "" : "tell.need_other";
};

// One incident is split at a time, and something of it stays.
const checkSplit = (form, more) => {
  const isWhole = all("fieldset", form).some((side) => !find("input:not(:checked)", side));
  return more.events.length && !isWhole ? "" : "tell.need_claims";
};

const addChanges = (form, more) => {
  const fields = all("[data-field]", form).filter((field) => field.value.trim());
  if (!fields.length) return "tell.need_change";
  const isOfMany = find("option:checked[data-many]", form);
  if (isOfMany && fields.some((field) => "count" in field.dataset)) return "tell.need_event";
  more.changes = fields.map((field) => `${field.dataset.field}=${field.value.trim()}`);
  return "";
};
