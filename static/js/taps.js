// Saves each tap of a form marked data-save-taps at once, one after another, and says so. Without this file the form's
// own button saves everything.
for (const form of document.querySelectorAll("form[data-save-taps]")) {
  const status = form.querySelector("[data-save-status]");
  const waiting = new Map();
  let busy = false;

  const say = (words, failed = false) => {
    status.textContent = words;
    status.classList.toggle("thread-saved--failed", failed);
  };

  const send = async () => {
    if (busy || waiting.size === 0) return;
    busy = true;
    const cells = [...waiting];
    waiting.clear();
    const body = new FormData();
    for (const hidden of form.querySelectorAll("input[type=hidden]")) body.append(hidden.name, hidden.value);
    for (const [name, value] of cells) body.append(name, value);
    say(form.dataset.saving);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "X-Saved-By-Tap": "1" }, redirect: "error" });
      if (answer.status !== 204) throw new Error(answer.status);
      if (waiting.size === 0) say(form.dataset.saved);
    } catch {
      for (const [name, value] of cells) if (!waiting.has(name)) waiting.set(name, value);
      say(form.dataset.failed, true);
      busy = false;
      return;
    }
    busy = false;
    send();
  };

  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    waiting.set(event.target.name, event.target.value);
    send();
  });
  window.addEventListener("online", send);
  window.addEventListener("beforeunload", (event) => {
    if (waiting.size || busy) event.preventDefault();
  });
  form.addEventListener("submit", () => waiting.clear());
}
