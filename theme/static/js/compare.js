// Places side by side: the choice stands in the address (?places=a,b).
(() => {
  const table = document.querySelector(".compare table:last-of-type");
  const rows = table ? [...table.querySelectorAll("tbody tr")] : [];
  if (rows.length < 3) return;
  const english = document.documentElement.lang.startsWith("en");
  const words = english
    ? { pick: "Compare only the chosen places", all: "Show all places", choose: "Choose " }
    : { pick: "只看选中的地方", all: "显示全部地方", choose: "选择：" };
  const slug = (row) => row.querySelector("a[id^='p-']").id.slice(2);
  const boxes = new Map();
  for (const row of rows) {
    const head = row.querySelector("th, td");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.setAttribute("aria-label", words.choose + head.textContent.trim());
    head.prepend(box, " ");
    boxes.set(slug(row), box);
  }
  const button = document.createElement("button");
  button.type = "button";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  const bar = document.createElement("p");
  bar.append(button, " ", status);
  table.closest(".table-scroll").before(bar);
  const chosen = () => [...boxes].filter(([, box]) => box.checked).map(([place]) => place);
  const show = (places) => {
    for (const row of rows) row.hidden = places.length > 0 && !places.includes(slug(row));
    button.textContent = places.length ? words.all : words.pick;
    button.setAttribute("aria-pressed", String(places.length > 0));
    const shown = rows.filter((row) => !row.hidden).length;
    status.textContent = places.length ? `${shown} / ${rows.length}` : "";
    const address = new URL(location.href);
    if (places.length) address.searchParams.set("places", places.join(","));
    else address.searchParams.delete("places");
    try {
      history.replaceState(null, "", address.href.replaceAll("%2C", ","));
    } catch {
      // A page opened as a file keeps its address.
    }
  };
  button.addEventListener("click", () =>
    show(button.getAttribute("aria-pressed") === "true" ? [] : chosen()));
  const wanted = new URL(location.href).searchParams.get("places");
  const places = wanted ? wanted.split(",").filter((place) => boxes.has(place)) : [];
  for (const place of places) boxes.get(place).checked = true;
  show(places);
})();
