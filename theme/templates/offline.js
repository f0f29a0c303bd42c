// The service worker: pages come from the network while there is one, else as last seen.
"use strict";
const STATIC = "static-{{ version }}";
const PAGES = "pages";
const KEPT = {{ kept|safe }};
const MOST_PAGES = 400;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(STATIC).then((cache) => cache.addAll(KEPT)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    for (const name of await caches.keys()) if (name !== STATIC && name !== PAGES) await caches.delete(name);
    await self.clients.claim();
    // The page that brought this worker was loaded before it could keep it.
    const pages = await caches.open(PAGES);
    for (const client of await self.clients.matchAll({ type: "window" })) await pages.add(client.url).catch(() => {});
  };
  event.waitUntil(drop());
});

const keep = async (request, response) => {
  const cache = await caches.open(PAGES);
  await cache.put(request, response);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_PAGES))) await cache.delete(old);
};

const isKept = (request, url) =>
  ["document", "script", "style", "image", "worker"].includes(request.destination) || url.pathname.includes("/pagefind/");

const answer = async (event, url) => {
  const { request } = event;
  const fixed = await caches.open(STATIC).then((cache) => cache.match(request));
  if (fixed) return fixed;
  try {
    const response = await fetch(request);
    if (response.ok && response.type === "basic" && isKept(request, url)) event.waitUntil(keep(request, response.clone()));
    return response;
  } catch (error) {
    const seen = await caches.match(request, { ignoreSearch: request.mode === "navigate" });
    if (seen) return seen;
    if (request.mode !== "navigate") throw error;
    return new Response(
      "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>离线 Offline</title><p>现在没有网络，这一页还没有打开过。</p><p lang=\"en\">You are offline, and this page has not been opened before.</p><p><a href=\"./\">首页 Home</a></p>".replace("./", self.registration.scope),
      { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } },
    );
  }
};

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  event.respondWith(answer(event, url));
});
