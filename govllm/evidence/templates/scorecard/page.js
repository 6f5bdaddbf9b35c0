(function () {
  "use strict";
  // The page works without this: it keeps `lang` true to the shown language, and opens what a
  // link points into where the browser does not do so by itself.
  function say() {
    document.documentElement.lang = document.getElementById("lang-en").checked ? "en" : "zh-CN";
  }
  function reveal(id) {
    var place = id && document.getElementById(id);
    for (var up = place; up; up = up.parentElement) {
      if (up.tagName === "DETAILS") { up.open = true; }
    }
    if (place) { place.scrollIntoView(); }
  }
  document.getElementById("lang-zh").addEventListener("change", say);
  document.getElementById("lang-en").addEventListener("change", say);
  say();
  document.addEventListener("click", function (event) {
    var link = event.target.closest ? event.target.closest('a[href^="#"]') : null;
    if (!link) { return; }
    reveal(link.getAttribute("href").slice(1));
    // In MLflow's sandboxed frame the browser refuses to follow a link within the page.
    if (location.protocol === "blob:") { event.preventDefault(); }
  });
})();
