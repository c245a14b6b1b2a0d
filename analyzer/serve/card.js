// Notes of a served scorecard are kept by the program, beside the scorecard, and not by this browser: whoever may
// open the page has them, and deleting the candidate deletes them. The page's own script reads and writes its
// marks as it does when it is opened from a disk; here its storage leads to the program.
"use strict";

(() => {
  const kept = document.getElementById("kept-notes");
  const place = kept.dataset.place;
  const mark = kept.dataset.mark;
  const key = `repo-evidence:${document.documentElement.dataset.card}`;
  let notes = JSON.parse(kept.textContent);
  let tag = kept.dataset.tag;
  let waiting = 0;
  let queue = Promise.resolve();

  const say = (words) => {
    const state = document.getElementById("own-note-state");
    if (state) state.textContent = words;
  };

  async function put() {
    waiting = 0;
    const body = JSON.stringify(notes);
    try {
      const answer = await fetch(place, {
        method: "PUT", body, keepalive: body.length < 60000,
        headers: { "content-type": "application/json", "x-mark": mark, "if-match": tag },
      });
      if (answer.ok) {
        tag = answer.headers.get("etag") || "";
        say("Saved.");
      } else {
        say((await answer.json().catch(() => ({}))).error || "The notes could not be saved.");
      }
    } catch (error) {
      say("The notes could not be saved: is the page still running?");
    }
  }

  const save = () => { queue = queue.then(put); };

  function change(changes) {
    notes = { ...notes, ...changes };
    say("Saving.");
    clearTimeout(waiting);
    waiting = setTimeout(save, 400);
  }

  /* Marks that the scorecard of today has no place for stay as they are. */
  const without = () => Object.fromEntries(
    Object.entries(notes.marks || {}).filter(([name]) => !document.getElementById(name)),
  );
  const own = Storage.prototype;
  const [getItem, setItem] = [own.getItem, own.setItem];
  own.getItem = function (name) {
    if (name !== key) return getItem.call(this, name);
    return notes.marks ? JSON.stringify({ ...notes, card: document.documentElement.dataset.card }) : null;
  };
  own.setItem = function (name, text) {
    if (name !== key) { setItem.call(this, name, text); return; }
    const said = JSON.parse(text);
    change({ ...said, marks: { ...without(), ...said.marks } });
  };

  addEventListener("pagehide", () => { if (waiting) { clearTimeout(waiting); put(); } });
  addEventListener("DOMContentLoaded", () => {
    const box = document.getElementById("own-note");
    box.value = typeof notes.note === "string" ? notes.note : "";
    document.getElementById("own-notes").open = box.value !== "";
    box.addEventListener("input", () => change({ note: box.value }));
    const where = document.querySelector("#notes .nothing-yet");
    if (where) where.lastChild.textContent = where.lastChild.textContent.replace(
      "Notes stay in this browser until you save them as a file.", "Notes are kept beside the scorecard.");
  });
})();
