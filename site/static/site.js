// Comfort only: every page is complete without this file.
"use strict";

// How long until a date, beside the date itself. A simulated site says what day it plays.
function countdowns() {
	const played = Date.parse(document.documentElement.dataset.now ?? "");
	const now = Number.isNaN(played) ? Date.now() : played;
	for (const el of document.querySelectorAll("[data-until]")) {
		const until = Date.parse(el.dataset.until);
		if (Number.isNaN(until)) continue;
		const days = Math.ceil((until - now) / 864e5);
		if (days > 1) el.textContent = "in " + days.toLocaleString("en") + " days";
		else if (days === 1) el.textContent = "within a day";
		else el.textContent = days > -1 ? "today" : "";
	}
}

// The reader's own time, where the pointer rests on a moment in UTC.
function localTimes() {
	const format = new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeStyle: "short" });
	for (const el of document.querySelectorAll("time[datetime*=T]")) {
		const at = new Date(el.dateTime);
		if (!Number.isNaN(at.getTime())) el.title = format.format(at) + " where you are";
	}
}

// n and p go to the next and previous change. A box switches the keys off, and the
// browser remembers that.
function jumpKeys() {
	const changes = Array.from(document.querySelectorAll(".redline-text [data-change]"));
	const place = document.querySelector("[data-keys]");
	if (changes.length < 2 || !place) return;
	const remembered = "redline-keys";
	const box = document.createElement("input");
	box.type = "checkbox";
	try {
		box.checked = localStorage.getItem(remembered) !== "off";
	} catch {
		box.checked = true;
	}
	const label = document.createElement("label");
	label.append(box, "keys n and p: next and previous change");
	place.append(label);
	place.hidden = false;
	box.addEventListener("change", () => {
		try {
			localStorage.setItem(remembered, box.checked ? "on" : "off");
		} catch {
			// storage is switched off: the choice holds for this page
		}
	});
	let current = -1;
	document.addEventListener("keydown", (event) => {
		if (!box.checked || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
		if (event.target instanceof Element && event.target.closest("input:not([type=checkbox]), select, textarea")) return;
		const step = event.key === "n" ? 1 : event.key === "p" ? -1 : 0;
		if (step === 0) return;
		event.preventDefault();
		const top = window.scrollY;
		if (current < 0) {
			const below = changes.findIndex((c) => c.getBoundingClientRect().top > 80);
			current = step > 0 ? (below < 0 ? changes.length - 1 : below) : Math.max(0, (below < 0 ? changes.length : below) - 1);
			if (top === 0 && step > 0) current = 0;
		} else {
			current = Math.min(changes.length - 1, Math.max(0, current + step));
		}
		const target = changes[current];
		target.tabIndex = -1;
		target.focus({ preventScroll: true });
		target.scrollIntoView({ block: "start" });
	});
}

countdowns();
localTimes();
jumpKeys();
setInterval(countdowns, 60_000);
