// Every form is sent from here, so that what is wrong is said beside it; without this script a browser sends it.
"use strict";

async function send(form) {
  const wrong = form.querySelector(".wrong") || document.querySelector(".wrong");
  const fields = new FormData(form);
  const mark = form.querySelector('input[name="mark"]');
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams(fields);
  const button = form.querySelector("button");
  button.disabled = true;
  if (wrong) wrong.textContent = "";
  try {
    const answer = await fetch(form.action, {
      method: "POST", body, headers: { accept: "application/json", "x-mark": mark ? mark.value : "" },
    });
    if (!answer.ok) {
      const told = await answer.json().catch(() => ({}));
      throw new Error(told.error || "That did not work (" + answer.status + ").");
    }
    if (form.hasAttribute("data-stay") && answer.url === location.origin + "/") {
      form.reset();
    } else if (form.closest("#rows")) {
      // The list hears of it by itself.
    } else {
      location.assign(answer.url);
    }
  } catch (error) {
    const words = error instanceof TypeError ? "The page cannot be reached; is it still running?" : error.message;
    if (wrong) wrong.textContent = words; else alert(words);
  } finally {
    button.disabled = false;
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  event.preventDefault();
  send(form);
});

const drop = document.getElementById("list-form");
if (drop) {
  const input = document.getElementById("list");
  const over = (is) => drop.querySelector(".drop").classList.toggle("over", is);
  drop.addEventListener("dragover", (event) => { event.preventDefault(); over(true); });
  drop.addEventListener("dragleave", () => over(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (event.dataTransfer.files.length) input.files = event.dataTransfer.files;
  });
}
