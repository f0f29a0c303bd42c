// Copies a citation, a line of code or the text of a request; the day of access is filled in, which only the reader knows.
"use strict";
(() => {
  const placeholder = /\[(?:引用日期|access date)\](?=\. https?:\S+$)/;
  const { label } = document.currentScript.dataset;
  const said = document.querySelector(".copied");

  const today = () => {
    const now = new Date();
    const pad = (number) => String(number).padStart(2, "0");
    return `[${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}]`;
  };

  // The text of a request comes from Markdown, which has no buttons.
  document.querySelectorAll(".request").forEach((text, number) => {
    text.id = `request-${number + 1}`;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button copy", textContent: label });
    button.dataset.copy = text.id;
    text.after(button);
  });

  for (const button of document.querySelectorAll("button[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = source.textContent.trim().replace(placeholder, today);
      try {
        await navigator.clipboard.writeText(text);
      } catch {
        if (placeholder.test(source.textContent)) source.textContent = text;
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
