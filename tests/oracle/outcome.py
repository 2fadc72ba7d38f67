#!/usr/bin/env python3
"""Outcomes by the rules of include/catapult/outcome.h, in other words than src/core/theory/outcome.c.

usage: outcome.py SUMMARY FILE.csv...

The column `outcome` of every row of the files, and the words and facts of the lines of SUMMARY (what `catapult run` printed for
all of the files, in order), against a reading of the rules that looks at all rows anew for every row.  Prints what differs,
then a line "N rows, words: ..."; exit status 1 if something differed.  No part of catapult is used, and no package.
"""
import collections
import csv
import math
import re
import sys

WINDOW, TINY = 50, 1e-300


class Run:
    """The rows of one model so far."""

    def __init__(self, threshold, stop_loss, full_batch):
        self.threshold, self.stop_loss, self.full_batch = threshold, stop_loss, full_batch
        self.loss, self.way, self.eta, self.curvature, self.product = [], [], [], [], []
        self.over = False

    def add(self, row):
        curvature = float(row["lambda_1"]) if row["lambda_1"] else math.nan
        if math.isnan(curvature) and self.curvature:
            curvature = self.curvature[-1]
        self.loss.append(float(row["train_loss"]) if row["train_loss"] else math.nan)
        self.way.append(float(row["distance"]) if row["distance"] else math.nan)
        self.eta.append(float(row["eta"]))
        self.curvature.append(curvature)
        self.product.append(self.eta[-1] * curvature)
        self.over = row["phase"] == "diverged"

    # --- the rules, in their order

    def word(self):
        if self.over or not math.isfinite(self.loss[-1]):
            return "diverged"
        if not self.curvature[-1] > 1e-12 * self.curvature[0] and self.loss[-1] > self.stop_loss:
            return "dead"
        if self.loss[-1] < self.stop_loss or self.rests():
            return "converged"
        if self.full_batch:
            period = next((p for p in range(2, 33) if self.repeats(p)), None)
            if period:
                return f"periodic({period})"
            if self.at_edge():
                return "edge"
        if self.wanders():
            return "bounded"
        return "rising" if self.slope() > 0 else "falling"

    def rests(self):
        def same(values):
            low, high = min(values), max(values)
            return high - low < 1e-6 * max(abs(low), abs(high), TINY)
        return (len(self.loss) > WINDOW and self.product[-1] < self.threshold
                and same(self.loss[-WINDOW:]) and same(self.way[-WINDOW:]))

    def repeats(self, p):
        if len(self.loss) < 5 * p:
            return False

        def near(a, b, tolerance):
            return abs(a - b) < tolerance * max(abs(a), abs(b), TINY)
        last = len(self.loss) - 1
        for values in self.loss, self.curvature:
            if not all(near(values[i], values[i - p], 1e-6) for i in range(last, last - 4 * p, -1)):
                return False
        return not all(near(self.loss[i], self.loss[i - 1], 1.0000001e-5) for i in range(last, last - p, -1))

    def at_edge(self):
        if len(self.loss) <= 2 * WINDOW:
            return False
        ratio = [s / self.threshold for s in self.product[-WINDOW:]]
        recent = self.loss[-WINDOW:]
        if max(ratio) >= 1.25 or min(ratio) <= 0.75 or abs(sum(ratio) / WINDOW - 1) >= 0.1:
            return False
        if all(recent[i] >= recent[i - 1] for i in range(1, WINDOW)):
            return False
        for t in range(1, len(self.loss)):
            with_old = self.eta[t] * self.curvature[t - 1]
            if with_old < self.threshold <= self.product[t] and self.loss[t] < self.loss[0]:
                return True
        return False

    def wanders(self):
        if len(self.loss) <= 4 * WINDOW:
            return False
        recent = self.loss[-4 * WINDOW:]
        if all(recent[i] <= recent[i - 1] for i in range(1, len(recent))):
            return False
        # pairs (old, new) with new < old, counted by walking through both halves in order
        old, new, falls, below = sorted(recent[:2 * WINDOW]), sorted(recent[2 * WINDOW:]), 0, 0
        for value in old:
            while below < len(new) and new[below] < value:
                below += 1
            falls += below
        return 1 / 4 <= falls / len(old) / len(new) <= 3 / 4

    def slope(self):
        recent = self.loss[-(10 if self.full_batch else WINDOW):]
        total, at = 0.0, -(len(recent) - 1) / 2
        for value in recent:  # from the oldest on, term by term: equal losses leave the sign of rounding
            total += at * math.log(max(value, TINY))
            at += 1
        return total

    # --- the facts beside the word

    def facts(self):
        word, text = self.word(), ""
        finite = [x for x in self.loss if math.isfinite(x)]
        top = max(finite)
        if top / self.loss[0] >= 2:
            text += f", thrown {top / self.loss[0]:.3g}x at {self.loss.index(top)}"
        spikes, step = self.spikes(word), self.crossed(word)
        if spikes is not None and spikes > 1:
            text += f", {spikes} spikes"
        if step is not None:
            text += f", crossed at {step}"
        return word + text

    def goes_round(self, word):
        """Whether every period would count as a spike, and as a crossing."""
        return self.full_batch and word.split("(")[0] in ("periodic", "bounded", "chaotic")

    def crossed(self, word):
        step = len(self.product)
        while step and not self.product[step - 1] >= self.threshold:
            step -= 1
        return step if 0 < step < len(self.product) and not self.goes_round(word) else None

    def spikes(self, word):
        if self.goes_round(word):
            return None
        count, calm = 0, []  # losses since the last spike was over
        top = None
        for value in self.loss:
            if not math.isfinite(value):
                break
            if top is None and calm and value > 2 * min(calm):
                count, top = count + 1, value
            if top is not None:
                top = max(top, value)
                if value < top / 2:
                    top, calm = None, []
            calm.append(value)
        return count


def run_of(comment):
    def setting(key):
        return re.search(r" %s=(\S+)" % re.escape(key), comment).group(1)
    b = float(setting("momentum"))
    threshold = 2 + 2 * b
    if setting("nesterov") == "yes":
        threshold /= 1 + 2 * b
    return lambda: Run(threshold, float(setting("stop.loss")), setting("batch") == "0")


def main(summary, *paths):
    bad, rows, words = 0, 0, collections.Counter()
    with open(summary) as file:
        lines = [line.rstrip("\n") for line in file]
    for path in paths:
        with open(path) as file:
            new, runs = run_of(file.readline()), {}
            for row in csv.DictReader(file):
                run = runs.setdefault(row["model"], new())
                run.add(row)
                word = run.word()
                rows += 1
                words[word.split("(")[0]] += 1
                if word != row["outcome"]:
                    bad += 1
                    print(f"{path}: {row['model']}, step {row['step']}: {row['outcome']}, should be {word}")
        for model, run in runs.items():
            line = lines.pop(0)
            said = line.split("; ", 4)[-1]
            said = said.replace("chaotic", "bounded", 1)  # by a twin, which no row knows of
            if line.split()[0] != model or said != run.facts():
                bad += 1
                print(f"{path}: {model}: '{said}', should be '{run.facts()}'")
    print(f"{rows} rows, words: " + ", ".join(f"{word} {count}" for word, count in sorted(words.items())))
    return bad > 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
