// A form that is being filled in: shows items as they become asked, and warns before typed values
// are left behind. Everything works without it; the server decides both times.
"use strict";

const form = document.querySelector("form.entry");

if (form) {
  let typed = form.dataset.typed === "yes";

  const leave = (event) => {
    if (typed) event.preventDefault();
  };

  const show = async () => {
    const body = new FormData(form);
    body.set("intent", "asked");
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok) return;
    const { not_asked: hidden } = await answer.json();
    for (const block of form.querySelectorAll("[data-item]")) {
      block.hidden = hidden.includes(block.dataset.item);
    }
  };

  form.addEventListener("input", () => {
    typed = true;
  });
  form.addEventListener("change", () => {
    if (form.dataset.conditional === "yes") show();
  });
  form.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", leave);
  document.getElementById("problems")?.focus();
}
