// Shows the promise of a numeral of the report without leaving the page. A sentence of the report gives its own address.
"use strict";
(() => {
  const words = document.currentScript.dataset;
  const MARK = ".reader a[title]";
  const SENTENCE = '.reader span[id^="c"]';
  const card = document.createElement("div");
  if (!card.showPopover) return;
  card.className = "peek";
  card.popover = "auto";
  card.setAttribute("role", "dialog");
  card.setAttribute("aria-label", words.label);
  document.body.append(card);

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const place = (anchor) => {
    const box = anchor.getClientRects()[0] ?? anchor.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = card;
    const below = box.bottom + 8;
    card.style.left = `${Math.max(8, Math.min(box.left, innerWidth - width - 8))}px`;
    card.style.top = `${below + height < innerHeight ? below : Math.max(8, box.top - height - 8)}px`;
  };

  const show = (anchor, parts) => {
    const close = element("button", words.close, { type: "button", class: "peek-close" });
    close.addEventListener("click", () => card.hidePopover());
    card.replaceChildren(...parts, close);
    anchor.focus({ preventScroll: true });
    card.showPopover();
    place(anchor);
    card.querySelector("a, input")?.focus({ preventScroll: true });
  };

  const showLink = (link) => {
    const [statement, ...rest] = link.title.split(" · ");
    const open = element("a", link.matches('[href*="numerals/#"]') ? words.reason : words.open, { href: link.href, class: "button" });
    show(link, [element("p", statement, { class: "peek-statement" }), element("p", rest.join(" · "), { class: "peek-status" }), open]);
  };

  const showSentence = (sentence) => {
    const address = new URL(`#${sentence.id}`, location.href).href;
    history.replaceState(null, "", `#${sentence.id}`);
    document.querySelector("span.is-marked")?.classList.remove("is-marked");
    sentence.classList.add("is-marked");
    const label = element("label", words.sentence);
    const field = element("input", "", { type: "text", readonly: "", value: address });
    field.addEventListener("focus", () => field.select());
    label.append(field);
    const copy = element("button", words.copy, { type: "button", class: "button" });
    copy.addEventListener("click", async () => {
      try { await navigator.clipboard.writeText(address); } catch { field.select(); document.execCommand("copy"); }
      copy.textContent = words.copied;
    });
    sentence.tabIndex = -1;
    show(sentence, [label, copy]);
  };

  for (const paragraph of document.querySelectorAll(".reader > p")) {
    const sentence = paragraph.querySelector(SENTENCE);
    if (!sentence) continue;
    paragraph.prepend(element("a", "¶", { class: "pilcrow", href: `#${sentence.id}`, "aria-label": words.paragraph }));
  }

  // An offset within a sentence leads to that sentence: #c1332, where one begins at 1318.
  const offset = /^#c(\d+)$/.exec(location.hash);
  if (offset && !document.querySelector(location.hash)) {
    const holding = [...document.querySelectorAll(SENTENCE)]
      .filter((sentence) => Number(sentence.id.slice(1)) <= Number(offset[1]))
      .pop();
    holding?.classList.add("is-marked");
    holding?.scrollIntoView({ block: "center" });
  }

  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = event.target.closest("a");
    if (link?.matches(MARK)) {
      event.preventDefault();
      showLink(link);
    } else if (link?.matches(".pilcrow")) {
      event.preventDefault();
      showSentence(link.parentElement.querySelector(SENTENCE));
    } else if (link?.closest(".outline")) link.closest("details").open = false;
  });
  // A tap that meant something else opens nothing: a sentence answers to two.
  document.addEventListener("dblclick", (event) => {
    const sentence = event.target.closest(SENTENCE);
    if (sentence) showSentence(sentence);
  });
})();
