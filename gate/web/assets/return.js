"use strict";
/* Once: somebody who comes back to this page by the back button is not sent on again. */
if (performance.getEntriesByType("navigation")[0]?.type !== "back_forward") document.getElementById("return").submit();
