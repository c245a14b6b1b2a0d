// The notes above a scorecard: kept by the program, so that every browser that may read has them.
"use strict";

const place = document.querySelector('meta[name="repo-evidence-notes"]').content;
const mark = document.querySelector('meta[name="repo-evidence-mark"]').content;
const box = document.getElementById("own-note");
const state = document.getElementById("own-note-state");
let notes = {};
let tag = "";

async function load() {
  const answer = await fetch(place);
  tag = answer.headers.get("etag") || "";
  notes = await answer.json();
  box.value = typeof notes.note === "string" ? notes.note : "";
  document.getElementById("own-notes").open = box.value !== "";
}

async function save() {
  state.textContent = "Saving.";
  const answer = await fetch(place, {
    method: "PUT",
    body: JSON.stringify({ ...notes, note: box.value }),
    headers: { "content-type": "application/json", "x-mark": mark, "if-match": tag },
  });
  if (answer.ok) {
    tag = answer.headers.get("etag") || "";
    notes.note = box.value;
    state.textContent = "Saved.";
  } else {
    state.textContent = (await answer.json().catch(() => ({}))).error || "That could not be saved.";
  }
}

box.form.addEventListener("submit", (event) => {
  event.preventDefault();
  save().catch(() => { state.textContent = "The page cannot be reached; is it still running?"; });
});
load().catch(() => { state.textContent = "The notes could not be loaded."; });
