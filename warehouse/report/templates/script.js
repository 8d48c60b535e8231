// Filters, sorting and the map's link to the table. Without it the page shows all it has.
(() => {
  const form = document.getElementById("filter");
  const table = document.querySelector("table.incidents");
  if (!form || !table) return;
  const bodies = [...table.tBodies];
  const shown = form.querySelector("output");
  // The same letters in other spellings are found too: marks off, and alef, yeh and teh marbuta each as one.
  const plain = (text) => text.toLowerCase().replace(/[\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[\u0622\u0623\u0625]/g, "\u0627").replace(/\u0649/g, "\u064a").replace(/\u0629/g, "\u0647");

  const filter = () => {
    const { place, code, weapon, least, several } = form.elements;
    const wanted = plain(place.value.trim());
    let number = 0;
    for (const body of bodies) {
      const { dataset } = body;
      const fits = (!wanted || plain(dataset.name).includes(wanted))
        && (!code.value || dataset.code === code.value)
        && (!weapon.value || dataset.weapon === weapon.value)
        && +dataset.killed >= +least.value
        && (!several.checked || +dataset.sources > 1);
      body.hidden = !fits;
      number += fits;
    }
    shown.textContent = shown.dataset.template.replace("{number}", number).replace("{all}", bodies.length);
  };

  const sort = (head) => {
    const key = head.dataset.key;
    const isText = key === "name" || key === "day";
    const before = head.getAttribute("aria-sort");
    const way = before === "descending" ? "ascending" : before === "ascending" ? "descending"
      : key === "name" ? "ascending" : "descending";
    for (const other of table.tHead.querySelectorAll("[aria-sort]")) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", way);
    const sign = way === "ascending" ? 1 : -1;
    const compare = isText
      ? (a, b) => a.dataset[key].localeCompare(b.dataset[key], document.documentElement.lang)
      : (a, b) => a.dataset[key] - b.dataset[key];
    bodies.sort((a, b) => sign * compare(a, b));
    table.append(...bodies);
  };

  for (const head of table.tHead.querySelectorAll("[data-key]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.title = table.dataset.sort.replace("{column}", head.textContent);
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }

  const choose = (code) => {
    form.elements.code.value = code;
    if (form.elements.code.value !== code) form.elements.code.value = "";
    filter();
  };
  for (const link of document.querySelectorAll("a[data-code]"))
    link.addEventListener("click", () => choose(link.dataset.code));
  for (const unit of document.querySelectorAll("path[data-code]"))
    unit.addEventListener("click", () => {
      choose(unit.dataset.code);
      document.getElementById("incidents").scrollIntoView();
    });

  form.addEventListener("input", filter);
  form.addEventListener("reset", () => setTimeout(filter));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.hidden = false;
  filter();
})();
