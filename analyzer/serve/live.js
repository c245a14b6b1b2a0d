// Keeps the list as the program has it: rows come as the server made and escaped them.
"use strict";

const rows = document.getElementById("rows");
const line = document.getElementById("status");
const count = document.getElementById("count");

function rowOf(id) {
  return Array.from(rows.children).find((row) => row.dataset.id === id);
}

function made(html) {
  const box = document.createElement("template");
  box.innerHTML = html.trim();
  return box.content.firstElementChild;
}

function replace(row, html) {
  const focused = row.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && Array.from(row.querySelectorAll("a, button, input")).indexOf(focused);
  const chosen = row.querySelector('input[type="checkbox"]').checked;
  const fresh = made(html);
  const box = fresh.querySelector('input[type="checkbox"]');
  box.checked = chosen && !box.disabled;
  row.replaceWith(fresh);
  if (focused) {
    const ways = Array.from(fresh.querySelectorAll("a, button, input")).filter((each) => !each.disabled);
    (ways[Math.min(place, ways.length - 1)] || fresh).focus();
  }
}

function show(told) {
  const row = rowOf(told.id);
  if (told.gone) {
    if (row) row.remove();
  } else if (!row) {
    rows.prepend(made(told.row));
    line.textContent = told.said;
  } else if (row.dataset.state !== told.state) {
    replace(row, told.row);
    line.textContent = told.said;
  } else {
    row.querySelector(".live").innerHTML = told.live;
  }
}

/* A browser has six lines to one server: a page that nobody looks at gives its own back. */
let since = rows.dataset.since;
let source = null;
let lost = false;

function hear(event) {
  since = event.lastEventId;
  const before = rows.children.length;
  JSON.parse(event.data).forEach(show);
  const more = rows.children.length - before;
  if (more) count.textContent = "(" + (Number(count.textContent.slice(1, -1)) + more) + ")";
  document.getElementById("none").hidden = rows.children.length > 0;
  document.getElementById("compare").hidden = rows.children.length === 0;
}

function listen() {
  if (source) source.close();
  source = null;
  if (document.hidden) return;
  source = new EventSource("/events?since=" + encodeURIComponent(since));
  source.onmessage = hear;
  source.onerror = () => { lost = true; line.textContent = "The connection is lost; trying again."; };
  source.onopen = () => { if (lost) line.textContent = "Connected again."; lost = false; };
  source.addEventListener("reload", () => { source.close(); location.reload(); });
}

document.addEventListener("visibilitychange", listen);
listen();

setInterval(() => {
  document.querySelectorAll(".clock").forEach((clock) => {
    const seconds = Number(clock.dataset.seconds) + 1;
    clock.dataset.seconds = seconds;
    clock.textContent = Math.floor(seconds / 60) + ":" + String(seconds % 60).padStart(2, "0");
  });
}, 1000);
