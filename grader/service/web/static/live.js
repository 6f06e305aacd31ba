// Says when the changes of a live page stop coming, and takes it back when they come again.
const tell = (isLost) => document.querySelectorAll(".lost").forEach((note) => { note.hidden = !isLost; });
document.addEventListener("htmx:sse:error", () => tell(true));
document.addEventListener("htmx:sse:after:connection", () => tell(false));
