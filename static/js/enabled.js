// Says before the page is drawn that scripts run here, so that nothing jumps. A file, since inline scripts are refused.
document.body.className += " js-enabled" + ("noModule" in HTMLScriptElement.prototype ? " govuk-frontend-supported" : "");
