// Larger text in one column, kept by this browser; it runs before the page is drawn.
"use strict";
(() => {
  const KEY = "larger";
  const root = document.documentElement;
  const stored = (...value) => {
    try { return value.length ? localStorage.setItem(KEY, value[0]) : localStorage.getItem(KEY); } catch { return null; }
  };
  const set = (larger) => {
    root.classList.toggle(KEY, larger);
    document.getElementById(KEY)?.setAttribute("aria-pressed", larger);
  };
  set(stored() === "yes");
  document.addEventListener("DOMContentLoaded", () => {
    set(root.classList.contains(KEY));
    document.getElementById(KEY)?.addEventListener("click", () => {
      set(!root.classList.contains(KEY));
      stored(root.classList.contains(KEY) ? "yes" : "no");
    });
  });
})();
