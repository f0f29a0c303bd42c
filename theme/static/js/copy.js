// Copies a citation or a line of code; the day of access is filled in, which only the reader knows.
"use strict";
(() => {
  const placeholder = /\[(?:引用日期|access date)\](?=\. https?:\S+$)/;
  const said = document.querySelector(".copied");

  const today = () => {
    const now = new Date();
    const pad = (number) => String(number).padStart(2, "0");
    return `[${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}]`;
  };

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = source.textContent.replace(placeholder, today);
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        source.textContent = text;
        getSelection().selectAllChildren(source);
        document.execCommand("copy");
      }
      if (!said) return;
      said.textContent = "";
      requestAnimationFrame(() => { said.textContent = said.dataset.said; });
      button.after(said);
    });
  }
})();
