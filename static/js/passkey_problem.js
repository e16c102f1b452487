// Says on the page what allauth's script would only say in the console.
document.addEventListener("allauth.error", function (event) {
  event.preventDefault();
  var sentence = document.getElementById("passkey_problem");
  if (sentence) {
    sentence.hidden = true;
    window.setTimeout(function () { sentence.hidden = false; }, 50);
  }
});
