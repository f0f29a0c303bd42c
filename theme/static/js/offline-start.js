// Keeps visited pages readable offline; nothing depends on it.
"use strict";
(() => {
  const worker = document.currentScript?.dataset.worker;
  if (!worker || !("serviceWorker" in navigator) || !location.protocol.startsWith("http")) return;
  navigator.serviceWorker.register(worker).catch(() => { /* private windows may refuse */ });
})();
