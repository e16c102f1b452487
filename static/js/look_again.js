// Looks again after some seconds while something is being made, without moving the reader's place or focus.
const shown = document.querySelector("[data-look-again]");
const seconds = Number(shown && shown.dataset.lookAgain);

async function look() {
  try {
    const answer = await fetch(window.location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-look-again]");
    if (!now || !now.dataset.lookAgain) {
      window.location.reload();
      return;
    }
    if (now.textContent !== shown.textContent) {
      shown.replaceChildren(...now.childNodes);
    }
  } catch (problem) {
    console.warn(problem);
  }
  window.setTimeout(look, seconds * 1000);
}

if (seconds) {
  window.setTimeout(look, seconds * 1000);
}
