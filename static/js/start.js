// Starts the components of GOV.UK Frontend that stand above in the built file. Every page works without it.
for (const part of [Button, ErrorSummary, NotificationBanner, ServiceNavigation]) {
  for (const root of document.querySelectorAll(`[data-module="${part.moduleName}"]`)) {
    try {
      new part(root);
    } catch (problem) {
      console.warn(problem);
    }
  }
}
