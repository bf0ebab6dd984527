// A browser writes down what was posted, to restore its tabs after it was closed.
// What stands at the same address by itself has nothing to keep. This runs before
// anything else of a page, since the browser may write at any moment.
if (window.history && history.replaceState) history.replaceState(null, '', location.pathname);
