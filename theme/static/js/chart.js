// Lets keyboard and pointer walk from figure to figure of a chart and says what each is.
"use strict";
for (const figure of document.querySelectorAll("figure.chart")) {
  const drawing = figure.querySelector("svg");
  const output = figure.querySelector("output");
  const stops = [...figure.querySelectorAll(".chart-stops rect")];
  if (!drawing || !output || !stops.length) continue;
  let current = 0;
  const say = (stop) => { output.textContent = stop.dataset.say; };
  drawing.setAttribute("role", "group");
  stops.forEach((stop, number) => {
    stop.setAttribute("role", "img");
    stop.setAttribute("aria-label", stop.dataset.say);
    stop.setAttribute("tabindex", number ? "-1" : "0");
    stop.addEventListener("pointerenter", () => say(stop));
    stop.addEventListener("click", () => say(stop));
    stop.addEventListener("focus", () => { current = number; say(stop); });
  });
  figure.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const edge = { Home: 0, End: stops.length - 1 }[event.key];
    if (step === undefined && edge === undefined) return;
    event.preventDefault();
    stops[current].setAttribute("tabindex", "-1");
    current = edge ?? Math.min(stops.length - 1, Math.max(0, current + step));
    stops[current].setAttribute("tabindex", "0");
    stops[current].focus();
  });
  if (stops.length > 1) output.textContent = figure.dataset.hint;
  figure.classList.add("is-ready");
}
