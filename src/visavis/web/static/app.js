// Charts, the theme, and one key. Everything else works without a script.
"use strict";
(() => {
  const root = document.documentElement;
  const stored = localStorage.getItem("theme");
  if (stored) root.dataset.theme = stored;

  const colours = () => {
    const style = getComputedStyle(root);
    return { "#1b1b1b": style.getPropertyValue("--ink"), "#c9c9c9": style.getPropertyValue("--band"),
             "#8a8a8a": style.getPropertyValue("--pale") };
  };

  const draw = (place) => {
    let text = document.getElementById(place.dataset.chart).textContent;
    for (const [from, to] of Object.entries(colours())) text = text.replaceAll(from, to.trim());
    const spec = JSON.parse(text);
    const options = { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: false,
                      logLevel: 1 };  // errors alone: a layer without rows (nothing uncovered) is worth no warning
    vegaEmbed(place, spec, options).then(({ view }) => {
      place.dataset.drawn = "yes";
      place.firstElementChild?.setAttribute("aria-hidden", "true");
      view.addEventListener("click", (event, item) => {
        const period = item?.datum?.period ?? item?.datum?.datum?.period;
        if (period === undefined) return;
        const row = document.getElementById(`${place.dataset.rows}-${period}`);
        if (row) location.assign(row.href);
      });
    });
  };
  const drawAll = () => { for (const place of document.querySelectorAll("[data-chart]")) draw(place); };

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    button?.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      localStorage.setItem("theme", root.dataset.theme);
      drawAll();
    });
    if (window.vegaEmbed) drawAll();
    const at = new URLSearchParams(location.search).get("mark");
    if (at) {
      const found = [...document.querySelectorAll("mark[data-records]")].filter((one) => one.dataset.records.split(" ").includes(at));
      found.forEach((one) => one.classList.add("at"));
      found[0]?.scrollIntoView({ block: "center" });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, select, textarea")) return;
    event.preventDefault();
    document.getElementById("q").focus();
  });
})();
