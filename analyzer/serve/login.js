// The token stands after the '#', which no browser sends; it is handed over once, and taken out of the address.
"use strict";

const form = document.getElementById("login");
const wrong = form.querySelector(".wrong");

async function hand(token) {
  wrong.textContent = "";
  try {
    const answer = await fetch("/login", {
      method: "POST", body: new URLSearchParams({ token }), headers: { accept: "application/json" },
    });
    if (answer.ok) {
      location.replace("/");
      return;
    }
    wrong.textContent = (await answer.json()).error;
  } catch (error) {
    wrong.textContent = "The page cannot be reached; is it still running?";
  }
}

form.addEventListener("submit", (event) => { event.preventDefault(); hand(form.elements.token.value); });
if (location.hash.length > 1) {
  const token = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", "/login");
  hand(token);
}
